import type { S3Client } from '@aws-sdk/client-s3';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';

/** One object as a listing shows it. */
export interface ListedObject {
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
}

/** Every object below a prefix, sub-folders included, in S3's order. */
export async function* listObjects(
  s3: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListedObject> {
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? []) {
      yield { key: Key, size: Size, etag: ETag.replaceAll('"', '') };
    }
  }
}
