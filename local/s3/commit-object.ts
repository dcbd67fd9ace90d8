import { randomBytes } from 'node:crypto';
import { opaqueId } from './opaque-id.ts';
import { transaction } from '../ground/index.ts';
import type { Checksum } from './checksums/algorithms.ts';
import { objectCreated, type CreationReason, type Origin } from './object-created.ts';
import { s3Error } from './s3-error.ts';
import type { Storage } from './storage.ts';
import type { Bucket } from './store/buckets.ts';
import {
  isObject,
  NULL_VERSION,
  type ObjectHeaders,
  type ObjectVersion,
  type Version,
} from './store/versions.ts';

/** An object whose bytes lie in `blob`, ready to be made visible. */
export interface NewObject {
  bucket: string;
  key: string;
  blob: string;
  size: number;
  /** Of the bytes, in hex; multipart uploads pass their own form. Not used under SSE-KMS. */
  md5: string | undefined;
  headers: ObjectHeaders;
  checksum: Checksum | undefined;
  partSizes?: readonly number[];
  kmsKeyArn: string | undefined;
  reason: CreationReason;
  origin: Origin;
  /** Throws when the current object forbids the write (If-Match, If-None-Match). */
  precondition?: (current: ObjectVersion | undefined) => void;
  /** What else belongs to the commit of the new version; returns blobs that are no longer needed after it. */
  alongside?: (version: ObjectVersion) => (string | undefined)[];
}

/**
 * Makes an object visible: row, event and whatever hangs on it in one transaction. Blobs that are no longer needed
 * go after the commit; a kill in between leaves them to the sweep at the next start.
 */
export function commitObject(storage: Storage, object: NewObject): ObjectVersion {
  const { blob, size, headers, checksum, kmsKeyArn } = object;
  let waste: (string | undefined)[] = [];
  try {
    const created = transaction(storage.database, () => {
      const bucket = storage.buckets.find(object.bucket);
      if (!bucket) throw s3Error('NoSuchBucket');
      const current = storage.versions.find(object.bucket, object.key);
      object.precondition?.(isObject(current) ? current : undefined);
      const place = placeVersion(storage, bucket, object.key);
      const version: ObjectVersion = {
        ...place.version,
        blob,
        size,
        etag: kmsKeyArn === undefined && object.md5 !== undefined ? object.md5 : opaqueETag(object.partSizes),
        headers,
        checksum,
        partSizes: object.partSizes,
        kmsKeyArn,
      };
      storage.versions.insert(version);
      waste = [place.replaced?.blob, ...(object.alongside?.(version) ?? [])];
      if (bucket.eventBridge) storage.onObjectCreated(objectCreated(version, object.reason, object.origin));
      return version;
    });
    storage.blobs.remove(waste);
    return created;
  } catch (error) {
    storage.blobs.remove([blob]);
    throw error;
  }
}

/** Adds a delete marker, or replaces the null version by one; returns it. Call in a transaction. */
export function placeDeleteMarker(storage: Storage, bucket: Bucket, key: string): PlacedVersion {
  const place = placeVersion(storage, bucket, key);
  const marker: Version = {
    ...place.version,
    blob: undefined,
    size: 0,
    etag: '',
    headers: {},
    checksum: undefined,
    partSizes: undefined,
    kmsKeyArn: undefined,
  };
  storage.versions.insert(marker);
  return place;
}

interface PlacedVersion {
  version: Pick<Version, 'bucket' | 'key' | 'sequence' | 'versionId' | 'latest' | 'modified'>;
  replaced: Version | undefined;
}

/** Without versioning, or while it is suspended, a write takes the place of the null version. */
function placeVersion(storage: Storage, bucket: Bucket, key: string): PlacedVersion {
  const versioned = bucket.versioning === 'Enabled';
  const replaced = versioned ? undefined : storage.versions.find(bucket.name, key, NULL_VERSION);
  if (replaced) storage.versions.remove(replaced);
  const now = storage.clock.now();
  return {
    version: {
      bucket: bucket.name,
      key,
      sequence: storage.versions.nextSequence(now),
      versionId: versioned ? opaqueId(24) : NULL_VERSION,
      latest: true,
      modified: Math.floor(now),
    },
    replaced,
  };
}

/** Under SSE-KMS an ETag is no digest of the bytes, and differs for each upload. */
export const opaqueETag = (partSizes?: readonly number[]): string =>
  randomBytes(16).toString('hex') + (partSizes ? `-${partSizes.length}` : '');
