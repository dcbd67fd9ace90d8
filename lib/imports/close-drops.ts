import pMap from 'p-map';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Arrival } from '../ledger/arrivals.ts';
import { arrivalsOf, newestArrival, pendingArrivals, supersedeArrival } from '../ledger/arrivals.ts';
import type { Drop } from '../ledger/drops.ts';
import { closeDrop, forgetDrop, openDrops } from '../ledger/drops.ts';
import { getImport, isEnded } from '../ledger/imports.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { classify } from './classify.ts';
import type { Due } from './due.ts';
import { isDue } from './due.ts';
import { listObjects } from './listing.ts';
import { expectedBy } from './marker.ts';
import { portions } from './plan.ts';
import type { Route } from './routes.ts';
import { folderOf } from './routes.ts';
import { writePlan } from './write-plan.ts';

/** What closing drops needs from outside. */
export interface DropCloser {
  ledger: Ledger;
  s3: S3Client;
  routes: readonly Route[];
  inboxBucket: string;
  workBucket: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** What closing did with one drop, for the run's log line. */
export interface DropReport {
  route: string;
  drop: string;
  pendingFiles: number;
  because: string;
  imports: string[];
  /** Why it could not be closed. */
  errorName?: string;
}

/** Rows read or written at the same time. */
const CONCURRENCY = 16;

/** How long a drop is kept for files that were recorded and that the index does not show. */
const LONGEST_INDEX_LAG_MS = 15 * 60_000;

/** Looks at every open drop and freezes the plans of those that are due. */
export async function closeDueDrops(closer: DropCloser): Promise<DropReport[]> {
  const reports: DropReport[] = [];
  for await (const drop of openDrops(closer.ledger)) {
    const route = closer.routes.find(({ name }) => name === drop.route);
    if (route)
      reports.push(await closeIfDue(closer, drop, route).catch((error: unknown) => stuck(drop, error)));
    else reports.push({ ...blank(drop), because: `the configuration has no route "${drop.route}" any more` });
  }
  return reports;
}

const blank = (drop: Drop): DropReport => ({
  route: drop.route,
  drop: drop.drop,
  pendingFiles: drop.fileCount,
  because: '',
  imports: [],
});

/** A drop that cannot be closed now holds up no other, and is tried again by the next run. */
const stuck = (drop: Drop, error: unknown): DropReport => ({
  ...blank(drop),
  because: 'it cannot be closed now',
  errorName: error instanceof Error ? error.name : 'UnknownError',
});

async function closeIfDue(closer: DropCloser, drop: Drop, route: Route): Promise<DropReport> {
  const due = isDue(drop, route, closer.now());
  if (!due.due) return { ...blank(drop), because: `quiet in ${due.inSeconds} s` };

  const awaited = await awaitedFiles(closer, drop, route, due);
  if (awaited > 0) return { ...blank(drop), because: `its marker announces ${awaited} more file(s)` };

  const pending = await Array.fromAsync(pendingArrivals(closer.ledger, drop.route, drop.drop));
  const imports: string[] = [];
  for (const { files, waitsFor } of await byHolder(closer.ledger, pending)) {
    for (const portion of portions(files, route)) {
      imports.push(await writePlan(closer, route, drop.drop, portion, waitsFor));
    }
  }
  await settle(closer, drop, pending.length);
  return { ...blank(drop), pendingFiles: pending.length, because: due.because, imports };
}

/**
 * Forgets a drop of which every recorded file was found. Where the index showed fewer than were recorded, the
 * drop stays and is looked at again: an index may lag behind its table.
 */
async function settle({ ledger, now }: DropCloser, drop: Drop, found: number): Promise<void> {
  const unseen = drop.fileCount - found;
  const waitedEnough = now() - drop.lastRecordedAt >= LONGEST_INDEX_LAG_MS;
  if (unseen <= 0 || waitedEnough) await forgetDrop(ledger, drop);
  else if (found > 0 || drop.firstRecordedAt !== undefined) await closeDrop(ledger, drop, unseen);
}

/**
 * How many files a drop's marker announces that no event has been recorded of yet: S3 does not deliver events in
 * the order of the writes. The drop stays open for them, however quiet, until it is too old or too large.
 */
async function awaitedFiles(closer: DropCloser, drop: Drop, route: Route, due: Due): Promise<number> {
  if (!due.due || drop.marker === undefined) return 0;
  const { marker, ...unmarked } = drop;
  const otherwise = isDue(unmarked, route, closer.now());
  if (otherwise.due && otherwise.because !== 'quiet') return 0;
  const expected = await expectedBy(closer.s3, closer.inboxBucket, marker);
  if ('unreadable' in expected) return 0;
  const keys = expected.files === 'all' ? await filesIn(closer, drop, route) : expected.files;
  const rows = await pMap(keys, (key) => newestArrival(closer.ledger, closer.inboxBucket, key), {
    concurrency: CONCURRENCY,
  });
  return rows.filter((row) => row === undefined).length;
}

/** The import files that lie in a drop's folder. Loose files have no folder: their marker announces nothing. */
async function filesIn(closer: DropCloser, drop: Drop, route: Route): Promise<string[]> {
  const folder = folderOf(route, drop.drop);
  if (folder === undefined) return [];
  const keys: string[] = [];
  for await (const { key, size } of listObjects(closer.s3, closer.inboxBucket, folder)) {
    if (classify(key, size, route.toleratedNames).kind === 'import-file') keys.push(key);
  }
  return keys;
}

interface Group {
  files: Arrival[];
  waitsFor: string[];
}

/**
 * Checks what the index showed against the rows themselves, and divides it: files whose key an older
 * import still holds go into plans of their own, which wait for those imports; the others need not.
 */
async function byHolder(ledger: Ledger, pending: readonly Arrival[]): Promise<Group[]> {
  const free: Group = { files: [], waitsFor: [] };
  const held: Group = { files: [], waitsFor: [] };
  const checked = await pMap(pending, (arrival) => check(ledger, arrival), { concurrency: CONCURRENCY });
  for (const found of checked) {
    if (!found) continue;
    const group = found.holder === undefined ? free : held;
    group.files.push(found.arrival);
    if (found.holder !== undefined && !group.waitsFor.includes(found.holder))
      group.waitsFor.push(found.holder);
  }
  return [free, held].filter(({ files }) => files.length > 0);
}

/** The arrival if it is its key's newest and still pending, with the open import that holds an older one. */
async function check(
  ledger: Ledger,
  listed: Arrival,
): Promise<{ arrival: Arrival; holder: string | undefined } | undefined> {
  let newest: Arrival | undefined;
  for await (const row of arrivalsOf(ledger, listed.bucket, listed.key)) {
    newest ??= row.state === 'rejected' ? undefined : row;
    if (!newest) continue;
    if (newest.sequencer !== listed.sequencer) {
      if (row.sequencer === listed.sequencer) await supersedeArrival(ledger, listed);
      continue;
    }
    if (newest.state !== 'pending') return undefined;
    if (row.state === 'assigned' && row.importId !== undefined) {
      const holder = await getImport(ledger, row.importId);
      return { arrival: newest, holder: holder && !isEnded(holder) ? holder.importId : undefined };
    }
  }
  return newest?.sequencer === listed.sequencer ? { arrival: newest, holder: undefined } : undefined;
}
