import { deletePrecondition } from '../http/conditions.ts';
import { removeObject } from '../remove-object.ts';
import type { Operation } from '../operation.ts';

/** DeleteObject. */
export const deleteObject: Operation = (storage, request) => {
  const removal = removeObject(
    storage,
    request.caller,
    { bucket: request.bucket, key: request.key, versionId: request.query.get('versionId') ?? undefined },
    deletePrecondition(request.http.headers['if-match']),
  );
  return {
    status: 204,
    headers: {
      ...(removal.versionId !== undefined && { 'x-amz-version-id': removal.versionId }),
      ...(removal.deleteMarker && { 'x-amz-delete-marker': 'true' }),
    },
  };
};
