import type { ObjectIdentifier, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';

/** The objects of a run: all below prefixes of its own. */
export interface Objects {
  put: (uri: string, content: string | Uint8Array) => Promise<void>;
  /** Texts of all objects below a folder, by what follows it in the key. */
  texts: (uri: string) => Promise<Map<string, string>>;
  /** Removes what lies below a folder in all its versions. Returns how many there were. */
  remove: (uri: string) => Promise<number>;
}

export const placeOf = (uri: string): { bucket: string; key: string } => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  return { bucket, key };
};

export const createObjects = (s3: S3Client): Objects => ({
  async put(uri, content) {
    const { bucket, key } = placeOf(uri);
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  },
  async texts(uri) {
    const { bucket, key } = placeOf(uri);
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key }));
    const texts = new Map<string, string>();
    for (const { Key = '' } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      texts.set(Key.slice(key.length), (await Body?.transformToString()) ?? '');
    }
    return texts;
  },
  async remove(uri) {
    const { bucket, key } = placeOf(uri);
    let removed = 0;
    for (;;) {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: 500 }),
      );
      const found = [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }): ObjectIdentifier[] =>
        Key === undefined ? [] : [{ Key, VersionId }],
      );
      if (found.length === 0) return removed;
      const { Errors = [] } = await s3.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: found, Quiet: true } }),
      );
      if (Errors.length > 0)
        throw Object.assign(new Error('objects stay'), { name: Errors[0]?.Code ?? 'NotDeleted' });
      removed += found.length;
    }
  },
});
