import type { IncomingHttpHeaders } from 'node:http';
import { s3Error } from '../s3-error.ts';
import type { Bucket } from '../store/buckets.ts';
import { NULL_VERSION, type ObjectHeaders, type ObjectVersion, type Version } from '../store/versions.ts';
import { encryptionHeaders } from '../encryption.ts';
import { METADATA_PREFIX } from '../request-headers/header-table.ts';
import { decodedMetadata, encodedMetadata } from './metadata-text.ts';

/** The headers of a write that are kept, and that a read may have otherwise. */
export const CONTENT_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** S3's limit on names and values of user metadata together, in bytes of UTF-8. */
const MOST_METADATA = 2048;

/** What is kept of a write's headers and given back with the object. @throws S3Error MetadataTooLarge */
export function keptHeaders(headers: IncomingHttpHeaders): ObjectHeaders {
  const kept: ObjectHeaders = { 'content-type': 'binary/octet-stream' };
  let metadata = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string') continue;
    if (name.startsWith(METADATA_PREFIX)) {
      kept[name] = decodedMetadata(value);
      metadata += name.length - METADATA_PREFIX.length + Buffer.byteLength(kept[name]);
    } else if (CONTENT_HEADERS.includes(name) && value !== '') kept[name] = value;
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
  ...shownHeaders(version.headers),
  ...versionHeaders(version),
  ...encryptionHeaders(version.kmsKeyArn, bucket),
  'accept-ranges': 'bytes',
  etag: `"${version.etag}"`,
  'last-modified': new Date(version.modified).toUTCString(),
});

/** The kept headers as they are answered: metadata as ASCII, and how much of it cannot be. */
function shownHeaders(kept: ObjectHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  let missing = 0;
  for (const [name, value] of Object.entries(kept)) {
    const text = name.startsWith(METADATA_PREFIX) ? encodedMetadata(value) : value;
    if (text === undefined) missing++;
    else shown[name] = text;
  }
  return missing > 0 ? { ...shown, 'x-amz-missing-meta': String(missing) } : shown;
}
