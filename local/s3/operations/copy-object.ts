import { authorizeKey, authorizeObject } from '../object-access.ts';
import { DEFAULT_ALGORITHM } from '../checksums/algorithms.ts';
import { digesting } from '../checksums/digesting.ts';
import { commitObject } from '../commit-object.ts';
import { encryptionHeaders, keyOfNewObject } from '../encryption.ts';
import { xmlAnswer } from '../http/answer.ts';
import { algorithmNamed, checksumElements } from '../http/checksum-headers.ts';
import { writePrecondition } from '../http/conditions.ts';
import { keptHeaders, versionHeaders } from '../http/object-headers.ts';
import { header, type S3Request } from '../http/request.ts';
import { writeXml } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { ObjectHeaders, ObjectVersion } from '../store/versions.ts';
import { copySource, sourceVersionHeaders } from '../copy-source.ts';
import type { Operation } from '../operation.ts';

/** S3's limit on what one CopyObject copies, bytes. */
const LARGEST_COPY = 5 * 1024 ** 3;

/** COPY keeps the source's metadata, REPLACE takes the request's. */
function headersOfCopy(request: S3Request, source: ObjectVersion): ObjectHeaders {
  const directive = header(request, 'x-amz-metadata-directive') ?? 'COPY';
  if (directive === 'REPLACE') return keptHeaders(request.http.headers);
  if (directive !== 'COPY') throw s3Error('InvalidArgument', 'Unknown metadata directive.');
  const { bucket, key, http } = request;
  const changesKey = http.headers['x-amz-server-side-encryption'] !== undefined;
  if (source.latest && source.bucket === bucket && source.key === key && !changesKey) {
    throw s3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
        'metadata, storage class, website redirect location or encryption attributes.',
    );
  }
  return source.headers;
}

/**
 * CopyObject. The copy is a single part with a checksum of the whole object: of the algorithm asked for, or else the
 * source's.
 */
export const copyObject: Operation = async (storage, request) => {
  const { caller, http, bucket: name, key } = request;
  const bucket = authorizeObject(storage, caller, 's3:PutObject', request);
  const precondition = writePrecondition(http.headers);
  const source = copySource(storage, request);
  const kmsKeyArn = keyOfNewObject(bucket, http.headers);
  authorizeKey(storage, caller, 'write', kmsKeyArn);
  if (source.size > LARGEST_COPY) {
    throw s3Error(
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
  const headers = headersOfCopy(request, source);
  const asked = header(request, 'x-amz-checksum-algorithm');
  const algorithm =
    asked === undefined ? (source.checksum?.algorithm ?? DEFAULT_ALGORITHM) : algorithmNamed(asked);

  const copied = digesting(storage.blobs.read(source.blob), algorithm, kmsKeyArn === undefined);
  const { blob, size } = await storage.blobs.write(copied.bytes);
  const object = commitObject(storage, {
    bucket: name,
    key,
    blob,
    size,
    md5: copied.md5(),
    headers,
    checksum: copied.checksum(),
    kmsKeyArn,
    reason: 'CopyObject',
    origin: request,
    ...(precondition && { precondition }),
  });
  return xmlAnswer(
    writeXml('CopyObjectResult', {
      LastModified: new Date(object.modified).toISOString(),
      ETag: `"${object.etag}"`,
      ...checksumElements(object.checksum),
    }),
    { ...versionHeaders(object), ...sourceVersionHeaders(source), ...encryptionHeaders(kmsKeyArn, bucket) },
  );
};
