import { transaction } from '../../ground/index.ts';
import { authorizeBucket } from '../object-access.ts';
import { s3Error } from '../s3-error.ts';
import type { Operation } from '../operation.ts';

/** DeleteBucket. Uploads in progress go with the bucket; objects and old versions must be gone before. */
export const deleteBucket: Operation = (storage, { caller, bucket }) => {
  authorizeBucket(storage, caller, 's3:DeleteBucket', bucket);
  const waste = transaction(storage.database, () => {
    if (!storage.versions.isEmpty(bucket)) {
      throw s3Error('BucketNotEmpty', undefined, { elements: { BucketName: bucket } });
    }
    const uploads = storage.uploads.inBucket(bucket);
    const blobs = uploads.flatMap(({ uploadId }) => storage.uploads.parts(uploadId).map(({ blob }) => blob));
    for (const { uploadId } of uploads) storage.uploads.remove(uploadId);
    storage.completedUploads.forgetBucket(bucket);
    storage.buckets.remove(bucket);
    return blobs;
  });
  storage.blobs.remove(waste);
  return { status: 204 };
};
