import type { S3Client } from '@aws-sdk/client-s3';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { S3Location } from './s3-uri.ts';

/**
 * An object that is written in order, over several runs: text that waits, and the parts that are uploaded. Parts are cut by
 * size alone, so that a run that writes the same text again writes the same parts again.
 */
export interface GrowingObject {
  waiting: string;
  uploadId: string | null;
  /** ETags of the parts, the first of part 1. */
  parts: string[];
}

export const newObject = (): GrowingObject => ({ waiting: '', uploadId: null, parts: [] });

/** S3 takes 10,000 parts of at least 5 MiB (S3 user guide, "Multipart upload limits"): this is up to 80 GB. */
const PART_CHARACTERS = 8 * 1024 * 1024;

const CONTENT_TYPE = 'application/x-ndjson';

/** Adds text; a full part is uploaded. */
export async function append(
  s3: S3Client,
  place: S3Location,
  object: GrowingObject,
  text: string,
): Promise<void> {
  object.waiting += text;
  if (object.waiting.length < PART_CHARACTERS) return;
  await sendPart(s3, place, object);
}

async function sendPart(s3: S3Client, { bucket, key }: S3Location, object: GrowingObject): Promise<void> {
  const target = { Bucket: bucket, Key: key };
  if (object.uploadId === null) {
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ ...target, ContentType: CONTENT_TYPE }),
    );
    object.uploadId = UploadId ?? null;
  }
  const { ETag = '' } = await s3.send(
    new UploadPartCommand({
      ...target,
      UploadId: object.uploadId ?? '',
      PartNumber: object.parts.length + 1,
      Body: object.waiting,
    }),
  );
  object.parts.push(ETag);
  object.waiting = '';
}

/** Completes the object: from then on it exists. @throws NoSuchUpload where another run has completed it */
export async function finish(s3: S3Client, place: S3Location, object: GrowingObject): Promise<void> {
  const target = { Bucket: place.bucket, Key: place.key };
  if (object.uploadId === null) {
    await s3.send(new PutObjectCommand({ ...target, Body: object.waiting, ContentType: CONTENT_TYPE }));
    return;
  }
  if (object.waiting !== '') await sendPart(s3, place, object);
  await s3.send(
    new CompleteMultipartUploadCommand({
      ...target,
      UploadId: object.uploadId,
      MultipartUpload: {
        Parts: object.parts.map((ETag, index) => ({ ETag, PartNumber: index + 1 })),
      },
    }),
  );
}
