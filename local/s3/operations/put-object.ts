import { authorizeKey, authorizeObject } from '../object-access.ts';
import { DEFAULT_ALGORITHM } from '../checksums/algorithms.ts';
import { commitObject } from '../commit-object.ts';
import { encryptionHeaders, keyOfNewObject } from '../encryption.ts';
import { checkedBody } from '../http/body.ts';
import { checksumHeaders } from '../http/checksum-headers.ts';
import { writePrecondition } from '../http/conditions.ts';
import { keptHeaders, versionHeaders } from '../http/object-headers.ts';
import { isObject } from '../store/versions.ts';
import type { Operation } from '../operation.ts';

/** PutObject. Conditions are checked before the body, to fail early, and again in the commit, where they count. */
export const putObject: Operation = async (storage, request) => {
  const { caller, http, bucket: name, key } = request;
  const bucket = authorizeObject(storage, caller, 's3:PutObject', request);
  if (http.headers['if-match'] !== undefined) authorizeObject(storage, caller, 's3:GetObject', request);
  const kmsKeyArn = keyOfNewObject(bucket, http.headers);
  authorizeKey(storage, caller, 'write', kmsKeyArn);
  const headers = keptHeaders(http.headers);
  const precondition = writePrecondition(http.headers);
  const current = storage.versions.find(name, key);
  precondition?.(isObject(current) ? current : undefined);

  const body = checkedBody(http, { md5: kmsKeyArn === undefined, algorithm: DEFAULT_ALGORITHM });
  const { blob, size } = await storage.blobs.write(body.bytes);
  const { md5, checksum } = body.received();
  const object = commitObject(storage, {
    bucket: name,
    key,
    blob,
    size,
    md5,
    headers,
    checksum,
    kmsKeyArn,
    reason: 'PutObject',
    origin: request,
    ...(precondition && { precondition }),
  });
  return {
    status: 200,
    headers: {
      etag: `"${object.etag}"`,
      ...versionHeaders(object),
      ...encryptionHeaders(kmsKeyArn, bucket),
      ...checksumHeaders(checksum),
    },
  };
};
