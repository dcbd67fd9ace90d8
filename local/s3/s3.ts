import type { Service } from '../ground/index.ts';
import { transaction } from '../ground/index.ts';
import { createInProcess, type InProcessS3 } from './in-process.ts';
import { createService } from './http-service.ts';
import { openStorage, type S3Options } from './storage.ts';

export type { InProcessS3 } from './in-process.ts';
export type { ObjectCreated } from './object-created.ts';
export type { S3Options } from './storage.ts';

/** A bucket of the template. */
export interface DeclaredBucket {
  name: string;
  versioned: boolean;
  /** The key of its default encryption (SSE-KMS with a bucket key); without it, SSE-S3. */
  kmsKeyArn?: string;
  /** Whether its objects' creation becomes "Object Created" events. */
  eventBridge: boolean;
}

/** The S3 of the machine-local cloud. */
export interface S3 extends InProcessS3 {
  /** Answers S3 over HTTP, path style and virtual-hosted style. */
  service: Service;
  /** Makes a bucket of the template, or brings its settings up to date; what lies in it stays. */
  declareBucket: (bucket: DeclaredBucket) => void;
  /** Removes all objects and uploads, and all buckets that are not declared. */
  reset: () => void;
}

/** Opens the local S3 on the cloud's database; objects of an earlier run are there. */
export function createS3(options: S3Options): S3 {
  const storage = openStorage(options);
  const { database, clock, buckets, versions, uploads, completedUploads, blobs } = storage;

  const declared = new Map<string, Parameters<S3['declareBucket']>[0]>();
  const declareBucket: S3['declareBucket'] = (bucket) => {
    const { name, versioned, kmsKeyArn, eventBridge } = bucket;
    declared.set(name, bucket);
    const existing = buckets.find(name);
    buckets.put({
      name,
      created: existing?.created ?? Math.floor(clock.now()),
      versioning: versioned ? 'Enabled' : existing?.versioning && 'Suspended',
      kmsKeyArn,
      eventBridge,
      declared: true,
    });
  };

  return {
    ...createInProcess(storage),
    service: createService(storage),
    declareBucket,
    reset() {
      const waste = transaction(database, () =>
        buckets.list().flatMap(({ name, declared }) => {
          const kept = versions.blobs(name);
          versions.removeAll(name);
          completedUploads.forgetBucket(name);
          const parts = uploads.inBucket(name).flatMap(({ uploadId }) => {
            const ofUpload = uploads.parts(uploadId).map(({ blob }) => blob);
            uploads.remove(uploadId);
            return ofUpload;
          });
          if (!declared) buckets.remove(name);
          return [...kept, ...parts];
        }),
      );
      // What somebody has changed of a declared bucket is as the template has it again.
      for (const bucket of declared.values()) declareBucket(bucket);
      blobs.remove(waste);
    },
  };
}
