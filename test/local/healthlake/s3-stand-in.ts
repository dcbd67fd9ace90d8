import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../../../local/ground/aws-error.ts';
import type { Caller } from '../../../local/ground/principal.ts';
import type { ObjectStorage } from '../../../local/healthlake/object-storage.ts';

/** S3 as far as HealthLake needs it: objects in memory, their bytes in files of a folder. */
export interface S3StandIn extends ObjectStorage {
  put(uri: string, content: string | Uint8Array): void;
  text(uri: string): string;
  keys(bucket: string): string[];
  remove(uri: string): void;
  /** `action resource` pairs that are refused from now on. */
  refused: Set<string>;
  /** `action resource role` of every call so far. */
  calls: string[];
}

export function createS3StandIn(folder: string, buckets: readonly string[]): S3StandIn {
  mkdirSync(folder, { recursive: true });
  const objects = new Map<string, { file: string; size: number }>();
  const refused = new Set<string>();
  const calls: string[] = [];
  let written = 0;

  const allow = (caller: Caller, action: string, bucket: string, key?: string): void => {
    const resource = key === undefined ? bucket : `${bucket}/${key}`;
    calls.push(`${action} ${resource} ${caller.kind === 'role' ? caller.roleArn : 'account'}`);
    if (refused.has(`${action} ${bucket}`) || refused.has(`${action} ${resource}`))
      throw new AwsError('AccessDenied', `Not allowed: ${action} on arn:aws:s3:::${resource}`, 403);
    if (!buckets.includes(bucket))
      throw new AwsError('NoSuchBucket', `The specified bucket does not exist: ${bucket}`, 404);
  };
  const found = (bucket: string, key: string): { file: string; size: number } => {
    const object = objects.get(`${bucket}/${key}`);
    if (!object) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    return object;
  };
  const add = (bucket: string, key: string, write: (file: string) => void): void => {
    const file = join(folder, String(written++));
    write(file);
    objects.set(`${bucket}/${key}`, { file, size: statSync(file).size });
  };
  const keys = (bucket: string, prefix = ''): string[] =>
    [...objects.keys()]
      .filter((name) => name.startsWith(`${bucket}/${prefix}`))
      .map((name) => name.slice(bucket.length + 1))
      .sort();
  const split = (uri: string): [string, string] => {
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/su.exec(uri) ?? [];
    return [bucket, key];
  };

  return {
    refused,
    calls,
    list(caller, { bucket, prefix }) {
      allow(caller, 's3:ListBucket', bucket);
      return keys(bucket, prefix).map((key) => ({ key, size: found(bucket, key).size }));
    },
    head(caller, { bucket, key }) {
      allow(caller, 's3:GetObject', bucket, key);
      return found(bucket, key);
    },
    blobPath(caller, { bucket, key }) {
      allow(caller, 's3:GetObject', bucket, key);
      const { file, size } = found(bucket, key);
      return { path: file, size };
    },
    async putFile(caller, { bucket, key, file }) {
      await Promise.resolve();
      allow(caller, 's3:PutObject', bucket, key);
      add(bucket, key, (to) => {
        renameSync(file, to);
      });
    },
    async putBytes(caller, { bucket, key, bytes }) {
      await Promise.resolve();
      allow(caller, 's3:PutObject', bucket, key);
      add(bucket, key, (to) => {
        writeFileSync(to, bytes);
      });
    },
    put(uri, content) {
      add(...split(uri), (to) => {
        writeFileSync(to, content);
      });
    },
    text: (uri) => readFileSync(found(...split(uri)).file, 'utf8'),
    keys: (bucket) => keys(bucket),
    remove(uri) {
      objects.delete(split(uri).join('/'));
    },
  };
}
