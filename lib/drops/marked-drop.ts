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
  /** What lies there beside files to import, markers and manifests among it, by key. */
  there: Map<string, ListedVersion>;
  /** All that lies there: as it was listed, or by another listing where that is too much to hold. */
  objects: () => Iterable<ListedVersion> | AsyncIterable<ListedVersion>;
  /** The first announcement of which not all is there. */
  incomplete: Announcement | undefined;
  /** True where there are manifests, and all of them together announce no file. */
  announcesNothing: boolean;
}

/** Keys recorded concurrently, and how many are looked at together. */
const CONCURRENCY = 16;
const AT_A_TIME = 256;

/** So many objects are held between the look at a drop and its planning, ten pages of a listing; a million would be half a gigabyte. */
const MOST_HELD = 10_000;

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
  const there = new Map<string, ListedVersion>();
  const files: string[] = [];
  const logs = new Set<string>();
  const held: ListedVersion[] = [];
  for await (const object of listed(deps, drop, route)) {
    const { key } = object;
    // An empty file is there, though it is none to import.
    if (!isImportFile(key, 1, route)) there.set(key, object);
    else if (await isExportLog(deps.s3, deps.inboxBucket, key)) {
      logs.add(key);
      continue;
    } else files.push(key);
    if (held.length <= MOST_HELD) held.push(object);
  }
  const isHeld = held.length <= MOST_HELD;
  if (!isHeld) held.length = 0;
  const manifests = await manifestsAmong(deps, there.values(), route);
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
    objects: () => (isHeld ? held : without(logs, listed(deps, drop, route))),
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

async function* without(
  keys: ReadonlySet<string>,
  objects: AsyncIterable<ListedVersion>,
): AsyncGenerator<ListedVersion> {
  for await (const object of objects) if (!keys.has(object.key)) yield object;
}

/**
 * The pending arrivals of a drop that is whole, one by one: of all that was taken only the keys are held. What lies there unrecorded
 * becomes an arrival, behind the others; its event is a duplicate then. What the manifests leave out is rejected.
 * @param waiting those that are recorded, oldest first
 */
export async function* takeMarked(
  deps: DropDeps,
  drop: Drop,
  route: Route,
  { objects, leftOut }: Pick<MarkedContent, 'objects' | 'leftOut'>,
  waiting: AsyncIterable<Arrival>,
): AsyncGenerator<Arrival> {
  const take = async (arrival: Arrival): Promise<boolean> => {
    const reason = leftOut(arrival.key);
    if (reason !== undefined) await reject(deps, route, arrival, reason);
    return reason === undefined;
  };
  const record = async (object: ListedVersion): Promise<Arrival | undefined> => {
    const arrival = arrivalOf(deps, object, drop);
    if (leftOut(object.key) !== undefined && (await wasRejected(deps, arrival))) return undefined;
    return recordListed(deps, arrival);
  };
  const known = new Set<string>();
  for await (const arrival of waiting) {
    known.add(arrival.key);
    if (await take(arrival)) yield arrival;
  }
  let some: ListedVersion[] = [];
  const recordSome = async function* (): AsyncGenerator<Arrival> {
    const found = await pMap(some, record, { concurrency: CONCURRENCY });
    some = [];
    for (const arrival of found) if (arrival && (await take(arrival))) yield arrival;
  };
  for await (const object of objects()) {
    if (known.has(object.key) || !isImportFile(object.key, object.size, route)) continue;
    some.push(object);
    if (some.length === AT_A_TIME) yield* recordSome();
  }
  yield* recordSome();
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

/** What lies in a drop. Loose files have no folder of their own: they lie beside those of other drops. */
function listed(
  { s3, inboxBucket }: Pick<DropDeps, 's3' | 'inboxBucket'>,
  drop: Drop,
  route: Route,
): AsyncGenerator<ListedVersion> {
  const folder = folderOf(route, drop.drop);
  return folder === undefined
    ? listCurrentVersions(s3, inboxBucket, route.prefix, '/')
    : listCurrentVersions(s3, inboxBucket, folder);
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
