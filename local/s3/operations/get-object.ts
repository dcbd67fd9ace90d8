import { validateHeaderValue } from 'node:http';
import { existingBucket, readableObject } from '../object-access.ts';
import type { Answer } from '../http/answer.ts';
import { checksumHeaders } from '../http/checksum-headers.ts';
import { checkReadConditions } from '../http/conditions.ts';
import { CONTENT_HEADERS, objectHeaders } from '../http/object-headers.ts';
import { MOST_PARTS } from '../multipart/existing-upload.ts';
import { parseRange } from '../http/range.ts';
import { header, queryNumber, type S3Request } from '../http/request.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import type { ByteRange } from '../store/blobs.ts';
import type { ObjectVersion } from '../store/versions.ts';
import type { Operation } from '../operation.ts';

/** The response headers that a request sets by its query, as links with a signature do. */
function overrides({ query }: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of CONTENT_HEADERS) {
    const value = query.get(`response-${name}`);
    if (value === null) continue;
    try {
      validateHeaderValue(name, value);
    } catch (error) {
      throw Object.assign(s3Error('InvalidArgument', `response-${name} is no header value`), {
        cause: error,
      });
    }
    headers[name] = value;
  }
  return headers;
}

/** The bytes of one part of a multipart object; any other object is one part. */
function partRange(object: ObjectVersion, number: number): ByteRange {
  const sizes = object.partSizes ?? [object.size];
  const size = sizes[number - 1];
  if (size === undefined) throw s3Error('InvalidPartNumber');
  const start = sizes.slice(0, number - 1).reduce((sum, each) => sum + each, 0);
  return { start, end: start + size - 1 };
}

function requestedRange(request: S3Request, object: ObjectVersion): ByteRange | undefined {
  const part = queryNumber(request, 'partNumber', 0, { min: 1, max: MOST_PARTS });
  const range = header(request, 'range');
  if (part === 0) return parseRange(range, object.size);
  if (range !== undefined)
    throw s3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  return partRange(object, part);
}

/** What HeadObject and GetObject share; a checksum of the whole object is sent only with the whole object. */
function describe(
  storage: Storage,
  request: S3Request,
  object: ObjectVersion,
): { answer: Answer; range: ByteRange | undefined } {
  checkReadConditions(request.http.headers, object);
  const range = requestedRange(request, object);
  const partial = range && { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` };
  const parts = request.query.has('partNumber') && object.partSizes;
  const whole = !range && wantsChecksum(request);
  return {
    range,
    answer: {
      status: range ? 206 : 200,
      headers: {
        ...objectHeaders(object, existingBucket(storage, object.bucket)),
        ...overrides(request),
        ...(whole && checksumHeaders(object.checksum)),
        ...(parts && { 'x-amz-mp-parts-count': String(parts.length) }),
        ...partial,
        'content-length': String(range ? range.end - range.start + 1 : object.size),
      },
    },
  };
}

const wantsChecksum = (request: S3Request): boolean =>
  header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';

const nameOf = (request: S3Request) => ({
  bucket: request.bucket,
  key: request.key,
  versionId: request.query.get('versionId') ?? undefined,
});

/** HeadObject. Under SSE-KMS only the checksum needs the key. */
export const headObject: Operation = (storage, request) => {
  const object = readableObject(storage, request.caller, nameOf(request), wantsChecksum(request));
  return describe(storage, request, object).answer;
};

/** GetObject. */
export const getObject: Operation = (storage, request) => {
  const object = readableObject(storage, request.caller, nameOf(request));
  const { answer, range } = describe(storage, request, object);
  return object.size === 0 ? answer : { ...answer, body: storage.blobs.read(object.blob, range) };
};
