import { transaction } from '../../ground/index.ts';
import { authorizeObject } from '../object-access.ts';
import { endUpload, existingUpload } from '../multipart/existing-upload.ts';
import type { Operation } from '../operation.ts';

/** AbortMultipartUpload. */
export const abortMultipartUpload: Operation = (storage, request) => {
  authorizeObject(storage, request.caller, 's3:AbortMultipartUpload', request);
  const { uploadId } = existingUpload(storage, request);
  const waste = transaction(storage.database, () => endUpload(storage, uploadId));
  storage.blobs.remove(waste);
  return { status: 204 };
};
