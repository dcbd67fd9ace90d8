import { authorizeBucket } from '../object-access.ts';
import { xmlAnswer } from '../http/answer.ts';
import type { S3Request } from '../http/request.ts';
import { writeXml, type XmlElements } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import { lastKey, listPage, positionAfter, type ListPage } from '../store/listing.ts';
import type { ObjectVersion } from '../store/versions.ts';
import { OWNER, listQuery, type ListQuery } from '../http/list-query.ts';
import type { Operation } from '../operation.ts';

/** The page behind `after` (a key or a common prefix; empty for the first page). */
function pageAfter(
  storage: Storage,
  { caller, bucket }: S3Request,
  query: ListQuery,
  after: string,
): ListPage<ObjectVersion> {
  authorizeBucket(storage, caller, 's3:ListBucket', bucket);
  const from = after === '' ? { key: '' } : positionAfter(after, query.prefix, query.delimiter);
  return listPage(storage.versions.scanCurrent(bucket), { ...query, from });
}

const content = (object: ObjectVersion, query: ListQuery, withOwner: boolean): XmlElements => ({
  Key: query.text(object.key),
  LastModified: new Date(object.modified).toISOString(),
  ETag: `"${object.etag}"`,
  ChecksumAlgorithm: object.checksum?.algorithm,
  ChecksumType: object.checksum?.type,
  Size: object.size,
  Owner: withOwner ? OWNER : undefined,
  StorageClass: 'STANDARD',
});

/** ListObjects, version 1. NextMarker is there only with a delimiter, as on S3. */
export const listObjects: Operation = (storage, request) => {
  const query = listQuery(request, 'max-keys');
  const marker = request.query.get('marker') ?? '';
  const page = pageAfter(storage, request, query, marker);
  const last = lastKey(page);
  return xmlAnswer(
    writeXml('ListBucketResult', {
      Name: request.bucket,
      Prefix: query.text(query.prefix),
      Marker: query.text(marker),
      NextMarker: query.delimiter !== '' && last !== undefined ? query.text(last) : undefined,
      MaxKeys: query.maxKeys,
      Delimiter: query.optionalText(query.delimiter),
      EncodingType: query.encodingType,
      IsTruncated: last !== undefined,
      Contents: page.rows.map((object) => content(object, query, true)),
      CommonPrefixes: query.commonPrefixes(page.commonPrefixes),
    }),
  );
};

/** ListObjectsV2. The continuation token holds the last name of the page before. */
export const listObjectsV2: Operation = (storage, request) => {
  const query = listQuery(request, 'max-keys');
  const startAfter = request.query.get('start-after') ?? '';
  const token = request.query.get('continuation-token');
  const page = pageAfter(storage, request, query, token === null ? startAfter : nameInToken(token));
  const last = lastKey(page);
  return xmlAnswer(
    writeXml('ListBucketResult', {
      Name: request.bucket,
      Prefix: query.text(query.prefix),
      StartAfter: query.optionalText(startAfter),
      ContinuationToken: token ?? undefined,
      NextContinuationToken: last === undefined ? undefined : tokenOf(last),
      KeyCount: page.rows.length + page.commonPrefixes.length,
      MaxKeys: query.maxKeys,
      Delimiter: query.optionalText(query.delimiter),
      EncodingType: query.encodingType,
      IsTruncated: last !== undefined,
      Contents: page.rows.map((object) =>
        content(object, query, request.query.get('fetch-owner') === 'true'),
      ),
      CommonPrefixes: query.commonPrefixes(page.commonPrefixes),
    }),
  );
};

const tokenOf = (name: string): string => Buffer.from(name).toString('base64url');

function nameInToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString('utf8');
  if (token === '' || tokenOf(name) !== token) {
    throw s3Error('InvalidArgument', 'The continuation token provided is incorrect');
  }
  return name;
}
