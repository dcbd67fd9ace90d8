import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Caller } from '../ground/index.ts';
import {
  authorizeBucket,
  authorizeKey,
  authorizeObject,
  readableObject,
  type ObjectName,
} from './object-access.ts';
import { DEFAULT_ALGORITHM } from './checksums/algorithms.ts';
import { digesting } from './checksums/digesting.ts';
import { commitObject } from './commit-object.ts';
import type { Storage } from './storage.ts';
import { listPage, type ListPage, type Position } from './store/listing.ts';
import type { ObjectVersion } from './store/versions.ts';

/** An object that another part of the local cloud writes. */
export interface InProcessWrite {
  bucket: string;
  key: string;
  /** `binary/octet-stream` unless given. */
  contentType?: string;
  /** The bucket's own default unless given. */
  kmsKeyArn?: string;
}

/**
 * S3 as the other parts of the local cloud use it, without HTTP: each call is made by a caller and is authorized as
 * the same call over HTTP. Each throws AwsErrors (NoSuchBucket, NoSuchKey, AccessDenied ...).
 */
export interface InProcessS3 {
  /** HeadObject. */
  head: (caller: Caller, name: ObjectName) => ObjectVersion;
  /** All current objects under `prefix`, in the order of their keys' UTF-8 bytes; read as the caller consumes them. */
  list: (
    caller: Caller,
    what: { bucket: string; prefix: string },
  ) => Generator<ObjectVersion, void, undefined>;
  /**
   * GetObject, as the file in which the bytes lie. It is never changed, but is removed with its version: who reads
   * it later must open it at once.
   */
  blobPath: (caller: Caller, name: ObjectName) => { path: string; size: number; object: ObjectVersion };
  /** PutObject with the bytes of a file, which is moved in: afterwards it is no longer at `file`. */
  putFile: (caller: Caller, write: InProcessWrite & { file: string }) => Promise<ObjectVersion>;
  /** PutObject. */
  putBytes: (
    caller: Caller,
    write: InProcessWrite & { bytes: Uint8Array | string },
  ) => Promise<ObjectVersion>;
}

const PAGE = 1000;

export function createInProcess(storage: Storage): InProcessS3 {
  const authorizePut = (caller: Caller, write: InProcessWrite): string | undefined => {
    const bucket = authorizeObject(storage, caller, 's3:PutObject', write);
    const kmsKeyArn = write.kmsKeyArn ?? bucket.kmsKeyArn;
    authorizeKey(storage, caller, 'write', kmsKeyArn);
    return kmsKeyArn;
  };

  const put = async (
    { bucket, key, contentType = 'binary/octet-stream' }: InProcessWrite,
    kmsKeyArn: string | undefined,
    source: AsyncIterable<Uint8Array>,
    keep: (bytes: AsyncIterable<Uint8Array>) => Promise<{ blob: string; size: number }>,
  ): Promise<ObjectVersion> => {
    const digested = digesting(source, DEFAULT_ALGORITHM, kmsKeyArn === undefined);
    const { blob, size } = await keep(digested.bytes);
    return commitObject(storage, {
      bucket,
      key,
      blob,
      size,
      md5: digested.md5(),
      headers: { 'content-type': contentType },
      checksum: digested.checksum(),
      kmsKeyArn,
      reason: 'PutObject',
      origin: { requestId: randomUUID(), sourceIp: '127.0.0.1' },
    });
  };

  function* listed(bucket: string, prefix: string): Generator<ObjectVersion, void, undefined> {
    const scan = storage.versions.scanCurrent(bucket);
    let from: Position | undefined = { key: prefix };
    while (from) {
      const { rows, last }: ListPage<ObjectVersion> = listPage(scan, {
        prefix,
        delimiter: '',
        from,
        maxKeys: PAGE,
      });
      yield* rows;
      from = typeof last === 'object' ? { key: last.key, past: last.sequence } : undefined;
    }
  }

  return {
    head: (caller, name) => readableObject(storage, caller, name, false),
    list(caller, { bucket, prefix }) {
      authorizeBucket(storage, caller, 's3:ListBucket', bucket);
      return listed(bucket, prefix);
    },
    blobPath(caller, name) {
      const object = readableObject(storage, caller, name);
      return { path: storage.blobs.path(object.blob), size: object.size, object };
    },
    async putFile(caller, { file, ...write }) {
      const kmsKeyArn = authorizePut(caller, write);
      return put(write, kmsKeyArn, createReadStream(file), async (bytes) => {
        let size = 0;
        for await (const piece of bytes) size += piece.length;
        return { blob: await storage.blobs.take(file), size };
      });
    },
    async putBytes(caller, { bytes, ...write }) {
      const kmsKeyArn = authorizePut(caller, write);
      return put(write, kmsKeyArn, Readable.from([Buffer.from(bytes)]), (read) => storage.blobs.write(read));
    },
  };
}
