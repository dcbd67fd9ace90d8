import { authorizeBucket } from '../object-access.ts';
import { xmlAnswer } from '../http/answer.ts';
import type { S3Request } from '../http/request.ts';
import { writeXml, type XmlElements } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import { lastKey, listPage, positionAfter, type Position } from '../store/listing.ts';
import { isObject, type Version } from '../store/versions.ts';
import { OWNER, listQuery, type ListQuery } from '../http/list-query.ts';
import type { Operation } from '../operation.ts';

const entry = (version: Version, query: ListQuery): XmlElements => ({
  Key: query.text(version.key),
  VersionId: version.versionId,
  IsLatest: version.latest,
  LastModified: new Date(version.modified).toISOString(),
  ...(isObject(version) && {
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.size,
    StorageClass: 'STANDARD',
  }),
  Owner: OWNER,
});

/** Behind the version that the markers name, or behind all versions of the key when they name only a key. */
function startOf(storage: Storage, request: S3Request, query: ListQuery): Position | undefined {
  const key = request.query.get('key-marker') ?? '';
  const versionId = request.query.get('version-id-marker') ?? '';
  if (versionId === '') return key === '' ? { key: '' } : positionAfter(key, query.prefix, query.delimiter);
  if (key === '') {
    throw s3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  const marker = storage.versions.find(request.bucket, key, versionId);
  return marker ? { key, past: marker.sequence } : positionAfter(key, query.prefix, query.delimiter);
}

/** ListObjectVersions: versions and delete markers of a key from the newest on. */
export const listObjectVersions: Operation = (storage, request) => {
  const { caller, bucket } = request;
  authorizeBucket(storage, caller, 's3:ListBucketVersions', bucket);
  const query = listQuery(request, 'max-keys');
  const page = listPage(storage.versions.scanAll(bucket), {
    ...query,
    from: startOf(storage, request, query),
  });
  const { last } = page;
  const nextKey = lastKey(page);
  return xmlAnswer(
    writeXml('ListVersionsResult', {
      Name: bucket,
      Prefix: query.text(query.prefix),
      KeyMarker: query.text(request.query.get('key-marker') ?? ''),
      VersionIdMarker: request.query.get('version-id-marker') ?? '',
      NextKeyMarker: nextKey && query.text(nextKey),
      NextVersionIdMarker: typeof last === 'object' ? last.versionId : undefined,
      MaxKeys: query.maxKeys,
      Delimiter: query.optionalText(query.delimiter),
      EncodingType: query.encodingType,
      IsTruncated: last !== undefined,
      Version: page.rows.filter(isObject).map((version) => entry(version, query)),
      DeleteMarker: page.rows.filter((row) => !isObject(row)).map((marker) => entry(marker, query)),
      CommonPrefixes: query.commonPrefixes(page.commonPrefixes),
    }),
  );
};
