import { AwsError } from '../ground/index.ts';
import type { SignatureFault } from './signature/verify.ts';

type Refusals = Readonly<Record<SignatureFault['kind'], (fault: SignatureFault) => AwsError>>;

const error =
  (code: string, status: number, message?: string) =>
  ({ detail }: SignatureFault): AwsError =>
    new AwsError(code, message ?? detail, status);

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.';

/** What AWS JSON services answer ("Common Errors" of an API reference). */
const JSON_REFUSALS: Refusals = {
  missing: error('MissingAuthenticationToken', 403, 'Missing Authentication Token'),
  'version-2': error('IncompleteSignature', 400),
  two: error('IncompleteSignature', 400),
  unsigned: error('InvalidSignatureException', 403),
  incomplete: error('IncompleteSignature', 400),
  scope: error('InvalidSignatureException', 403),
  'unknown-key': error(
    'UnrecognizedClientException',
    403,
    'The security token included in the request is invalid.',
  ),
  time: error('InvalidSignatureException', 403),
  mismatch: error(
    'InvalidSignatureException',
    403,
    `${MISMATCH} Consult the service documentation for details.`,
  ),
};

const malformed = ({ presigned, detail }: SignatureFault): AwsError =>
  new AwsError(presigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed', detail, 400);

/** What S3 answers (Amazon S3 API Reference, "Error responses"). */
const S3_REFUSALS: Refusals = {
  missing: error('AccessDenied', 403, 'Access Denied'),
  // Signature Version 2, which `aws s3 presign` of version 1 makes unless told otherwise: buckets made since June 2020 refuse it.
  'version-2': error('InvalidRequest', 400),
  two: error('InvalidArgument', 400),
  unsigned: error('AccessDenied', 403),
  incomplete: malformed,
  scope: malformed,
  'unknown-key': error(
    'InvalidAccessKeyId',
    403,
    'The AWS Access Key Id you provided does not exist in our records.',
  ),
  time: ({ presigned }) =>
    presigned
      ? new AwsError('AccessDenied', 'Request has expired', 403)
      : new AwsError(
          'RequestTimeTooSkewed',
          'The difference between the request time and the current time is too large.',
          403,
        ),
  mismatch: error('SignatureDoesNotMatch', 403, MISMATCH),
};

export const refusalOfJson = (fault: SignatureFault): AwsError => JSON_REFUSALS[fault.kind](fault);

export const refusalOfS3 = (fault: SignatureFault): AwsError => S3_REFUSALS[fault.kind](fault);
