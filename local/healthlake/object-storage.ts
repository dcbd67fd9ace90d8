import type { Caller } from '../ground/index.ts';

/** Where an object lies. */
export interface ObjectLocation {
  bucket: string;
  key: string;
}

/** An object to write; the bucket's own key unless one is given. */
export interface ObjectWrite extends ObjectLocation {
  kmsKeyArn?: string;
}

/**
 * What HealthLake needs of S3. Every call is made as the job's data access role and is refused with an
 * AwsError (AccessDenied, NoSuchBucket, NoSuchKey ...) as S3 would refuse it.
 */
export interface ObjectStorage {
  /** HeadObject. */
  head(caller: Caller, where: ObjectLocation): { size: number };
  /** The current objects whose key begins with `prefix`, in the order of their keys (s3:ListBucket). */
  list(caller: Caller, where: { bucket: string; prefix: string }): Iterable<{ key: string; size: number }>;
  /**
   * GetObject, as the file that holds the bytes. The file never changes, but goes when its object does: who
   * opens it too late must ask again. A newer object of the key has another file.
   */
  blobPath(caller: Caller, where: ObjectLocation): { path: string; size: number };
  /** PutObject with the bytes of a file, which is moved in. */
  putFile(caller: Caller, write: ObjectWrite & { file: string }): Promise<unknown>;
  /** PutObject. */
  putBytes(caller: Caller, write: ObjectWrite & { bytes: Uint8Array }): Promise<unknown>;
}
