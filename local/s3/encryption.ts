import type { IncomingHttpHeaders } from 'node:http';
import { ACCOUNT_ID, REGION, notImplemented } from '../ground/index.ts';
import { s3Error } from './s3-error.ts';
import type { Bucket } from './store/buckets.ts';

const PREFIX = 'x-amz-server-side-encryption';
const KMS = `arn:aws:kms:${REGION}:${ACCOUNT_ID}`;
const AWS_MANAGED_KEY = `${KMS}:alias/aws/s3`;

/**
 * The KMS key under which a new object is kept, by the request's headers or else by the bucket's default; undefined
 * means SSE-S3. Nothing is encrypted on this machine: the key decides about ETags, answers and permissions.
 */
export function keyOfNewObject(bucket: Bucket, headers: IncomingHttpHeaders): string | undefined {
  const asked = headers[PREFIX];
  const keyId = headers[`${PREFIX}-aws-kms-key-id`];
  if (asked === undefined) return bucket.kmsKeyArn;
  if (asked === 'AES256') return undefined;
  if (asked === 'aws:kms:dsse') throw notImplemented('dual-layer encryption (aws:kms:dsse)');
  if (asked !== 'aws:kms') {
    throw s3Error('InvalidArgument', 'The encryption method specified is not supported');
  }
  return typeof keyId === 'string' ? keyArn(keyId) : (bucket.kmsKeyArn ?? AWS_MANAGED_KEY);
}

function keyArn(keyId: string): string {
  if (keyId.startsWith('arn:')) return keyId;
  return keyId.startsWith('alias/') ? `${KMS}:${keyId}` : `${KMS}:key/${keyId}`;
}

/** What S3 answers about the encryption of an object, a part or an upload. */
export function encryptionHeaders(
  kmsKeyArn: string | undefined,
  bucket: Bucket | undefined,
): Record<string, string> {
  if (kmsKeyArn === undefined) return { [PREFIX]: 'AES256' };
  return {
    [PREFIX]: 'aws:kms',
    [`${PREFIX}-aws-kms-key-id`]: kmsKeyArn,
    ...(kmsKeyArn === bucket?.kmsKeyArn && { [`${PREFIX}-bucket-key-enabled`]: 'true' }),
  };
}
