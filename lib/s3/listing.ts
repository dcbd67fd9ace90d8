import type { ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { ListObjectVersionsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';

/** One object as a listing shows it. */
export interface ListedObject {
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
}

/** The same with the version that the key holds now; null in a bucket without versions. */
export interface ListedVersion extends ListedObject {
  versionId: string | null;
  /** When it was written, epoch milliseconds. */
  lastModified: number;
}

/**
 * Every object below a prefix, sub-folders included, in S3's order.
 * @param startAfter only keys behind this one
 */
export async function* listObjects(
  s3: S3Client,
  bucket: string,
  prefix: string,
  startAfter?: string,
): AsyncGenerator<ListedObject> {
  for await (const page of paginateListObjectsV2(
    { client: s3 },
    {
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      ...(startAfter !== undefined && { StartAfter: startAfter }),
    },
  )) {
    for (const { Key = '', Size = 0, ETag = '' } of page.Contents ?? []) {
      yield { key: decodedKey(Key), size: Size, etag: unquoted(ETag) };
    }
  }
}

/**
 * The same with versions: what the keys hold now, not what they held before.
 * @param delimiter "/" leaves out what lies in sub-folders
 */
export async function* listCurrentVersions(
  s3: S3Client,
  bucket: string,
  prefix: string,
  delimiter?: '/',
): AsyncGenerator<ListedVersion> {
  let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: prefix,
        EncodingType: 'url',
        ...(delimiter && { Delimiter: delimiter }),
        ...next,
      }),
    );
    for (const { Key = '', Size = 0, ETag = '', VersionId, IsLatest, LastModified } of page.Versions ?? []) {
      if (IsLatest)
        yield {
          key: decodedKey(Key),
          size: Size,
          etag: unquoted(ETag),
          versionId: versionIdOf(VersionId),
          lastModified: LastModified?.getTime() ?? 0,
        };
    }
    next = page.IsTruncated
      ? { KeyMarker: decodedKey(page.NextKeyMarker ?? ''), VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
}

/** Keys may hold characters that XML cannot; so S3 is asked to encode them as in a form (S3 API reference, EncodingType). */
export const decodedKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

/** "null" is S3's id for a version that was written before the bucket had versions. */
export const versionIdOf = (id: string | undefined): string | null =>
  id === undefined || id === 'null' ? null : id;

const unquoted = (etag: string): string => etag.replaceAll('"', '');
