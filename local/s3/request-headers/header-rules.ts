import { ACCOUNT_ID, notImplemented } from '../../ground/index.ts';
import { isChecksumAlgorithm } from '../checksums/algorithms.ts';
import type { S3Request } from '../http/request.ts';
import { OWNER } from '../http/list-query.ts';
import { s3Error } from '../s3-error.ts';
import type { Bucket } from '../store/buckets.ts';

/** One header of a request to one operation. */
export interface SentHeader {
  name: string;
  value: string;
  operation: string;
  request: S3Request;
  /** The bucket that the request names; undefined where there is none, which the operation tells. */
  bucket: Bucket | undefined;
}

/** Passes, or refuses as S3 does, or with 501 what the local S3 lacks. @throws S3Error, AwsError NotImplemented */
export type HeaderRule = (sent: SentHeader) => void;

/** The operation itself looks at it. */
export const served: HeaderRule = () => undefined;

export const lacking =
  (what: string): HeaderRule =>
  ({ name }) => {
    throw notImplemented(`${what} of S3 (${name})`);
  };

export const lackingAlgorithm: HeaderRule = ({ name }) => {
  throw notImplemented(`the checksum algorithm of ${name}`);
};

/** S3 knows these for directory buckets only, and says so in its own words. */
export const notForGeneralBuckets: HeaderRule = ({ name }) => {
  throw s3Error('NotImplemented', undefined, { elements: { Header: name } });
};

const invalidArgument = ({ name, value }: SentHeader, text: string) =>
  s3Error('InvalidArgument', text, { elements: { ArgumentName: name, ArgumentValue: value } });

/** Buckets of this machine have the owner enforced, as new buckets have: ACLs are off. */
export const canned: HeaderRule = (sent) => {
  const { value, operation, request } = sent;
  if (!CANNED_ACLS.includes(value)) throw invalidArgument(sent, 'Invalid canned ACL');
  if (Object.keys(request.http.headers).some((name) => name.startsWith('x-amz-grant-')))
    throw s3Error('InvalidRequest', 'Specifying both Canned ACLs and Header Grants is not allowed');
  if (value === (operation === 'CreateBucket' ? 'private' : 'bucket-owner-full-control')) return;
  throw aclsAreOff(operation);
};

const CANNED_ACLS = [
  ...['private', 'public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read'],
  ...['bucket-owner-read', 'bucket-owner-full-control', 'log-delivery-write'],
];

/** A grant of all to the bucket's owner says what holds anyway. */
export const accessControl: HeaderRule = ({ name, value, operation }) => {
  if (name === 'x-amz-grant-full-control' && value.replaceAll(/["\s]/g, '') === `id=${OWNER.ID}`) return;
  throw aclsAreOff(operation);
};

const aclsAreOff = (operation: string) =>
  s3Error(
    operation === 'CreateBucket' ? 'InvalidBucketAclWithObjectOwnership' : 'AccessControlListNotSupported',
  );

const ACCOUNT = /^\d{12}$/;

/** The bucket is of this account: all buckets here are. One that is not there is told as such by the operation. */
export const expectedOwner: HeaderRule = ({ value, bucket }) => {
  refuseMalformedOwner(value);
  if (bucket && value !== ACCOUNT_ID) throw s3Error('AccessDenied');
};

export const sourceOwner: HeaderRule = ({ value }) => {
  refuseMalformedOwner(value);
  if (value !== ACCOUNT_ID) throw s3Error('AccessDenied');
};

function refuseMalformedOwner(value: string): void {
  if (!ACCOUNT.test(value))
    throw s3Error(
      'InvalidBucketOwnerAWSAccountID',
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${value}]`,
    );
}

/** No bucket here is a Requester Pays bucket, and for others the header says nothing. */
export const requestPayer: HeaderRule = (sent) => {
  if (sent.value !== 'requester') throw invalidArgument(sent, 'Invalid x-amz-request-payer header');
};

export const bucketNamespace: HeaderRule = (sent) => {
  if (sent.value === 'account-regional') throw notImplemented('bucket namespaces of an account');
  if (sent.value !== 'global') throw invalidArgument(sent, 'Invalid x-amz-bucket-namespace header');
};

export const bucketObjectLock: HeaderRule = (sent) => {
  if (sent.value.toLowerCase() === 'true') throw notImplemented('Object Lock');
  if (sent.value.toLowerCase() !== 'false')
    throw invalidArgument(sent, 'Invalid x-amz-bucket-object-lock-enabled header');
};

export const objectOwnership: HeaderRule = (sent) => {
  if (sent.value === 'BucketOwnerEnforced') return;
  if (['ObjectWriter', 'BucketOwnerPreferred'].includes(sent.value))
    throw notImplemented(`object ownership ${sent.value}, which turns ACLs on`);
  throw invalidArgument(sent, `Invalid x-amz-object-ownership header: ${sent.value}`);
};

export const objectLock: HeaderRule = () => {
  throw s3Error('InvalidRequest', 'Bucket is missing ObjectLockConfiguration');
};

export const governanceBypass: HeaderRule = (sent) => {
  throw invalidArgument(
    sent,
    'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
  );
};

const SSE = 'x-amz-server-side-encryption';

export const kmsKeyOfEncryption: HeaderRule = (sent) => {
  if (String(sent.request.http.headers[SSE] ?? '').startsWith('aws:kms')) return;
  throw invalidArgument(
    sent,
    'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
  );
};

/** A bucket key has no effect here; the answers tell of one exactly where the object is under the bucket's own key. */
export const bucketKey: HeaderRule = ({ name, value, bucket, request }) => {
  const { headers } = request.http;
  const asked = headers[SSE] ?? (bucket?.kmsKeyArn === undefined ? 'AES256' : 'aws:kms');
  const otherKey = headers[`${SSE}-aws-kms-key-id`] ?? bucket?.kmsKeyArn;
  const told = asked === 'aws:kms' && otherKey !== undefined && otherKey === bucket?.kmsKeyArn;
  if (asked === 'aws:kms' && (value.toLowerCase() === 'true') !== told)
    throw notImplemented(`${name}: ${value} where the bucket has it otherwise`);
};

/** Nothing here is encrypted with a customer's key, so that a key to read something is of no use to it. */
export const customerKey: HeaderRule = ({ name, operation }) => {
  const writes = ['PutObject', 'CreateMultipartUpload', 'CopyObject'].includes(operation);
  if (writes && !name.startsWith('x-amz-copy-source'))
    throw notImplemented('encryption with customer-provided keys (SSE-C)');
  throw s3Error('InvalidRequest', 'The encryption parameters are not applicable to this object.');
};

const STORAGE_CLASSES = [
  ...['REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER', 'GLACIER_IR'],
  ...['DEEP_ARCHIVE', 'OUTPOSTS', 'SNOW', 'EXPRESS_ONEZONE', 'FSX_OPENZFS', 'FSX_ONTAP'],
];

export const storageClass: HeaderRule = ({ value }) => {
  if (value === 'STANDARD') return;
  if (STORAGE_CLASSES.includes(value)) throw notImplemented(`storage class ${value}`);
  throw s3Error('InvalidStorageClass', undefined, { elements: { StorageClassRequested: value } });
};

export const tags: HeaderRule = ({ value }) => {
  if (value !== '') throw notImplemented('object tags');
};

/** There are no tags: to keep them and to replace them by none is the same. */
export const tagsDirective: HeaderRule = (sent) => {
  if (!['COPY', 'REPLACE'].includes(sent.value)) throw invalidArgument(sent, 'Unknown tagging directive.');
};

export const redirect: HeaderRule = ({ value }) => {
  if (!/^(?:\/|https?:\/\/)/.test(value)) throw s3Error('InvalidRedirectLocation');
  throw notImplemented('website redirects');
};

/** Algorithms that S3 has and the local S3 does not compute. */
const LACKING_ALGORITHMS = ['MD5', 'SHA512', 'XXHASH3', 'XXHASH64', 'XXHASH128'];

export const checksumAlgorithm: HeaderRule = ({ value }) => {
  const name = value.toUpperCase();
  if (isChecksumAlgorithm(name)) return;
  if (LACKING_ALGORITHMS.includes(name)) throw notImplemented(`the checksum algorithm ${name}`);
  throw s3Error(
    'InvalidRequest',
    'Checksum algorithm provided is unsupported. Please try again with any of the valid types: ' +
      '[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
  );
};

/** It names the algorithm of the checksum that comes in a header or a trailer. */
export const sdkChecksumAlgorithm: HeaderRule = (sent) => {
  const { headers } = sent.request.http;
  const name = sent.value.toUpperCase();
  if (LACKING_ALGORITHMS.includes(name)) throw notImplemented(`the checksum algorithm ${name}`);
  const trailers = String(headers['x-amz-trailer'] ?? '').split(',');
  const announced = [...Object.keys(headers), ...trailers.map((trailer) => trailer.trim().toLowerCase())]
    .filter((header) => CHECKSUM.test(header))
    .map((header) => header.slice('x-amz-checksum-'.length).toUpperCase());
  if (!isChecksumAlgorithm(name) || (announced.length > 0 && !announced.includes(name)))
    throw s3Error('InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
};

const CHECKSUM = /^x-amz-checksum-(?!algorithm$|type$|mode$)/;

export const checksumMode: HeaderRule = (sent) => {
  if (sent.value.toUpperCase() !== 'ENABLED')
    throw invalidArgument(sent, 'Invalid x-amz-checksum-mode header');
};

/** Nothing is archived, so that no object has a RestoreStatus to tell. */
export const optionalAttributes: HeaderRule = (sent) => {
  if (sent.value.split(',').some((attribute) => attribute.trim() !== 'RestoreStatus'))
    throw invalidArgument(sent, 'Invalid attribute name specified');
};
