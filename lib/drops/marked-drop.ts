import pMap from 'p-map';
import type { Announced } from '../arrivals/index.ts';
import { classify, readMarker, recordListed, rejectFile } from '../arrivals/index.ts';
import type { Arrival, Drop } from '../ledger/index.ts';
import { listedSequencer, pendingArrivals, rejectArrival } from '../ledger/index.ts';
import type { Route } from '../routes/index.ts';
import { folderOf } from '../routes/index.ts';
import type { ListedVersion } from '../s3/index.ts';
import { listCurrentVersions } from '../s3/index.ts';
import type { DropDeps } from './drop-deps.ts';

/** What a drop's marker announces, beside what lies there. */
export interface MarkedContent {
  announced: Exclude<Announced, { unreadable: true }>;
  /** By key. */
  there: Map<string, ListedVersion>;
  /** Keys that the marker names and that are not there. */
  missing: string[];
  /** How many files to import the marker names; null where it takes what lies there. */
  announcedFiles: number | null;
}

/** Keys recorded concurrently. */
const CONCURRENCY = 16;

/**
 * Compares what a drop's marker announces with what lies there, by a listing: S3's events may be late, and may be lost.
 * @returns undefined without a marker, and where it cannot be read: that was reported when it was recorded
 */
export async function contentOf(
  deps: Pick<DropDeps, 's3' | 'inboxBucket'>,
  drop: Drop,
  route: Route,
): Promise<MarkedContent | undefined> {
  if (drop.marker === undefined) return undefined;
  const announced = await readMarker(deps.s3, deps.inboxBucket, drop.marker);
  if ('unreadable' in announced) return undefined;
  const there = await listed(deps, drop, route);
  const named =
    announced.files === 'all' ? undefined : announced.files.filter((key) => isImportFile(key, 1, route));
  return {
    announced,
    there,
    missing: named?.filter((key) => !there.has(key)) ?? [],
    announcedFiles: named?.length ?? null,
  };
}

/**
 * The pending arrivals of a drop that is whole. What lies there unrecorded becomes an arrival; its event is a duplicate
 * then. What a bulk export's manifest names as errors or as deleted is rejected.
 */
export async function takeMarked(
  deps: DropDeps,
  drop: Drop,
  route: Route,
  { announced, there }: MarkedContent,
): Promise<Arrival[]> {
  const pending = await Array.fromAsync(pendingArrivals(deps.ledger, drop.route, drop.drop));
  const known = new Map(pending.map((arrival) => [arrival.key, arrival]));
  const notToImport = announced.files === 'all' ? [] : announced.notToImport;
  const rejected = new Map(notToImport.map(({ key, reason }) => [key, reason]));
  for (const [key, reason] of rejected) {
    const arrival = known.get(key);
    if (!arrival) continue;
    const place = { route, drop: arrival.drop };
    await rejectFile(deps, { object: arrival, place, reason }, deps.addressOf(route.datastoreId), () =>
      rejectArrival(deps.ledger, arrival, reason),
    );
  }
  const unknown = [...there.values()].filter(
    ({ key, size }) => isImportFile(key, size, route) && !known.has(key) && !rejected.has(key),
  );
  const found = await pMap(unknown, (object) => recordListed(deps, arrivalOf(deps, object, drop)), {
    concurrency: CONCURRENCY,
  });
  return [...pending.filter(({ key }) => !rejected.has(key)), ...found.flatMap((one) => one ?? [])];
}

const isImportFile = (key: string, size: number, route: Route): boolean =>
  classify(key, size, route.toleratedNames).kind === 'import-file';

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
  object: ListedVersion,
  { route, drop }: Drop,
): Arrival => ({
  ...object,
  sequencer: listedSequencer(object),
  isListed: true,
  bucket: inboxBucket,
  route,
  drop,
  recordedAt: now(),
  state: 'pending',
});
