import type { IncomingHttpHeaders } from 'node:http';
import { notImplemented } from '../../ground/index.ts';
import { s3Error } from '../s3-error.ts';
import type { Bucket } from '../store/buckets.ts';
import { NULL_VERSION, type ObjectHeaders, type ObjectVersion, type Version } from '../store/versions.ts';
import { encryptionHeaders } from '../encryption.ts';

const METADATA = 'x-amz-meta-';
/** The headers of a write that are kept, and that a read may have otherwise. */
export const CONTENT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** S3's limit on names and values of user metadata together, in bytes. */
const MOST_METADATA = 2048;

/** Headers that would change what is stored in ways the local S3 does not have. */
const REFUSED: readonly [header: string, what: string][] = [
  ['x-amz-server-side-encryption-customer-algorithm', 'encryption with customer-provided keys (SSE-C)'],
  ['x-amz-tagging', 'object tags'],
  ['x-amz-object-lock-mode', 'Object Lock'],
  ['x-amz-object-lock-legal-hold', 'Object Lock'],
  ['x-amz-website-redirect-location', 'website redirects'],
  ['x-amz-write-offset-bytes', 'appending to objects'],
];

/** Refuses what a write asks for and the local S3 lacks. @throws AwsError NotImplemented, AccessControlListNotSupported */
export function refuseUnsupported(headers: IncomingHttpHeaders): void {
  for (const [name, what] of REFUSED) if (headers[name] !== undefined) throw notImplemented(what);
  const storageClass = headers['x-amz-storage-class'];
  if (storageClass !== undefined && storageClass !== 'STANDARD') {
    throw notImplemented(`storage class ${String(storageClass)}`);
  }
  const acl = headers['x-amz-acl'];
  const grants = Object.keys(headers).some((name) => name.startsWith('x-amz-grant-'));
  if (grants || (acl !== undefined && acl !== 'bucket-owner-full-control')) {
    throw s3Error('AccessControlListNotSupported');
  }
}

/** What is kept of a write's headers and given back with the object. @throws S3Error MetadataTooLarge */
export function keptHeaders(headers: IncomingHttpHeaders): ObjectHeaders {
  const kept: ObjectHeaders = { 'content-type': 'binary/octet-stream' };
  let metadata = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') continue;
    if (name.startsWith(METADATA)) metadata += name.length - METADATA.length + value.length;
    else if (!CONTENT_HEADERS.includes(name) || value === '') continue;
    kept[name] = value;
  }
  if (metadata > MOST_METADATA) throw s3Error('MetadataTooLarge');
  const encoding = (kept['content-encoding'] ?? '').split(',').map((item) => item.trim());
  delete kept['content-encoding'];
  // aws-chunked is how the body travelled, not what it is.
  const lasting = encoding.filter((item) => item !== '' && item !== 'aws-chunked');
  if (lasting.length > 0) kept['content-encoding'] = lasting.join(',');
  return kept;
}

/** The version id in an answer; objects written without versioning show none. */
export const versionHeaders = (version: Pick<Version, 'versionId'>): Record<string, string> =>
  version.versionId === NULL_VERSION ? {} : { 'x-amz-version-id': version.versionId };

/** The headers of GetObject and HeadObject, without length, range and checksum. */
export const objectHeaders = (version: ObjectVersion, bucket: Bucket): Record<string, string> => ({
  ...version.headers,
  ...versionHeaders(version),
  ...encryptionHeaders(version.kmsKeyArn, bucket),
  'accept-ranges': 'bytes',
  etag: `"${version.etag}"`,
  'last-modified': new Date(version.modified).toUTCString(),
});
