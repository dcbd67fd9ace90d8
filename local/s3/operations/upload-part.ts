import { existingBucket } from '../object-access.ts';
import { encryptionHeaders } from '../encryption.ts';
import { checkedBody } from '../http/body.ts';
import { announcedChecksum, checksumHeaders } from '../http/checksum-headers.ts';
import type { S3Request } from '../http/request.ts';
import { s3Error } from '../s3-error.ts';
import type { Upload } from '../store/uploads.ts';
import { partNumber, writableUpload } from '../multipart/existing-upload.ts';
import { keepPart } from '../multipart/keep-part.ts';
import type { Operation } from '../operation.ts';

/**
 * Parts carry the algorithm that their upload was created with, or none; where the upload's checksum is COMPOSITE each
 * must carry it.
 */
function refuseOtherChecksum(request: S3Request, { checksum }: Upload): void {
  if (!checksum) return;
  const sent = announcedChecksum(request.http.headers)?.algorithm;
  if (sent === checksum.algorithm || (sent === undefined && checksum.type === 'FULL_OBJECT')) return;
  throw s3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, ` +
      `actual checksum Type: ${sent?.toLowerCase() ?? 'null'}`,
  );
}

/** UploadPart. */
export const uploadPart: Operation = async (storage, request) => {
  const upload = writableUpload(storage, request);
  const number = partNumber(request);
  refuseOtherChecksum(request, upload);
  const body = checkedBody(request.http, {
    md5: upload.kmsKeyArn === undefined,
    algorithm: upload.checksum?.algorithm,
  });
  const { blob, size } = await storage.blobs.write(body.bytes);
  const { md5, checksum } = body.received();
  const part = keepPart(storage, upload, { number, blob, size, md5, checksum });
  const { 'x-amz-checksum-type': _type, ...checksumOfPart } = checksumHeaders(part.checksum);
  return {
    status: 200,
    headers: {
      etag: `"${part.etag}"`,
      ...checksumOfPart,
      ...encryptionHeaders(upload.kmsKeyArn, existingBucket(storage, upload.bucket)),
    },
  };
};
