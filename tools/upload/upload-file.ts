import { stat } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { sendFile } from './send-file.ts';

/** Files from this size on are uploaded in parts of it; larger ones in larger parts, for S3 takes 10,000 at most. */
const PART_BYTES = 64 * 1024 * 1024;
const MOST_PARTS = 10_000;

/** Uploads a file of any size, streamed. */
export async function uploadFile(
  s3: S3Client,
  file: string,
  target: { Bucket: string; Key: string },
  partBytes = PART_BYTES,
): Promise<void> {
  const { size } = await stat(file);
  if (size <= partBytes) {
    await sendFile(file, {}, (Body, abortSignal) =>
      s3.send(new PutObjectCommand({ ...target, Body, ContentLength: size }), { abortSignal }),
    );
    return;
  }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const upload = { ...target, UploadId };
  try {
    const step = Math.max(partBytes, Math.ceil(size / MOST_PARTS));
    const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
    for (let start = 0; start < size; start += step) {
      const end = Math.min(start + step, size) - 1;
      const PartNumber = Parts.length + 1;
      const { ETag } = await sendFile(file, { start, end }, (Body, abortSignal) =>
        s3.send(new UploadPartCommand({ ...upload, PartNumber, Body, ContentLength: end - start + 1 }), {
          abortSignal,
        }),
      );
      Parts.push({ ETag, PartNumber });
    }
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}
