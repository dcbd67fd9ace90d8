import pMap from 'p-map';
import { isImportFile, isSameWrite, recordListed, rejectFile } from '../arrivals/index.ts';
import type { Arrival, Drop } from '../ledger/index.ts';
import {
  currentArrivals,
  listedSequencer,
  newestArrival,
  openImports,
  rejectArrival,
} from '../ledger/index.ts';
import type { LeftOutReason } from '../manifests/index.ts';
import type { Route } from '../routes/index.ts';
import type { ListedVersion } from '../s3/index.ts';
import type { DropDeps } from './drop-deps.ts';
import { leftOutFile } from './drop-deps.ts';
import type { MarkedContent } from './marked-content.ts';

/** Keys recorded concurrently, and how many are looked at together. */
const CONCURRENCY = 16;
const AT_A_TIME = 256;

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
  const record = async (arrival: Arrival): Promise<Arrival | undefined> => {
    if (leftOut(arrival.key) !== undefined && (await wasRejected(deps, arrival))) return undefined;
    return recordListed(deps, arrival);
  };
  const known = new Set<string>();
  for await (const arrival of waiting) {
    known.add(arrival.key);
    if (await take(arrival)) yield arrival;
  }
  let some: Arrival[] = [];
  const withoutTaken = takenBefore(deps);
  const recordSome = async function* (): AsyncGenerator<Arrival> {
    const found = await pMap(await withoutTaken(some), record, { concurrency: CONCURRENCY });
    some = [];
    for (const arrival of found) if (arrival && (await take(arrival))) yield arrival;
  };
  for await (const object of objects()) {
    if (known.has(object.key) || !isImportFile(object.key, object.size, route)) continue;
    some.push(arrivalOf(deps, object, drop));
    if (some.length === AT_A_TIME) yield* recordSome();
  }
  yield* recordSome();
}

/**
 * Leaves out the writes that an open import has, by the rows of their keys' first writes: a hundred in a call. Behind a run that died when
 * its plans were frozen that is every file of the drop; to look at each by itself takes three calls, and for a million of them longer
 * than a run has.
 */
function takenBefore({ ledger }: Pick<DropDeps, 'ledger'>): (listed: Arrival[]) => Promise<Arrival[]> {
  let open: ReadonlySet<string> | undefined;
  return async (listed) => {
    const rows = await currentArrivals(
      ledger,
      listed.map((arrival) => ({ ...arrival, isFirst: true })),
    );
    const assigned = rows.filter(({ state }) => state === 'assigned');
    if (assigned.length === 0) return listed;
    open ??= new Set((await openImports(ledger)).map(({ importId }) => importId));
    const isOpen = ({ importId = '' }: Arrival): boolean => open?.has(importId) === true;
    const taken = new Map(assigned.filter(isOpen).map((row) => [row.key, row]));
    return listed.filter((arrival) => {
      const row = taken.get(arrival.key);
      return !row || !isSameWrite(row, arrival);
    });
  };
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
