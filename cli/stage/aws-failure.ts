import { UsageError } from '../../errors/index.ts';

/** Where calls go, for the texts of errors. */
export interface CallPlace {
  stage: string;
  /** Undefined where neither the environment nor a profile names one. */
  region: string | undefined;
  /** Where all of AWS answers, where that is not AWS itself. */
  endpoint: string | undefined;
}

/** Error names of SDKs and services for credentials that are missing, wrong or expired. */
const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);
const BAD_CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const NO_PERMISSION = new Set(['AccessDenied', 'AccessDeniedException', 'NotAuthorized']);
const NOT_REACHED = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'];

/**
 * Turns the error of an AWS call into one that says what to do, where a person can fix it: credentials, permissions, a
 * service that does not answer. Any other error is returned as it is.
 */
export function awsFailure(error: unknown, place: CallPlace): unknown {
  if (!(error instanceof Error)) return error;
  const text = textOf(error, place);
  return text === undefined ? error : new UsageError(text, { cause: error });
}

function textOf(error: Error, { stage, region, endpoint }: CallPlace): string | undefined {
  const at = endpoint ?? `Region ${region ?? 'unknown'}`;
  if (error.message.startsWith('Region is missing')) {
    return 'no AWS Region is set: export AWS_REGION=us-east-1 (or where the stage was deployed)';
  }
  if (NO_CREDENTIALS.has(error.name)) {
    return 'no AWS credentials were found: set AWS_PROFILE, or sign in as for the AWS CLI; stage local needs none';
  }
  if (BAD_CREDENTIALS.has(error.name)) {
    return `the AWS credentials are refused (${error.name}): sign in again, or see that they are of the account that stage "${stage}" is in`;
  }
  if (NO_PERMISSION.has(error.name)) {
    return `these AWS credentials lack a permission: ${error.message} (docs/operations.md lists what the commands need)`;
  }
  const code = codeOf(error);
  if (code === '') return undefined;
  return stage === 'local'
    ? `the local cloud does not answer at ${at}: start it with npm start, or set AWS_ENDPOINT_URL to where it listens`
    : `AWS does not answer at ${at} (${code})`;
}

/** Node's code of a connection's error. The SDK keeps it in the text alone where it wraps the error. */
function codeOf(error: Error): string {
  const said = `${'code' in error ? String(error.code) : ''} ${error.message}`;
  return NOT_REACHED.find((code) => said.includes(code)) ?? '';
}
