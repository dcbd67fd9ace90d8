import { authorizeKey, authorizeObject } from '../object-access.ts';
import { queryNumber, type S3Request } from '../http/request.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import type { Upload } from '../store/uploads.ts';

/** S3's limit on the parts of an upload; parts are numbered from 1. */
export const MOST_PARTS = 10_000;

/** The upload that the request names, which must be of the same bucket and key. @throws S3Error NoSuchUpload */
export function existingUpload(storage: Storage, { bucket, key, query }: S3Request): Upload {
  const uploadId = query.get('uploadId') ?? '';
  const upload = storage.uploads.find(uploadId);
  if (upload?.bucket !== bucket || upload.key !== key) {
    throw s3Error('NoSuchUpload', undefined, { elements: { UploadId: uploadId } });
  }
  return upload;
}

/** The upload, when the caller may write parts of it. */
export function writableUpload(storage: Storage, request: S3Request): Upload {
  authorizeObject(storage, request.caller, 's3:PutObject', request);
  const upload = existingUpload(storage, request);
  authorizeKey(storage, request.caller, 'multipart', upload.kmsKeyArn);
  return upload;
}

/** Takes the upload away; returns its parts' blobs, which go after the commit. Call in a transaction. */
export function endUpload(storage: Storage, uploadId: string): string[] {
  if (!storage.uploads.find(uploadId)) throw s3Error('NoSuchUpload');
  const blobs = storage.uploads.parts(uploadId).map(({ blob }) => blob);
  storage.uploads.remove(uploadId);
  return blobs;
}

/** The part's number in the query. @throws S3Error InvalidArgument */
export function partNumber(request: S3Request): number {
  const number = queryNumber(request, 'partNumber', 0, { min: 1, max: MOST_PARTS });
  if (number === 0) throw s3Error('InvalidArgument', 'This operation needs the query parameter partNumber');
  return number;
}
