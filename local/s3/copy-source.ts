import { readableObject } from './object-access.ts';
import { checkCopyConditions } from './http/conditions.ts';
import { header, type S3Request } from './http/request.ts';
import { s3Error } from './s3-error.ts';
import type { Storage } from './storage.ts';
import { NULL_VERSION, type ObjectVersion } from './store/versions.ts';

/**
 * The object that x-amz-copy-source names: `[/]bucket/key[?versionId=...]`, URL-encoded, readable by the caller and
 * meeting the copy's conditions.
 */
export function copySource(storage: Storage, request: S3Request): ObjectVersion {
  const [, path, versionId] =
    /^\/?(.+?)(?:\?versionId=(.*))?$/s.exec(header(request, 'x-amz-copy-source') ?? '') ?? [];
  const name = path === undefined ? undefined : decodeSource(path);
  const slash = name?.indexOf('/') ?? -1;
  if (name === undefined || slash < 1 || slash === name.length - 1) {
    throw s3Error(
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  const source = readableObject(storage, request.caller, {
    bucket: name.slice(0, slash),
    key: name.slice(slash + 1),
    versionId: versionId === '' ? undefined : versionId,
  });
  checkCopyConditions(request.http.headers, source);
  return source;
}

function decodeSource(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Which version was copied, where the source has versions. */
export const sourceVersionHeaders = (source: ObjectVersion): Record<string, string> =>
  source.versionId === NULL_VERSION ? {} : { 'x-amz-copy-source-version-id': source.versionId };
