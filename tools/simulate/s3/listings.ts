import type { ObjectSource, SimulatedObject } from './object-source.ts';
import { positionIn } from './object-source.ts';

/** A page of a listing (S3 API reference, ListObjectsV2 and ListObjectVersions). */
export interface Page {
  objects: SimulatedObject[];
  isTruncated: boolean;
}

/** The objects of several sources behind a key, in order, a page of them. */
export function pageOf(
  sources: readonly Pick<ObjectSource, 'count' | 'at'>[],
  { prefix, after, most }: { prefix: string; after: string; most: number },
): Page {
  const found: SimulatedObject[] = [];
  for (const source of sources) {
    const begin = positionIn(source, after < prefix ? prefix : after);
    let taken = 0;
    for (let index = begin; index < source.count && taken <= most; index += 1) {
      const object = source.at(index);
      if (!object.key.startsWith(prefix)) break;
      if (object.key === after) continue;
      found.push(object);
      taken += 1;
    }
  }
  if (sources.length > 1) found.sort((a, b) => (a.key < b.key ? -1 : 1));
  return { objects: found.slice(0, most), isTruncated: found.length > most };
}

/** As S3 encodes keys where it is asked to (EncodingType=url). */
const encoded = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/');

const when = ({ lastModified }: SimulatedObject): string => new Date(lastModified).toISOString();

/** ListObjectsV2's answer; its token is the last key. */
export function listingXml({ objects, isTruncated }: Page): string {
  const rows = objects.map(
    (object) =>
      `<Contents><Key>${encoded(object.key)}</Key><LastModified>${when(object)}</LastModified>` +
      `<ETag>&quot;${object.etag}&quot;</ETag><Size>${object.size}</Size></Contents>`,
  );
  const last = objects.at(-1)?.key ?? '';
  const token = Buffer.from(last).toString('base64url');
  return (
    `<ListBucketResult><KeyCount>${objects.length}</KeyCount><IsTruncated>${String(isTruncated)}</IsTruncated>` +
    `${isTruncated ? `<NextContinuationToken>${token}</NextContinuationToken>` : ''}${rows.join('')}</ListBucketResult>`
  );
}

/** ListObjectVersions' answer: each key has one version. */
export function versionsXml({ objects, isTruncated }: Page): string {
  const rows = objects.map(
    (object) =>
      `<Version><Key>${encoded(object.key)}</Key><VersionId>${object.versionId ?? 'null'}</VersionId>` +
      `<IsLatest>true</IsLatest><LastModified>${when(object)}</LastModified>` +
      `<ETag>&quot;${object.etag}&quot;</ETag><Size>${object.size}</Size></Version>`,
  );
  const last = objects.at(-1);
  const next = last
    ? `<NextKeyMarker>${encoded(last.key)}</NextKeyMarker><NextVersionIdMarker>${last.versionId ?? 'null'}</NextVersionIdMarker>`
    : '';
  return (
    `<ListVersionsResult><IsTruncated>${String(isTruncated)}</IsTruncated>` +
    `${isTruncated ? next : ''}${rows.join('')}</ListVersionsResult>`
  );
}
