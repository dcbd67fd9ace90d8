import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import type { Arrival } from '../ledger/index.ts';

/** The checksums S3 keeps, strongest first. */
const CHECKSUMS = [
  'ChecksumSHA256',
  'ChecksumSHA1',
  'ChecksumCRC64NVME',
  'ChecksumCRC32C',
  'ChecksumCRC32',
] as const satisfies (keyof HeadObjectCommandOutput)[];

/**
 * True where a new version of a key holds the same bytes as an earlier one: same size and same ETag, or
 * same checksum. ETags of KMS buckets differ for each upload, so there the checksums decide; S3 is asked for
 * them only where the sizes agree. A version that is gone cannot be compared: then it is new work.
 */
export async function sameContent(s3: S3Client, earlier: Arrival, later: Arrival): Promise<boolean> {
  if (earlier.size !== later.size) return false;
  if (earlier.etag === later.etag) return true;
  if (earlier.versionId === null || later.versionId === null) return false;
  const [before, after] = await Promise.all([
    head(s3, earlier.bucket, earlier.key, earlier.versionId),
    head(s3, later.bucket, later.key, later.versionId),
  ]);
  if (!before || !after || before.ChecksumType !== after.ChecksumType) return false;
  return CHECKSUMS.some((name) => before[name] !== undefined && before[name] === after[name]);
}

async function head(
  s3: S3Client,
  bucket: string,
  key: string,
  versionId: string,
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' }),
    );
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
