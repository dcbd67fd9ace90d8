import { authorizeKey, authorizeObject } from '../object-access.ts';
import { encryptionHeaders, keyOfNewObject } from '../encryption.ts';
import { xmlAnswer } from '../http/answer.ts';
import { multipartChecksum } from '../http/checksum-headers.ts';
import { keptHeaders } from '../http/object-headers.ts';
import { writeXml } from '../http/xml.ts';
import { opaqueId } from '../opaque-id.ts';
import type { Operation } from '../operation.ts';

/** CreateMultipartUpload. */
export const createMultipartUpload: Operation = (storage, request) => {
  const { caller, http, bucket: name, key } = request;
  const bucket = authorizeObject(storage, caller, 's3:PutObject', request);
  const kmsKeyArn = keyOfNewObject(bucket, http.headers);
  authorizeKey(storage, caller, 'multipart', kmsKeyArn);
  const checksum = multipartChecksum(http.headers);
  const uploadId = opaqueId(48);
  const now = storage.clock.now();
  storage.uploads.insert({
    uploadId,
    bucket: name,
    key,
    sequence: storage.versions.nextSequence(now),
    initiated: Math.floor(now),
    headers: keptHeaders(http.headers),
    checksum,
    kmsKeyArn,
  });
  return xmlAnswer(
    writeXml('InitiateMultipartUploadResult', { Bucket: name, Key: key, UploadId: uploadId }),
    {
      ...encryptionHeaders(kmsKeyArn, bucket),
      ...(checksum && {
        'x-amz-checksum-algorithm': checksum.algorithm,
        'x-amz-checksum-type': checksum.type,
      }),
    },
  );
};
