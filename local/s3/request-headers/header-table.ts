import type { HeaderRule } from './header-rules.ts';
import {
  accessControl,
  bucketKey,
  bucketNamespace,
  bucketObjectLock,
  canned,
  checksumAlgorithm,
  checksumMode,
  customerKey,
  expectedOwner,
  governanceBypass,
  kmsKeyOfEncryption,
  lacking,
  lackingAlgorithm,
  notForGeneralBuckets,
  objectLock,
  objectOwnership,
  optionalAttributes,
  redirect,
  requestPayer,
  sdkChecksumAlgorithm,
  served,
  sourceOwner,
  storageClass,
  tags,
  tagsDirective,
} from './header-rules.ts';

/** A header of S3's own: the operations that have it (Amazon S3 API Reference), and what becomes of it there. */
export interface AmzHeader {
  operations: readonly string[];
  rule: HeaderRule;
}

const CREATIONS = ['PutObject', 'CopyObject', 'CreateMultipartUpload'];
const COPIES = ['CopyObject', 'UploadPartCopy'];
const READS = ['GetObject', 'HeadObject'];
const BODIES = ['PutObject', 'UploadPart', 'CompleteMultipartUpload'];
const LISTINGS = ['ListObjects', 'ListObjectsV2', 'ListObjectVersions'];
const DELETIONS = ['DeleteObject', 'DeleteObjects'];
const PARTS = ['UploadPart', 'UploadPartCopy', 'ListParts', 'CompleteMultipartUpload'];
const PAID = [
  ...[...CREATIONS, ...READS, ...DELETIONS, ...LISTINGS, ...PARTS],
  ...['ListMultipartUploads', 'GetObjectTagging', 'AbortMultipartUpload'],
];
const OWNED = [
  ...PAID,
  ...['HeadBucket', 'DeleteBucket', 'GetBucketLocation', 'GetBucketVersioning', 'PutBucketVersioning'],
  ...['GetBucketNotificationConfiguration', 'PutBucketNotificationConfiguration'],
];
const CREATE_BUCKET = ['CreateBucket'];

const SSE = 'x-amz-server-side-encryption';
const SOURCE = 'x-amz-copy-source';

const row = (operations: readonly string[], rule: HeaderRule): AmzHeader => ({ operations, rule });

/**
 * Every `x-amz-*` header that an operation of the local S3 has on AWS, each with the operations that have it. One that
 * stands here with other operations only is passed over, as S3 does; one that stands nowhere is 501.
 */
export const AMZ_HEADERS: Readonly<Record<string, AmzHeader>> = {
  // There is no destination here that could be validated.
  'x-amz-skip-destination-validation': row(['PutBucketNotificationConfiguration'], served),

  'x-amz-acl': row([...CREATIONS, ...CREATE_BUCKET], canned),
  'x-amz-grant-full-control': row([...CREATIONS, ...CREATE_BUCKET], accessControl),
  'x-amz-grant-read': row([...CREATIONS, ...CREATE_BUCKET], accessControl),
  'x-amz-grant-read-acp': row([...CREATIONS, ...CREATE_BUCKET], accessControl),
  'x-amz-grant-write': row(CREATE_BUCKET, accessControl),
  'x-amz-grant-write-acp': row([...CREATIONS, ...CREATE_BUCKET], accessControl),

  'x-amz-bucket-namespace': row(CREATE_BUCKET, bucketNamespace),
  'x-amz-bucket-object-lock-enabled': row(CREATE_BUCKET, bucketObjectLock),
  'x-amz-object-ownership': row(CREATE_BUCKET, objectOwnership),

  'x-amz-expected-bucket-owner': row(OWNED, expectedOwner),
  'x-amz-source-expected-bucket-owner': row(COPIES, sourceOwner),
  'x-amz-request-payer': row(PAID, requestPayer),
  'x-amz-mfa': row([...DELETIONS, 'PutBucketVersioning'], lacking('MFA delete')),

  'x-amz-object-lock-mode': row(CREATIONS, objectLock),
  'x-amz-object-lock-retain-until-date': row(CREATIONS, objectLock),
  'x-amz-object-lock-legal-hold': row(CREATIONS, objectLock),
  'x-amz-object-lock-event-hold': row(CREATIONS, objectLock),
  'x-amz-object-lock-event-hold-duration-days': row(CREATIONS, objectLock),
  'x-amz-object-lock-event-hold-duration-years': row(CREATIONS, objectLock),
  'x-amz-bypass-governance-retention': row(DELETIONS, governanceBypass),

  [SSE]: row(CREATIONS, served),
  [`${SSE}-aws-kms-key-id`]: row(CREATIONS, kmsKeyOfEncryption),
  [`${SSE}-bucket-key-enabled`]: row(CREATIONS, bucketKey),
  [`${SSE}-context`]: row(CREATIONS, lacking('encryption contexts')),
  [`${SSE}-customer-algorithm`]: row([...CREATIONS, ...READS, ...PARTS], customerKey),
  [`${SSE}-customer-key`]: row([...CREATIONS, ...READS, ...PARTS], customerKey),
  [`${SSE}-customer-key-md5`]: row([...CREATIONS, ...READS, ...PARTS], customerKey),
  [`${SOURCE}-server-side-encryption-customer-algorithm`]: row(COPIES, customerKey),
  [`${SOURCE}-server-side-encryption-customer-key`]: row(COPIES, customerKey),
  [`${SOURCE}-server-side-encryption-customer-key-md5`]: row(COPIES, customerKey),

  'x-amz-storage-class': row(CREATIONS, storageClass),
  'x-amz-tagging': row(CREATIONS, tags),
  'x-amz-tagging-directive': row(['CopyObject'], tagsDirective),
  'x-amz-object-annotation-directive': row(['CopyObject'], lacking('object annotations')),
  'x-amz-website-redirect-location': row(CREATIONS, redirect),
  'x-amz-write-offset-bytes': row(['PutObject'], lacking('appending to objects')),
  'x-amz-metadata-directive': row(['CopyObject'], served),

  [SOURCE]: row(COPIES, served),
  [`${SOURCE}-if-match`]: row(COPIES, served),
  [`${SOURCE}-if-none-match`]: row(COPIES, served),
  [`${SOURCE}-if-modified-since`]: row(COPIES, served),
  [`${SOURCE}-if-unmodified-since`]: row(COPIES, served),
  [`${SOURCE}-range`]: row(['UploadPartCopy'], served),

  'x-amz-checksum-algorithm': row(['CopyObject', 'CreateMultipartUpload'], checksumAlgorithm),
  'x-amz-checksum-type': row(['CreateMultipartUpload', 'CompleteMultipartUpload'], served),
  'x-amz-checksum-mode': row(READS, checksumMode),
  'x-amz-checksum-crc32': row(BODIES, served),
  'x-amz-checksum-crc32c': row(BODIES, served),
  'x-amz-checksum-crc64nvme': row(BODIES, served),
  'x-amz-checksum-sha1': row(BODIES, served),
  'x-amz-checksum-sha256': row(BODIES, served),
  'x-amz-checksum-md5': row(BODIES, lackingAlgorithm),
  'x-amz-checksum-sha512': row(BODIES, lackingAlgorithm),
  'x-amz-checksum-xxhash3': row(BODIES, lackingAlgorithm),
  'x-amz-checksum-xxhash64': row(BODIES, lackingAlgorithm),
  'x-amz-checksum-xxhash128': row(BODIES, lackingAlgorithm),
  'x-amz-sdk-checksum-algorithm': row(
    ['PutBucketVersioning', 'DeleteObjects', 'PutObject', 'UploadPart'],
    sdkChecksumAlgorithm,
  ),
  'x-amz-mp-object-size': row(['CompleteMultipartUpload'], served),

  'x-amz-if-match-initiated-time': row(['AbortMultipartUpload'], notForGeneralBuckets),
  'x-amz-if-match-last-modified-time': row(['DeleteObject'], notForGeneralBuckets),
  'x-amz-if-match-size': row(['DeleteObject'], notForGeneralBuckets),
  'x-amz-optional-object-attributes': row(LISTINGS, optionalAttributes),
};

/** Headers whose names go on: they are kept with what is written, and mean nothing elsewhere. */
export const METADATA_PREFIX = 'x-amz-meta-';

/** What belongs to signatures and to the way a body travels, for every operation. */
export const COMMON_HEADERS: ReadonlySet<string> = new Set([
  ...['x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token', 'x-amz-user-agent'],
  ...['x-amz-decoded-content-length', 'x-amz-trailer', 'x-amz-te'],
  ...['x-amz-algorithm', 'x-amz-credential', 'x-amz-expires', 'x-amz-signedheaders', 'x-amz-signature'],
]);
