import type { S3Client } from '@aws-sdk/client-s3';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import pMap from 'p-map';

/** CopyObject takes objects of up to 5 GB (S3 API reference, CopyObject); larger ones are copied in parts. */
const MOST_SINGLE_COPY_BYTES = 5 * 1024 ** 3;

/** 50 GB, the largest file HealthLake imports, is 50 of them. */
const PART_BYTES = 1024 ** 3;

/** Parts copied concurrently. */
const CONCURRENCY = 8;

/** Where a copy is made from and to. */
export interface Copy {
  s3: S3Client;
  fromBucket: string;
  /** `versionId` is null in a bucket without versions; `size` in bytes. */
  file: { key: string; versionId: string | null; size: number };
  toBucket: string;
  toKey: string;
}

/**
 * Copies one object on S3's side, in the version that was planned. Repeating it writes the same object again; an
 * upload in parts that a crash left unfinished is removed by the bucket's lifecycle.
 */
export async function copyObject(copy: Copy): Promise<void> {
  if (copy.file.size > MOST_SINGLE_COPY_BYTES) return copyInParts(copy, PART_BYTES);
  await copy.s3.send(
    new CopyObjectCommand({
      Bucket: copy.toBucket,
      Key: copy.toKey,
      CopySource: copySource(copy),
      // Without tags: copying them would need a permission of its own.
      TaggingDirective: 'REPLACE',
    }),
  );
}

/** Copies in parts of `partBytes`. */
export async function copyInParts(copy: Copy, partBytes: number): Promise<void> {
  const { s3, file } = copy;
  const target = { Bucket: copy.toBucket, Key: copy.toKey };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const starts = Array.from({ length: Math.ceil(file.size / partBytes) }, (_, index) => index * partBytes);
  const Parts = await pMap(
    starts,
    async (start, index) => {
      const PartNumber = index + 1;
      const end = Math.min(start + partBytes, file.size) - 1;
      const { CopyPartResult } = await s3.send(
        new UploadPartCopyCommand({
          ...target,
          UploadId,
          PartNumber,
          CopySource: copySource(copy),
          CopySourceRange: `bytes=${start}-${end}`,
        }),
      );
      return { PartNumber, ETag: CopyPartResult?.ETag };
    },
    { concurrency: CONCURRENCY },
  );
  await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
}

/** The source is URL-encoded in both calls (S3 API reference, x-amz-copy-source). */
const copySource = ({ fromBucket, file: { key, versionId } }: Copy): string =>
  `${fromBucket}/${key.split('/').map(encodeURIComponent).join('/')}` +
  (versionId === null ? '' : `?versionId=${encodeURIComponent(versionId)}`);
