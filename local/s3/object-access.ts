import type { Caller } from '../ground/index.ts';
import { bucketArn, viaService } from '../ground/index.ts';
import { LONGEST_KEY } from './http/request.ts';
import { s3Error } from './s3-error.ts';
import type { Storage } from './storage.ts';
import type { Bucket } from './store/buckets.ts';
import { isObject, type ObjectVersion } from './store/versions.ts';

/** The bucket, or NoSuchBucket: which S3 says also to who may not use it. */
export function existingBucket(storage: Storage, name: string): Bucket {
  const bucket = storage.buckets.find(name);
  if (!bucket) throw s3Error('NoSuchBucket', undefined, { elements: { BucketName: name } });
  return bucket;
}

/** An existing bucket on which the caller may do `action`. */
export function authorizeBucket(storage: Storage, caller: Caller, action: string, name: string): Bucket {
  const bucket = existingBucket(storage, name);
  storage.authorize(caller, action, bucketArn(name));
  return bucket;
}

/** An existing bucket in which the caller may do `action` on `key`, wherever the request has the key. @throws S3Error KeyTooLongError */
export function authorizeObject(
  storage: Storage,
  caller: Caller,
  action: string,
  { bucket: name, key }: { bucket: string; key: string },
): Bucket {
  if (Buffer.byteLength(key) > LONGEST_KEY) throw s3Error('KeyTooLongError');
  const bucket = existingBucket(storage, name);
  storage.authorize(caller, action, `${bucketArn(name)}/${key}`);
  return bucket;
}

/**
 * Use of the KMS key. A single write needs GenerateDataKey, a read Decrypt, and a multipart upload both: S3 decrypts
 * the parts to join them (AWS KMS Developer Guide, "Permissions for S3 multipart uploads").
 */
export function authorizeKey(
  storage: Storage,
  caller: Caller,
  use: 'read' | 'write' | 'multipart',
  kmsKeyArn: string | undefined,
): void {
  if (kmsKeyArn === undefined) return;
  if (use !== 'read') storage.authorize(caller, 'kms:GenerateDataKey', kmsKeyArn, viaService('s3'));
  if (use !== 'write') storage.authorize(caller, 'kms:Decrypt', kmsKeyArn, viaService('s3'));
}

/** Which object: its newest version unless `versionId` is given. */
export interface ObjectName {
  bucket: string;
  key: string;
  versionId?: string | undefined;
}

/**
 * The object of that name, for a caller whose action on it is already authorized.
 * @throws S3Error NoSuchKey or NoSuchVersion; AccessDenied instead, when the caller may not list the bucket and so
 *   must not learn that the key is missing; MethodNotAllowed for a delete marker that is named by its version
 */
export function existingObject(
  storage: Storage,
  caller: Caller,
  { bucket, key, versionId }: ObjectName,
): ObjectVersion {
  const version = storage.versions.find(bucket, key, versionId);
  if (isObject(version)) return version;
  const marker = version && { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (marker && versionId !== undefined) {
    throw s3Error('MethodNotAllowed', undefined, { headers: { ...marker, allow: 'DELETE' } });
  }
  storage.authorize(caller, 's3:ListBucket', bucketArn(bucket));
  if (versionId !== undefined) {
    throw s3Error('NoSuchVersion', undefined, { elements: { Key: key, VersionId: versionId } });
  }
  throw s3Error('NoSuchKey', undefined, { elements: { Key: key }, ...(marker && { headers: marker }) });
}

/**
 * The object, when the caller may read it: GetObject or GetObjectVersion, and Decrypt on its key.
 * @throws S3Error as `existingObject`
 */
export function readableObject(
  storage: Storage,
  caller: Caller,
  name: ObjectName,
  needsKey = true,
): ObjectVersion {
  const action = name.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  authorizeObject(storage, caller, action, name);
  const object = existingObject(storage, caller, name);
  if (needsKey) authorizeKey(storage, caller, 'read', object.kmsKeyArn);
  return object;
}
