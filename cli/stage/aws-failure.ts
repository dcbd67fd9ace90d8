import { TYPED } from '../../tools/build/index.ts';
import { UsageError } from '../../errors/index.ts';
import { noLocalCloud } from './local-endpoint.ts';

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
const NOT_REACHED = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'TimeoutError',
];

/** Node's codes for an answer that is not what the address says: TLS where it is http, or the other way round, or no HTTP at all. */
const OTHER_PROTOCOL = /^(EPROTO|ERR_SSL_|HPE_)/;

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
  if (error.message.startsWith('Region not accepted'))
    return `the AWS Region ${JSON.stringify(region)} is none: export AWS_REGION=us-east-1 (or where the stage was deployed)`;
  if (NO_CREDENTIALS.has(error.name)) {
    return noCredentials(error);
  }
  if (BAD_CREDENTIALS.has(error.name)) {
    return `the AWS credentials are refused (${error.name}): sign in again, or see that they are of the account that stage "${stage}" is in`;
  }
  if (NO_PERMISSION.has(error.name)) {
    return `these AWS credentials lack a permission: ${error.message} (docs/command-line.md lists what the commands need)`;
  }
  const because = whyNotAws(error);
  if (because !== undefined) {
    return stage === 'local'
      ? noLocalCloud(at, because).message
      : `what answers at ${at} is not AWS (${because}): look at AWS_ENDPOINT_URL, and at proxies on the way`;
  }
  if (OTHER_PROTOCOL.test('code' in error ? String(error.code) : ''))
    return `what listens at ${at} does not speak the protocol of that address: see whether it is http or https, and the port`;
  const code = codeOf(error);
  if (code === '') return undefined;
  return stage === 'local'
    ? `the local cloud does not answer at ${at}: start it with \`${TYPED.start}\`, or set AWS_ENDPOINT_URL to where it listens`
    : `AWS does not answer at ${at} (${code}): see that the network is up and the Region is right`;
}

/** The SDK alone says why, such as a sign-in that has run out; but a profile that is not there it passes over, and then names nothing. */
function noCredentials({ message }: Error): string {
  const { AWS_PROFILE: profile } = process.env;
  const why =
    profile && message.includes('any providers')
      ? `the profile ${profile} is not there, or has none`
      : message.replace(/\.$/, '');
  const look = profile ? 'look at AWS_PROFILE and the profile that it names' : 'set AWS_PROFILE';
  return `no AWS credentials were found (${why}): ${look}, or sign in as for the AWS CLI; stage local needs none`;
}

/** Node's code of a connection's error. The SDK keeps it in the text alone where it wraps the error. */
function codeOf(error: Error): string {
  const said = `${error.name} ${'code' in error ? String(error.code) : ''} ${error.message}`;
  return NOT_REACHED.find((code) => said.includes(code)) ?? '';
}

/** Names that the SDK gives where an answer has no error's name in it. */
const NAMELESS = new Set(['Unknown', 'UnknownError']);

/**
 * Whether a web server or a proxy answered. The SDK says in the text that it could not read an answer, and keeps that in a hidden member. Where
 * it could, AWS's errors have names, but for those of a HEAD, which has no room for one (400, 403).
 */
function whyNotAws(error: Error): string | undefined {
  if (
    error.message.includes('Deserialization error') ||
    (error instanceof SyntaxError && '$metadata' in error)
  )
    return 'its answer is no JSON';
  if (!NAMELESS.has(error.name) || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
  return httpStatusCode === undefined || httpStatusCode === 400 || httpStatusCode === 403
    ? undefined
    : `its answer names no error, status ${httpStatusCode}`;
}
