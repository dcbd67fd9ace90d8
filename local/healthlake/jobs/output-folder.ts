import { AwsError } from '../../ground/index.ts';
import { keyArn } from '../permissions.ts';
import type { Parts } from '../action.ts';
import { asFolder, parseS3Uri } from '../s3-uri.ts';

/** The empty object by which HealthLake tries out, when a job is submitted, whether it can write there. */
export const WRITE_CHECK = '.healthlake_write_access_check_file.temp';

/**
 * Tries the output location and key of a job with its data access role: the bucket's settings, the key, one
 * empty object. Returns why the job cannot write there; it is then the message that the job ends with.
 */
export async function outputRefusal(
  { permissions: access, storage, settings }: Parts,
  roleArn: string,
  outputUri: string,
  kmsKeyId: string,
): Promise<string | undefined> {
  const { bucket, key } = parseS3Uri(asFolder(outputUri));
  if (settings().unusableKeys.includes(kmsKeyId)) return `The KMS key ${kmsKeyId} cannot be used`;
  try {
    access.checkBucket(roleArn, bucket);
    access.checkOutputKey(roleArn, kmsKeyId);
    const probe = { bucket, key: `${key}${WRITE_CHECK}`, kmsKeyArn: keyArn(kmsKeyId) };
    await storage.putBytes({ kind: 'role', roleArn }, { ...probe, bytes: new Uint8Array() });
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}
