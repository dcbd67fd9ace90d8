import type { S3Client } from '@aws-sdk/client-s3';
import { nameOf } from '../error-name.ts';
import { pendingArrivals } from '../ledger/arrivals.ts';
import type { Drop } from '../ledger/drops.ts';
import { closeDrop, forgetDrop, openDrops } from '../ledger/drops.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { awaitedFiles } from './awaited-files.ts';
import { isDue, waitsForMarker } from './due.ts';
import { portions } from './plan.ts';
import { plannableFiles } from './plannable-files.ts';
import type { Route } from './routes.ts';
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
  errorName: nameOf(error),
});

async function closeIfDue(closer: DropCloser, drop: Drop, route: Route): Promise<DropReport> {
  const due = isDue(drop, route, closer.now());
  if (!due.due) return { ...blank(drop), because: `quiet in ${due.inSeconds} s` };

  const pending = await Array.fromAsync(pendingArrivals(closer.ledger, drop.route, drop.drop));
  const awaited = waitsForMarker(drop, route, closer.now())
    ? await awaitedFiles(closer, drop, route, pending)
    : 0;
  if (awaited > 0) return { ...blank(drop), because: `its marker announces ${awaited} more file(s)` };

  const imports: string[] = [];
  for (const { files, waitsFor } of await plannableFiles(closer.ledger, pending)) {
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
