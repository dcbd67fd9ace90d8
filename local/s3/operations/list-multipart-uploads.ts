import { authorizeBucket } from '../object-access.ts';
import { xmlAnswer } from '../http/answer.ts';
import type { S3Request } from '../http/request.ts';
import { writeXml, type XmlElements } from '../http/xml.ts';
import type { Storage } from '../storage.ts';
import { lastKey, listPage, positionAfter, type Position } from '../store/listing.ts';
import type { Upload } from '../store/uploads.ts';
import { OWNER, listQuery, type ListQuery } from '../http/list-query.ts';
import type { Operation } from '../operation.ts';

const entry = (upload: Upload, query: ListQuery): XmlElements => ({
  Key: query.text(upload.key),
  UploadId: upload.uploadId,
  Initiator: OWNER,
  Owner: OWNER,
  StorageClass: 'STANDARD',
  Initiated: new Date(upload.initiated).toISOString(),
  ChecksumAlgorithm: upload.checksum?.algorithm,
  ChecksumType: upload.checksum?.type,
});

/** Behind the upload that the markers name, or behind all uploads of the key when they name only a key. */
function startOf(storage: Storage, { query: parameters }: S3Request, query: ListQuery): Position | undefined {
  const key = parameters.get('key-marker') ?? '';
  if (key === '') return { key: '' };
  const marker = storage.uploads.find(parameters.get('upload-id-marker') ?? '');
  return marker?.key === key
    ? { key, past: marker.sequence }
    : positionAfter(key, query.prefix, query.delimiter);
}

/** ListMultipartUploads. */
export const listMultipartUploads: Operation = (storage, request) => {
  const { caller, bucket } = request;
  authorizeBucket(storage, caller, 's3:ListBucketMultipartUploads', bucket);
  const query = listQuery(request, 'max-uploads');
  const page = listPage(storage.uploads.scan(bucket), { ...query, from: startOf(storage, request, query) });
  const { last } = page;
  const nextKey = lastKey(page);
  return xmlAnswer(
    writeXml('ListMultipartUploadsResult', {
      Bucket: bucket,
      KeyMarker: query.text(request.query.get('key-marker') ?? ''),
      UploadIdMarker: request.query.get('upload-id-marker') ?? '',
      NextKeyMarker: nextKey && query.text(nextKey),
      NextUploadIdMarker: typeof last === 'object' ? last.uploadId : undefined,
      Prefix: query.text(query.prefix),
      Delimiter: query.optionalText(query.delimiter),
      EncodingType: query.encodingType,
      MaxUploads: query.maxKeys,
      IsTruncated: last !== undefined,
      Upload: page.rows.map((upload) => entry(upload, query)),
      CommonPrefixes: query.commonPrefixes(page.commonPrefixes),
    }),
  );
};
