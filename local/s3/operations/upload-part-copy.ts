import { existingBucket } from '../object-access.ts';
import { ALGORITHMS, DEFAULT_ALGORITHM } from '../checksums/algorithms.ts';
import { digesting } from '../checksums/digesting.ts';
import { encryptionHeaders } from '../encryption.ts';
import { xmlAnswer } from '../http/answer.ts';
import { parseCopyRange } from '../http/range.ts';
import { header } from '../http/request.ts';
import { writeXml } from '../http/xml.ts';
import { copySource, sourceVersionHeaders } from '../copy-source.ts';
import { partNumber, writableUpload } from '../multipart/existing-upload.ts';
import { keepPart } from '../multipart/keep-part.ts';
import type { Operation } from '../operation.ts';

/** UploadPartCopy. S3 computes the part's checksum itself, of the upload's algorithm. */
export const uploadPartCopy: Operation = async (storage, request) => {
  const upload = writableUpload(storage, request);
  const number = partNumber(request);
  const source = copySource(storage, request);
  const range = parseCopyRange(header(request, 'x-amz-copy-source-range'), source.size);
  const algorithm = upload.checksum?.algorithm;

  const copied = digesting(
    storage.blobs.read(source.blob, range),
    algorithm ?? DEFAULT_ALGORITHM,
    upload.kmsKeyArn === undefined,
  );
  const { blob, size } = await storage.blobs.write(copied.bytes);
  const checksum = algorithm && copied.checksum();
  const part = keepPart(storage, upload, { number, blob, size, md5: copied.md5(), checksum });
  return xmlAnswer(
    writeXml('CopyPartResult', {
      LastModified: new Date(part.modified).toISOString(),
      ETag: `"${part.etag}"`,
      ...(checksum && { [ALGORITHMS[checksum.algorithm].element]: checksum.value }),
    }),
    {
      ...sourceVersionHeaders(source),
      ...encryptionHeaders(upload.kmsKeyArn, existingBucket(storage, upload.bucket)),
    },
  );
};
