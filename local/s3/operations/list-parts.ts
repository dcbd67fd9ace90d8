import { authorizeObject } from '../object-access.ts';
import { ALGORITHMS } from '../checksums/algorithms.ts';
import { xmlAnswer } from '../http/answer.ts';
import { OWNER } from '../http/list-query.ts';
import { queryNumber } from '../http/request.ts';
import { writeXml, type XmlElements } from '../http/xml.ts';
import type { Part } from '../store/uploads.ts';
import { existingUpload } from '../multipart/existing-upload.ts';
import type { Operation } from '../operation.ts';

const MOST_LISTED = 1000;

const entry = ({ number, modified, etag, size, checksum }: Part): XmlElements => ({
  PartNumber: number,
  LastModified: new Date(modified).toISOString(),
  ETag: `"${etag}"`,
  Size: size,
  ...(checksum && { [ALGORITHMS[checksum.algorithm].element]: checksum.value }),
});

/** ListParts. */
export const listParts: Operation = (storage, request) => {
  authorizeObject(storage, request.caller, 's3:ListMultipartUploadParts', request);
  const upload = existingUpload(storage, request);
  const marker = queryNumber(request, 'part-number-marker', 0);
  const limit = Math.min(MOST_LISTED, queryNumber(request, 'max-parts', MOST_LISTED));
  const found = storage.uploads.parts(upload.uploadId, marker, limit + 1);
  const parts = found.slice(0, limit);
  return xmlAnswer(
    writeXml('ListPartsResult', {
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.uploadId,
      PartNumberMarker: marker,
      NextPartNumberMarker: parts.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: found.length > limit,
      Part: parts.map(entry),
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: 'STANDARD',
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
    }),
  );
};
