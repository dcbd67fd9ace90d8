import type { Caller } from '../ground/index.ts';
import { transaction } from '../ground/index.ts';
import { authorizeObject, type ObjectName } from './object-access.ts';
import { placeDeleteMarker } from './commit-object.ts';
import type { Storage } from './storage.ts';
import { isObject, type ObjectVersion, type Version } from './store/versions.ts';

/** What a deletion did: the version that it took away or the delete marker that it added. */
export interface Removal {
  versionId: string | undefined;
  deleteMarker: boolean;
}

/**
 * Deletes an object as DeleteObject does. By version: that version is gone for good. Without: in a versioned bucket a
 * delete marker becomes the newest version, elsewhere the object is gone. What is not there is deleted already.
 * @param precondition throws when the current object forbids the deletion
 */
export function removeObject(
  storage: Storage,
  caller: Caller,
  { bucket: name, key, versionId }: ObjectName,
  precondition?: (current: ObjectVersion | undefined) => void,
): Removal {
  const action = versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  const bucket = authorizeObject(storage, caller, action, { bucket: name, key });
  const { removal, waste } = transaction(
    storage.database,
    (): { removal: Removal; waste: Version | undefined } => {
      const current = storage.versions.find(name, key, versionId);
      precondition?.(isObject(current) ? current : undefined);
      if (versionId === undefined && bucket.versioning !== undefined) {
        const { version, replaced } = placeDeleteMarker(storage, bucket, key);
        return { removal: { versionId: version.versionId, deleteMarker: true }, waste: replaced };
      }
      if (current) storage.versions.remove(current);
      const deleteMarker = current !== undefined && !isObject(current);
      return { removal: { versionId, deleteMarker }, waste: current };
    },
  );
  storage.blobs.remove([waste?.blob]);
  return removal;
}
