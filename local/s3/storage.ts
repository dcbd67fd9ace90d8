import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock } from '../ground/index.ts';
import type { ObjectCreated } from './object-created.ts';
import { createBlobs, type Blobs } from './store/blobs.ts';
import { createBuckets, type Buckets } from './store/buckets.ts';
import { createCompletedUploads, type CompletedUploads } from './store/completed-uploads.ts';
import { createTables } from './store/schema.ts';
import { createUploads, type Uploads } from './store/uploads.ts';
import { createVersions, type Versions } from './store/versions.ts';

export interface S3Options {
  /** The local cloud's one database. */
  database: DatabaseSync;
  /** Where the bytes of objects lie; made when it is not there, and the local S3's alone. */
  folder: string;
  clock: Clock;
  authorize: Authorize;
  /**
   * Called inside the transaction that commits an object of a bucket with EventBridge notifications: what it writes
   * to the same database is committed with the object, and when it throws, the object is not created.
   */
  onObjectCreated: (event: ObjectCreated) => void;
  /** Takes every error that a client sees only as InternalError. */
  onInternalError?: (error: unknown) => void;
}

/** All that an operation works on. */
export interface Storage extends S3Options {
  buckets: Buckets;
  versions: Versions;
  uploads: Uploads;
  completedUploads: CompletedUploads;
  blobs: Blobs;
}

/** Opens the tables and the folder, and removes blobs that a killed process left without an object. */
export function openStorage(options: S3Options): Storage {
  const { database } = options;
  createTables(database);
  const blobs = createBlobs(options.folder);
  const blobInUse = database.prepare(
    'SELECT 1 FROM s3_versions WHERE blob = $blob UNION ALL SELECT 1 FROM s3_parts WHERE blob = $blob',
  );
  blobs.sweep((blob) => blobInUse.get({ blob }) !== undefined);
  return {
    ...options,
    buckets: createBuckets(database),
    versions: createVersions(database),
    uploads: createUploads(database),
    completedUploads: createCompletedUploads(database),
    blobs,
  };
}
