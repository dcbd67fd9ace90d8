import type { ListObjectVersionsCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { inS3Order } from './key-order.ts';
import { decodedKey, versionIdOf } from './listing.ts';

/** What S3 has of one key. */
export interface KeyVersions {
  /** `deleted` where the newest version is a delete marker; when it was written in epoch milliseconds. */
  current: { versionId: string | null; lastModified: number } | 'deleted' | undefined;
  /** The ids of its versions, delete markers apart; null for what was written before the bucket had versions. */
  versionIds: Set<string | null>;
}

/**
 * What S3 has of some keys, by listing: a page of a thousand versions a call, from one key that is asked for to the next,
 * so that there are never more calls than keys, nor more than the pages of all that lies between.
 * @param keys in any order
 * @param pageSize of a listing; S3's own is 1,000
 * @returns by key; what is not there has neither a version nor a delete marker
 */
export async function versionsOfKeys(
  s3: S3Client,
  bucket: string,
  keys: Iterable<string>,
  pageSize?: number,
): Promise<Map<string, KeyVersions>> {
  const wanted = [...new Set(keys)].sort(inS3Order);
  const asked = new Set(wanted);
  const found = new Map<string, KeyVersions>();
  const Prefix = commonFolder(wanted.at(0) ?? '', wanted.at(-1) ?? '');
  let position = 0;
  let from: Marker = { KeyMarker: justBefore(wanted[0] ?? '') };
  while (position < wanted.length) {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix,
        EncodingType: 'url',
        ...from,
        ...(pageSize !== undefined && { MaxKeys: pageSize }),
      }),
    );
    collect(page, asked, found);
    if (!page.IsTruncated) break;
    const last = decodedKey(page.NextKeyMarker ?? '');
    while (position < wanted.length && inS3Order(wanted[position] ?? '', last) < 0) position += 1;
    const next = wanted[position] ?? '';
    const jump = justBefore(next);
    // The page's last key may have more versions; and what lies between may be less than a page.
    from =
      next === last || inS3Order(jump, last) <= 0
        ? { KeyMarker: last, VersionIdMarker: page.NextVersionIdMarker }
        : { KeyMarker: jump };
  }
  return found;
}

interface Marker {
  KeyMarker: string;
  VersionIdMarker?: string | undefined;
}

function collect(
  { Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput,
  asked: ReadonlySet<string>,
  found: Map<string, KeyVersions>,
): void {
  const entryOf = (key: string): KeyVersions => {
    const entry = found.get(key) ?? { current: undefined, versionIds: new Set() };
    found.set(key, entry);
    return entry;
  };
  for (const { Key = '', VersionId, IsLatest, LastModified } of Versions) {
    const key = decodedKey(Key);
    if (!asked.has(key)) continue;
    const entry = entryOf(key);
    const versionId = versionIdOf(VersionId);
    entry.versionIds.add(versionId);
    if (IsLatest) entry.current = { versionId, lastModified: LastModified?.getTime() ?? 0 };
  }
  for (const { Key = '', IsLatest } of DeleteMarkers) {
    const key = decodedKey(Key);
    if (IsLatest && asked.has(key)) entryOf(key).current = 'deleted';
  }
}

/** A listing goes on behind its marker: a text that sorts before a key, with next to nothing between them. */
const justBefore = (key: string): string => key.replace(/.$/su, '');

/** The folder that both keys lie in, which all between them do as well. */
function commonFolder(first: string, last: string): string {
  let length = 0;
  while (length < first.length && first[length] === last[length]) length += 1;
  return first.slice(0, first.lastIndexOf('/', length - 1) + 1);
}
