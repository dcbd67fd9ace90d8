import { nameOf } from '../../errors/index.ts';
import type { Arrival, Drop, PausedRoutes } from '../ledger/index.ts';
import { closeDrop, forgetDrop, openDrops, pendingArrivals } from '../ledger/index.ts';
import type { Due } from './due.ts';
import { isDue } from './due.ts';
import { tellIncomplete } from './incomplete-drop.ts';
import type { Inbox } from './marked-drop.ts';
import { lookAtMarkedDrop } from './marked-drop.ts';
import type { PlanWriter } from '../plans/index.ts';
import { planFiles } from '../plans/index.ts';
import type { Route } from '../routes/index.ts';
import { missingText, noRouteText, noStoreText, pausedText } from './why-open.ts';

/** What closing drops needs from outside. */
export interface DropCloser extends PlanWriter, Inbox {
  routes: readonly Route[];
  /** Routes whose data store cannot be told now, with the error's name. */
  unresolvedRoutes: ReadonlyMap<string, string>;
}

/** What closing did with one drop, for the run's log line. */
export interface DropReport {
  route: string;
  drop: string;
  pendingFiles: number;
  /** When its oldest file was recorded, epoch milliseconds. */
  since: number;
  because: string;
  imports: string[];
  /** Why it could not be closed. */
  errorName?: string;
}

/** How long a drop is kept for files that were recorded and that the index does not show. */
const LONGEST_INDEX_LAG_MS = 15 * 60_000;

/** Looks at every open drop and freezes the plans of those that are due and whose route is not paused. */
export async function closeDueDrops(closer: DropCloser, paused: PausedRoutes): Promise<DropReport[]> {
  const reports: DropReport[] = [];
  for await (const drop of openDrops(closer.ledger)) {
    reports.push(await lookAt(closer, drop, paused));
  }
  return reports;
}

async function lookAt(closer: DropCloser, drop: Drop, paused: PausedRoutes): Promise<DropReport> {
  const pause = paused.get(drop.route);
  if (pause) return { ...blank(drop), because: pausedText(pause) };
  const errorName = closer.unresolvedRoutes.get(drop.route);
  if (errorName !== undefined) return { ...blank(drop), because: noStoreText, errorName };
  const route = closer.routes.find(({ name }) => name === drop.route);
  if (!route) return { ...blank(drop), because: noRouteText(drop.route) };
  return closeIfDue(closer, drop, route).catch((error: unknown) => stuck(drop, error));
}

const blank = (drop: Drop): DropReport => ({
  route: drop.route,
  drop: drop.drop,
  pendingFiles: drop.fileCount,
  since: drop.firstRecordedAt ?? drop.lastRecordedAt,
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
  if (closer.isOutOfTime()) return { ...blank(drop), because: 'this run has no time left for it' };

  const { marker } = drop;
  if (marker === undefined) {
    return close(closer, drop, route, due, pendingArrivals(closer.ledger, drop.route, drop.drop));
  }
  const marked = await lookAtMarkedDrop(closer, { ...drop, marker }, route);
  if (marked.missing.length > 0) {
    await tellIncomplete(closer, { ...drop, marker }, route, marked);
    return { ...blank(drop), because: missingText(marked.missing.length) };
  }
  return close(closer, drop, route, due, marked.pending);
}

async function close(
  closer: DropCloser,
  drop: Drop,
  route: Route,
  { because }: Due & { due: true },
  pending: Iterable<Arrival> | AsyncIterable<Arrival>,
): Promise<DropReport> {
  const { imports, found, isWhole } = await planFiles(closer, route, drop.drop, pending);
  if (isWhole) await settle(closer, drop, found);
  return { ...blank(drop), pendingFiles: found, because, imports };
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
