import pMap from 'p-map';
import { nameOf } from '../../errors/index.ts';
import type { Drop, Import, PausedRoutes } from '../ledger/index.ts';
import { closeDrop, forgetBatch, forgetDrop, getDrop, openDrops, pendingArrivals } from '../ledger/index.ts';
import type { Plan } from '../plans/index.ts';
import { planFiles } from '../plans/index.ts';
import { untraced } from '../tracing/index.ts';
import type { DropDecision } from './decide-drop.ts';
import { decideDrop, dropFacts } from './decide-drop.ts';
import type { DropDeps } from './drop-deps.ts';
import { emitDropIncomplete } from './emit-drop-incomplete.ts';
import { leaveOldBatches } from './leave-batches.ts';
import { takeMarked } from './take-marked.ts';
import { withdrawGone } from './withdraw-gone.ts';

/** What closing did with one drop, for the run's log line. */
export interface DropReport {
  route: string;
  drop: string;
  pendingFiles: number;
  /** Files that were deleted before they were planned. */
  withdrawnFiles?: number;
  /** When its oldest file was recorded, epoch milliseconds. */
  since: number;
  because: string;
  imports: string[];
  /** The event that left about it in this run. */
  told?: 'Drop Incomplete';
  /** Why it could not be closed. */
  errorName?: string;
}

/** How long a drop is kept for files that were recorded and that the index does not show. */
const LONGEST_INDEX_LAG_MS = 15 * 60_000;

/** Is told of an import that was made, as its row is by then, with its plan. */
type OnImport = (row: Import, plan: Plan) => void;

/**
 * Looks at every open drop and freezes the plans of those that are due and whose route is not paused.
 */
export async function closeDueDrops(
  deps: DropDeps,
  paused: PausedRoutes,
  onImport: OnImport = () => undefined,
): Promise<DropReport[]> {
  const { trace = untraced } = deps;
  const reports: DropReport[] = [];
  for await (const drop of openDrops(deps.ledger)) {
    const look = (): Promise<Found> => visit(deps, drop, paused, onImport);
    const found = await trace('look at a drop', { drop: drop.drop }, look).catch(stuck);
    reports.push({ ...blank(drop), ...found });
  }
  return reports;
}

const blank = (drop: Drop): Omit<DropReport, 'because'> => ({
  route: drop.route,
  drop: drop.drop,
  pendingFiles: drop.fileCount,
  since: drop.firstRecordedAt ?? drop.lastRecordedAt,
  imports: [],
});

/** What a run found out about a drop beside its row. */
type Found = Pick<DropReport, 'because'> & Partial<DropReport>;

/** A drop that cannot be closed now holds up no other, and is tried again by the next run. */
const stuck = (error: unknown): Found => ({ because: 'it cannot be closed now', errorName: nameOf(error) });

async function visit(deps: DropDeps, drop: Drop, paused: PausedRoutes, onImport: OnImport): Promise<Found> {
  await leaveOldBatches(deps, drop);
  const { incompleteLooks: looks } = deps;
  const decision = await decideDrop(drop, {
    ...dropFacts(deps, drop, paused),
    isOutOfTime: deps.isOutOfTime(),
    incompleteBecause: looks.stillBecause(drop),
  });
  if (decision.closes) return close(deps, drop, decision, onImport);
  const { because, errorName } = decision;
  let isTold = false;
  if ('incomplete' in decision) {
    looks.note(drop, because, decision.incomplete.listed);
    isTold = await emitDropIncomplete(deps, drop, decision.route, decision.incomplete);
  }
  return {
    because,
    ...(isTold && { told: 'Drop Incomplete' as const }),
    ...(errorName !== undefined && { errorName }),
  };
}

async function close(
  deps: DropDeps,
  listed: Drop,
  { because, route, content }: DropDecision & { closes: true },
  onImport: OnImport,
): Promise<Found> {
  // The index may show an earlier row, which does not say where all of the files wait.
  const drop = await getDrop(deps.ledger, listed);
  if (!drop) return { because, pendingFiles: 0 };
  const batches: string[] = [];
  const waiting = pendingArrivals(deps.ledger, drop, (batch) => batches.push(batch));
  const pending = content ? takeMarked(deps, drop, route, content, waiting) : waiting;
  const planned = await planFiles(deps, route, drop.drop, pending, (files) =>
    withdrawGone(deps, route, files),
  );
  const { imports, found, leftOut, isSettled } = planned;
  for (const { row, plan } of imports) onImport(row, plan);
  if (isSettled) {
    await pMap(batches, (batch) => forgetBatch(deps.ledger, drop, batch), { concurrency: CONCURRENCY });
    await settle(deps, drop, found);
  }
  return {
    because,
    pendingFiles: found - leftOut,
    imports: imports.map(({ row }) => row.importId),
    ...(leftOut > 0 && { withdrawnFiles: leftOut }),
  };
}

/** Rows deleted concurrently. */
const CONCURRENCY = 16;

/**
 * Forgets a drop of which every recorded file was found. Where the index showed fewer than were recorded, the
 * drop stays and is looked at again: an index may lag behind its table.
 */
async function settle(
  { ledger, now }: Pick<DropDeps, 'ledger' | 'now'>,
  drop: Drop,
  found: number,
): Promise<void> {
  const unseen = drop.fileCount - found;
  const waitedEnough = now() - drop.lastRecordedAt >= LONGEST_INDEX_LAG_MS;
  if (unseen <= 0 || waitedEnough) await forgetDrop(ledger, drop);
  else if (found > 0 || drop.firstRecordedAt !== undefined) await closeDrop(ledger, drop, unseen);
}
