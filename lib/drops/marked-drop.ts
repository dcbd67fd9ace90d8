import pMap from 'p-map';
import { isImportFile, manifestsAmong, recordListed, rejectFile } from '../arrivals/index.ts';
import type { Arrival, Drop } from '../ledger/index.ts';
import { listedSequencer, newestArrival, rejectArrival } from '../ledger/index.ts';
import type { Announcement, Announcements, LeftOutReason } from '../manifests/index.ts';
import { announcementsOf, folderOfKey, isComplete, isExportLog } from '../manifests/index.ts';
import type { Route } from '../routes/index.ts';
import { folderOf } from '../routes/index.ts';
import type { ListedVersion } from '../s3/index.ts';
import { listCurrentVersions } from '../s3/index.ts';
import type { DropDeps } from './drop-deps.ts';
import { leftOutFile } from './drop-deps.ts';

/** What a drop's markers announce, beside what lies there. */
export interface MarkedContent extends Pick<Announcements, 'leftOut'> {
  /** By key. */
  there: Map<string, ListedVersion>;
  /** The first announcement of which not all is there. */
  incomplete: Announcement | undefined;
  /** True where there are manifests, and all of them together announce no file. */
  announcesNothing: boolean;
}

/** Keys recorded concurrently. */
const CONCURRENCY = 16;

/**
 * Compares what a drop's markers announce with what lies there, by a listing: S3's events may be late, and may be lost.
 * Manifests count wherever in the drop they lie. A `_SUCCESS` that came after a manifest of its folder has the folder
 * taken as it is.
 * @returns undefined for a drop without a marker and without manifests
 */
export async function contentOf(
  deps: Pick<DropDeps, 's3' | 'inboxBucket'>,
  drop: Drop,
  route: Route,
): Promise<MarkedContent | undefined> {
  if (drop.marker === undefined && !drop.hasManifestBelow) return undefined;
  const there = await listed(deps, drop, route);
  const manifests = await manifestsAmong(deps, there.values(), route);
  const files: string[] = [];
  for (const { key } of there.values()) {
    // An empty file is there, though it is none to import.
    if (!isImportFile(key, 1, route)) continue;
    if (await isExportLog(deps.s3, deps.inboxBucket, key)) there.delete(key);
    else files.push(key);
  }
  const top = folderOf(route, drop.drop) ?? route.prefix;
  const isOverridden = (folder: string): boolean =>
    folder === top
      ? drop.marker === `${top}_SUCCESS`
      : isNewerSuccess(
          there,
          folder,
          manifests.map(({ key }) => key),
        );
  const isFileName = (name: string): boolean => isImportFile(`${top}${name}`, 1, route);
  const { announcements, leftOut } = announcementsOf(manifests, files, isFileName, isOverridden);
  return {
    there,
    leftOut,
    incomplete: announcements.find((one) => !isComplete(one)),
    announcesNothing:
      announcements.length > 0 && announcements.every(({ announcedFiles }) => announcedFiles === 0),
  };
}

/** True where a folder has a `_SUCCESS` that is not older than its manifests. */
function isNewerSuccess(
  there: ReadonlyMap<string, ListedVersion>,
  folder: string,
  manifests: readonly string[],
): boolean {
  const success = there.get(`${folder}_SUCCESS`)?.lastModified;
  return (
    success !== undefined &&
    manifests
      .filter((key) => folderOfKey(key) === folder)
      .every((key) => (there.get(key)?.lastModified ?? 0) <= success)
  );
}

/**
 * The pending arrivals of a drop that is whole. What lies there unrecorded becomes an arrival; its event is a duplicate
 * then. What the manifests leave out is rejected.
 * @param waiting those that are recorded, oldest first
 */
export async function takeMarked(
  deps: DropDeps,
  drop: Drop,
  route: Route,
  { there, leftOut }: MarkedContent,
  waiting: AsyncIterable<Arrival>,
): Promise<Arrival[]> {
  const pending = await Array.fromAsync(waiting);
  const known = new Set(pending.map(({ key }) => key));
  const unknown = [...there.values()].filter(
    ({ key, size }) => isImportFile(key, size, route) && !known.has(key),
  );
  const found = await pMap(
    unknown,
    async (object) => {
      const arrival = arrivalOf(deps, object, drop);
      if (leftOut(object.key) !== undefined && (await wasRejected(deps, arrival))) return undefined;
      return recordListed(deps, arrival);
    },
    { concurrency: CONCURRENCY },
  );
  const taken: Arrival[] = [];
  for (const arrival of [...pending, ...found.flatMap((one) => one ?? [])]) {
    const reason = leftOut(arrival.key);
    if (reason === undefined) taken.push(arrival);
    else await reject(deps, route, arrival, reason);
  }
  return taken;
}

async function wasRejected(
  { ledger }: DropDeps,
  { bucket, key, versionId, etag }: Arrival,
): Promise<boolean> {
  const newest = await newestArrival(ledger, bucket, key);
  return newest?.state === 'rejected' && newest.versionId === versionId && newest.etag === etag;
}

async function reject(deps: DropDeps, route: Route, arrival: Arrival, reason: LeftOutReason): Promise<void> {
  await rejectFile(
    deps,
    { object: arrival, place: { route, drop: arrival.drop }, reason },
    deps.addressOf(route.datastoreId),
    () => rejectArrival(deps.ledger, arrival, reason),
  );
  deps.onLeftOut?.(leftOutFile(arrival, 'rejected', reason));
}

/** What lies in a drop, by key. Loose files have no folder of their own: they lie beside those of other drops. */
async function listed(
  { s3, inboxBucket }: Pick<DropDeps, 's3' | 'inboxBucket'>,
  drop: Drop,
  route: Route,
): Promise<Map<string, ListedVersion>> {
  const folder = folderOf(route, drop.drop);
  const objects =
    folder === undefined
      ? listCurrentVersions(s3, inboxBucket, route.prefix, '/')
      : listCurrentVersions(s3, inboxBucket, folder);
  const byKey = new Map<string, ListedVersion>();
  for await (const object of objects) byKey.set(object.key, object);
  return byKey;
}

const arrivalOf = (
  { inboxBucket, now }: Pick<DropDeps, 'inboxBucket' | 'now'>,
  { key, versionId, size, etag }: ListedVersion,
  { route, drop }: Drop,
): Arrival => ({
  key,
  versionId,
  size,
  etag,
  sequencer: listedSequencer({ versionId, etag }),
  isListed: true,
  bucket: inboxBucket,
  route,
  drop,
  recordedAt: now(),
  state: 'pending',
});
