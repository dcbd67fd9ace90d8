import { nameOf } from '../../errors/index.ts';
import type { DuplicatesReport } from '../arrivals/index.ts';
import { settleDuplicates } from '../arrivals/index.ts';
import type { DropReport } from '../drops/index.ts';
import { closeDueDrops } from '../drops/index.ts';
import type { Import, PausedRoutes } from '../ledger/index.ts';
import { openImports, pausedRoutes } from '../ledger/index.ts';
import type { Plan } from '../plans/index.ts';
import { assignPlan, readPlan, releasePlan } from '../plans/index.ts';
import { untraced } from '../tracing/index.ts';
import type { ImportResult } from './advance-import.ts';
import { advanceImport } from './advance-import.ts';
import { dataStoreReadiness } from './data-store-status.ts';
import { isToStart } from './decide-import.ts';
import { emitStartFailed } from './emit-start-failed.ts';
import { fairTurns, openJobsOf } from './fair-queue.ts';
import type { StartDeps } from './start-deps.ts';

/** What became of one import in a run, for its log line. */
export type ImportReport = Pick<Import, 'importId' | 'fileCount' | 'route' | 'drop' | 'datastoreId'> &
  ImportResult & {
    /** Of one that has its job now: how long that took since its first file was recorded, or since somebody asked for it again. */
    arrivalToStartSeconds?: number;
  };

/** What one run did, for its log lines. */
export interface StartReport {
  /** Of writes whose bytes an import had: what became of those whose import has ended. */
  duplicates: DuplicatesReport[];
  drops: DropReport[];
  imports: ImportReport[];
  /** When the oldest file was recorded, or planned, that is in no job yet; epoch milliseconds. */
  oldestPendingAt: number | undefined;
}

/** Outcomes of imports that still wait for a job. */
const WAITING: ReadonlySet<ImportReport['outcome']> = new Set([
  'waits-for-older',
  'waits-for-slot',
  'waits-for-data-store',
  'copying',
  'not-yet',
  'paused',
  'later',
  'stuck',
]);

/**
 * One run: what an earlier run left half done first, so that its arrivals are assigned before anything new
 * is planned; then the duplicates whose import has ended, of which some may be work; then the drops that are due; then the
 * starts, in fair turns. What fails holds up nothing else.
 */
export async function startImports(deps: StartDeps): Promise<StartReport> {
  const paused = await pausedRoutes(deps.ledger, deps.routes);
  const { rows, stuck: imports } = await assignPlanned(deps, await openImports(deps.ledger));
  const duplicates = await settleDuplicates(deps);
  const plans = new Map<string, Plan>();
  const drops = await closeDueDrops(deps, paused, (row, plan) => {
    rows.set(row.importId, row);
    if (plan.files.length <= MOST_REMEMBERED) plans.set(row.importId, plan);
  });
  deps.onDrops?.(drops);

  for (const row of rows.values()) {
    if (row.state === 'STARTED') imports.push(reportOf(row, { outcome: 'running' }));
    if (row.state === 'START_FAILED') imports.push(await orStuck(deps, row, () => emitAgain(deps, row)));
  }
  imports.push(...(await startFairly(deps, [...rows.values()], { paused, plans })));
  return { duplicates, drops, imports, oldestPendingAt: oldestPending(drops, [...rows.values()], imports) };
}

/** Plans of so many files are not read back by the run that has just frozen them. */
const MOST_REMEMBERED = 1000;

function oldestPending(
  drops: readonly DropReport[],
  rows: readonly Import[],
  reports: readonly ImportReport[],
): number | undefined {
  const waiting = new Set(reports.flatMap(({ importId, outcome }) => (WAITING.has(outcome) ? importId : [])));
  const times = [
    ...drops
      .filter(({ imports, pendingFiles }) => imports.length === 0 && pendingFiles > 0)
      .map(({ since }) => since),
    // A repeated import waits since somebody asked for it.
    ...rows
      .filter(({ importId }) => waiting.has(importId))
      .map(({ history, createdAt }) => history?.at(-1)?.repeatedAt ?? createdAt),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * Takes every import without a job a step further: those of paused routes first, whose jobs may be found and take a
 * slot; then whoever's turn it is; and those that no slot is left for.
 */
async function startFairly(
  deps: StartDeps,
  rows: readonly Import[],
  { paused, plans }: { paused: PausedRoutes; plans: ReadonlyMap<string, Plan> },
): Promise<ImportReport[]> {
  const reports: ImportReport[] = [];
  const openJobs = openJobsOf(rows.filter(({ state }) => state === 'STARTED'));
  const readiness = dataStoreReadiness(deps.healthLake);
  const advance = async (row: Import): Promise<void> => {
    const around = {
      pause: paused.get(row.route),
      openJobs: openJobs.count(row.datastoreId),
      readiness,
      plan: plans.get(row.importId),
    };
    const report = await orStuck(deps, row, () => advanceImport(deps, row, around));
    const isStarted = report.outcome === 'started' || report.outcome === 'found';
    if (isStarted) openJobs.add(row);
    reports.push({ ...report, ...(isStarted && { arrivalToStartSeconds: secondsSinceArrival(deps, row) }) });
  };
  const toStart = rows.filter(isToStart);
  for (const row of toStart) if (paused.has(row.route)) await advance(row);
  const waiting = new Set(toStart.filter(({ route }) => !paused.has(route)));
  for (const row of fairTurns([...waiting], openJobs, deps.maxOpenJobsPerDataStore)) {
    waiting.delete(row);
    await advance(row);
  }
  for (const row of waiting) await advance(row);
  return reports;
}

const secondsSinceArrival = ({ now }: StartDeps, { history, arrivedAt, createdAt }: Import): number =>
  Math.max(0, Math.round((now() - (history?.at(-1)?.repeatedAt ?? arrivedAt ?? createdAt)) / 1000));

/**
 * Takes every frozen plan that an earlier run has left to READY, or gives it up.
 * @param open oldest first
 * @returns the rows as they are by then, by importId, and reports of those that stay where they are
 */
async function assignPlanned(
  deps: StartDeps,
  open: readonly Import[],
): Promise<{ rows: Map<string, Import>; stuck: ImportReport[] }> {
  const { trace = untraced } = deps;
  const rows = new Map(open.map((row) => [row.importId, row]));
  const stuck: ImportReport[] = [];
  for (const row of open) {
    const about = { importId: row.importId };
    try {
      if (row.state === 'PLANNED')
        rows.set(
          row.importId,
          await trace('assign a plan', about, async () => assignPlan(deps, row, await readPlan(deps, row))),
        );
      if (row.state === 'RELEASING') await releasePlan(deps, row, await readPlan(deps, row));
    } catch (error) {
      stuck.push(stuckReport(row, error));
    }
  }
  return { rows, stuck };
}

const reportOf = (
  { importId, fileCount, route, drop, datastoreId, jobId }: Import,
  result: ImportResult,
): ImportReport => ({
  importId,
  fileCount,
  route,
  drop,
  datastoreId,
  ...(jobId !== undefined && { jobId }),
  ...result,
});

const stuckReport = (row: Import, error: unknown): ImportReport =>
  reportOf(row, { outcome: 'stuck', errorName: nameOf(error) });

const orStuck = async (
  { trace = untraced }: StartDeps,
  row: Import,
  work: () => Promise<ImportResult>,
): Promise<ImportReport> => {
  try {
    return reportOf(row, await trace('take an import on', { importId: row.importId }, work));
  } catch (error) {
    return stuckReport(row, error);
  }
};

/** The event of an import that an earlier run gave up and could not emit, or may not have. */
const emitAgain = async (deps: StartDeps, row: Import): Promise<ImportResult> => ({
  outcome: 'given-up',
  errorName: await emitStartFailed(deps, row),
});
