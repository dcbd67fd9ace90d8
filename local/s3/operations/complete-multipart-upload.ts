import { compositeChecksum, createMd5, DEFAULT_ALGORITHM, type Checksum } from '../checksums/algorithms.ts';
import { digesting } from '../checksums/digesting.ts';
import { commitObject } from '../commit-object.ts';
import { authorizeObject, existingBucket } from '../object-access.ts';
import { encryptionHeaders } from '../encryption.ts';
import { xmlAnswer, type Answer } from '../http/answer.ts';
import { readXmlBody } from '../http/body.ts';
import { announcedChecksum, checksumElements } from '../http/checksum-headers.ts';
import { writePrecondition } from '../http/conditions.ts';
import { versionHeaders } from '../http/object-headers.ts';
import { header, type S3Request } from '../http/request.ts';
import { parseXml, writeXml, type ParsedElement } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import type { Part, Upload } from '../store/uploads.ts';
import type { ObjectVersion } from '../store/versions.ts';
import { completedParts } from '../multipart/completed-parts.ts';
import {
  completedUpload,
  earlierAnswer,
  keepAnswer,
  type CompletionAnswer,
} from '../multipart/completed-again.ts';
import { endUpload, writableUpload } from '../multipart/existing-upload.ts';
import type { Operation } from '../operation.ts';

/** The ETag of a multipart object: the MD5 of its parts' MD5s, and how many there are. */
function multipartETag(parts: readonly Part[]): string {
  const md5 = createMd5();
  for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'));
  return `${md5.digest().toString('hex')}-${parts.length}`;
}

async function* joined(storage: Storage, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const { blob } of parts) {
    for await (const piece of storage.blobs.read(blob)) yield piece as Uint8Array;
  }
}

/** The checksum of the object, as its upload asked for it; S3's own where the client asked for none. */
function checksumOfObject(upload: Upload, parts: readonly Part[], ofAllBytes: Checksum): Checksum {
  if (upload.checksum?.type !== 'COMPOSITE') return ofAllBytes;
  const { algorithm } = upload.checksum;
  const values = parts.map(({ checksum }) => checksum?.value ?? '');
  return { algorithm, type: 'COMPOSITE', value: compositeChecksum(algorithm, values) };
}

const withoutCount = (value: string | undefined): string | undefined => value?.replace(/-\d+$/, '');

/** What the client says about the whole object must be so. @throws S3Error InvalidRequest, BadDigest */
function refuseOtherObject(request: S3Request, size: number, checksum: Checksum): void {
  const saidSize = header(request, 'x-amz-mp-object-size');
  if (saidSize !== undefined && Number(saidSize) !== size) {
    throw s3Error(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${saidSize} does not match what was computed: ${size}`,
    );
  }
  const said = announcedChecksum(request.http.headers);
  if (
    said &&
    (said.algorithm !== checksum.algorithm || withoutCount(said.value) !== withoutCount(checksum.value))
  ) {
    throw s3Error('BadDigest', `The ${said.algorithm} you specified did not match the calculated checksum.`);
  }
}

/** The type that the client says the object's checksum has must be the upload's. @throws S3Error InvalidRequest */
function refuseOtherType(request: S3Request, upload: Upload): void {
  const said = header(request, 'x-amz-checksum-type');
  const type = upload.checksum?.type ?? 'FULL_OBJECT';
  if (said !== undefined && said !== type)
    throw s3Error(
      'InvalidRequest',
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
}

const completionAnswer = (storage: Storage, request: S3Request, object: ObjectVersion): CompletionAnswer => ({
  body: writeXml('CompleteMultipartUploadResult', {
    Location: `http://${header(request, 'host') ?? 'localhost'}/${object.bucket}/${encodeURI(object.key)}`,
    Bucket: object.bucket,
    Key: object.key,
    ETag: `"${object.etag}"`,
    ...checksumElements(object.checksum),
  }),
  headers: {
    ...versionHeaders(object),
    ...encryptionHeaders(object.kmsKeyArn, existingBucket(storage, object.bucket)),
  },
});

/** Joins the parts into one blob, then makes the object visible and ends the upload in one commit. */
async function complete(
  storage: Storage,
  request: S3Request,
  upload: Upload,
  listed: readonly ParsedElement[],
): Promise<Answer> {
  const { bucket, key } = request;
  const { uploadId, kmsKeyArn, headers } = upload;
  const precondition = writePrecondition(request.http.headers);
  refuseOtherType(request, upload);
  const parts = completedParts(listed, upload, storage.uploads.parts(uploadId));
  const algorithm = upload.checksum?.algorithm ?? DEFAULT_ALGORITHM;
  const read = digesting(joined(storage, parts), algorithm, false);
  const { blob, size } = await storage.blobs.write(read.bytes);
  const checksum = checksumOfObject(upload, parts, read.checksum());
  try {
    refuseOtherObject(request, size, checksum);
  } catch (error) {
    storage.blobs.remove([blob]);
    throw error;
  }
  const object = commitObject(storage, {
    bucket,
    key,
    blob,
    size,
    md5: kmsKeyArn === undefined ? multipartETag(parts) : undefined,
    headers,
    checksum,
    partSizes: parts.map((part) => part.size),
    kmsKeyArn,
    reason: 'CompleteMultipartUpload',
    origin: request,
    ...(precondition && { precondition }),
    alongside(version) {
      const waste = endUpload(storage, uploadId);
      keepAnswer(storage, upload, listed, completionAnswer(storage, request, version));
      return waste;
    },
  });
  const answer = completionAnswer(storage, request, object);
  return xmlAnswer(answer.body, answer.headers);
}

/**
 * CompleteMultipartUpload. Parts that were uploaded and not listed are dropped. Done again, it gives the same answer and
 * does nothing.
 */
export const completeMultipartUpload: Operation = async (storage, request) => {
  const earlier = completedUpload(storage, request);
  if (earlier) authorizeObject(storage, request.caller, 's3:PutObject', request);
  const upload = earlier ? undefined : writableUpload(storage, request);
  // Conditions that S3 does not have are refused before anything else is looked at.
  writePrecondition(request.http.headers);
  const body = await readXmlBody(request.http, 'object');
  const listed = parseXml(body, 'CompleteMultipartUpload').children('Part');
  if (!upload) return earlierAnswer(earlier, listed);
  try {
    return await complete(storage, request, upload, listed);
  } catch (error) {
    // Another request may have completed the upload meanwhile, and taken the parts away while this one joined them.
    const meanwhile = completedUpload(storage, request);
    if (meanwhile) return earlierAnswer(meanwhile, listed);
    throw error;
  }
};
