import type { S3Client } from '@aws-sdk/client-s3';
import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import type { Arrival, Ledger } from '../ledger/index.ts';
import { UNIMPORTED, arrivalsOf } from '../ledger/index.ts';

/** What the writes of a key are known by: where they are recorded, and the S3 that they were made in. */
export interface KeyDeps {
  ledger: Ledger;
  s3: S3Client;
}

/** So many of a key's newest rows are searched for one that a listing found. */
const LOOKED_AT = 5;

/**
 * The recorded writes of one key, newest first.
 *
 * Sequencers order them, but for a write that a listing found: it has none, and stands behind what was recorded
 * before it. An older write whose event comes later would seem newer, so there S3 is asked which one the key holds.
 */
export async function* writesOf(deps: KeyDeps, bucket: string, key: string): AsyncGenerator<Arrival, void> {
  const rows = arrivalsOf(deps.ledger, bucket, key);
  const newest: Arrival[] = [];
  while (newest.length < LOOKED_AT) {
    const { value: row } = await rows.next();
    if (!row) break;
    newest.push(row);
  }
  const position = newest.findIndex(({ isListed }) => isListed);
  const listed = newest[position];
  if (listed && position > 0) {
    const isOvertaken = newest.slice(0, position).some(({ state }) => !SETTLED.has(state));
    if (!isOvertaken || (await isCurrent(deps.s3, listed))) {
      newest.splice(position, 1);
      newest.unshift(listed);
    }
  }
  yield* newest;
  yield* rows;
}

const SETTLED: ReadonlySet<string> = new Set(['superseded', ...UNIMPORTED]);

/** True where a key holds this write now, by S3's own word. */
export async function isCurrent(
  s3: S3Client,
  { bucket, key, versionId, etag }: Pick<Arrival, 'bucket' | 'key' | 'versionId' | 'etag'>,
): Promise<boolean> {
  try {
    const { VersionId, ETag } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return versionId === null ? ETag?.replaceAll('"', '') === etag : VersionId === versionId;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

/** True where two arrivals are the same write of their key. */
export const isSameWrite = (a: Arrival, b: Arrival): boolean =>
  a.versionId === null || b.versionId === null ? a.etag === b.etag : a.versionId === b.versionId;
