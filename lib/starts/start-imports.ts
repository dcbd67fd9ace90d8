import { nameOf } from '../../errors/index.ts';
import type { Import, PausedRoutes } from '../ledger/index.ts';
import { openImports, pausedRoutes } from '../ledger/index.ts';
import type { ImportAdvancer } from './advance-import.ts';
import { advanceImport, restPaused } from './advance-import.ts';
import type { DropCloser, DropReport } from '../drops/index.ts';
import { closeDueDrops } from '../drops/index.ts';
import { dataStoreReadiness } from './data-store-status.ts';
import type { ImportReport, ImportResult } from './import-report.ts';
import { tellGivenUp } from './emit-start-failed.ts';
import { nextTurn, openJobsOf } from './fair-queue.ts';
import { assignPlan, readPlan, releasePlan } from '../plans/index.ts';

/** What a run needs from outside. */
export interface ImportStarter extends DropCloser, ImportAdvancer {
  /** HealthLake runs one import of a data store and queues 25 more (HealthLake quotas). */
  maxOpenJobsPerDataStore: number;
}

/** What one run did, for its log line. */
export interface StartReport {
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
 * is planned; then the drops that are due; then the starts, in fair turns. What fails holds up nothing else.
 */
export async function startImports(starter: ImportStarter): Promise<StartReport> {
  const paused = await pausedRoutes(starter.ledger, starter.routes);
  await assignPlanned(starter);
  const drops = await closeDueDrops(starter, paused);
  const imports = await assignPlanned(starter);

  const rows = await openImports(starter.ledger);
  for (const row of rows) {
    if (row.state === 'STARTED') imports.push(reportOf(row, { outcome: 'running' }));
    if (row.state === 'START_FAILED') imports.push(await orStuck(row, () => giveUpTold(starter, row)));
  }
  imports.push(...(await startInTurns(starter, rows, paused)));
  return { drops, imports, oldestPendingAt: oldestPending(drops, rows, imports) };
}

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

async function startInTurns(
  starter: ImportStarter,
  rows: readonly Import[],
  paused: PausedRoutes,
): Promise<ImportReport[]> {
  const reports: ImportReport[] = [];
  const openJobs = openJobsOf(rows.filter(({ state }) => state === 'STARTED'));
  const readiness = dataStoreReadiness(starter.healthLake);
  let waiting = rows.filter(({ state }) => state === 'READY' || state === 'STARTING');
  for (const row of waiting) {
    const pause = paused.get(row.route);
    if (!pause) continue;
    const report = await orStuck(row, () => restPaused(starter, row, pause));
    if (report.outcome === 'found') openJobs.add(row);
    reports.push(report);
  }
  waiting = waiting.filter(({ route }) => !paused.has(route));
  for (;;) {
    const row = nextTurn(waiting, openJobs, starter.maxOpenJobsPerDataStore);
    if (!row) break;
    waiting = waiting.filter((other) => other !== row);
    const report = await orStuck(row, () => advanceImport(starter, row, readiness));
    if (report.outcome === 'started' || report.outcome === 'found') openJobs.add(row);
    reports.push(report);
  }
  return [...reports, ...waiting.map((row) => reportOf(row, { outcome: 'waits-for-slot' }))];
}

/** Takes every frozen plan to READY, or gives it up; returns reports of those that stay where they are. */
async function assignPlanned(starter: ImportStarter): Promise<ImportReport[]> {
  const stuck: ImportReport[] = [];
  for (const row of await openImports(starter.ledger)) {
    try {
      if (row.state === 'PLANNED') await assignPlan(starter, row, await readPlan(starter, row));
      if (row.state === 'RELEASING') await releasePlan(starter, row, await readPlan(starter, row));
    } catch (error) {
      stuck.push(stuckReport(row, error));
    }
  }
  return stuck;
}

const reportOf = ({ importId, fileCount }: Import, result: ImportResult): ImportReport => ({
  importId,
  fileCount,
  ...result,
});

const stuckReport = (row: Import, error: unknown): ImportReport =>
  reportOf(row, { outcome: 'stuck', errorName: nameOf(error) });

const orStuck = async (row: Import, work: () => Promise<ImportResult>): Promise<ImportReport> => {
  try {
    return reportOf(row, await work());
  } catch (error) {
    return stuckReport(row, error);
  }
};

const giveUpTold = async (starter: ImportStarter, row: Import): Promise<ImportResult> => ({
  outcome: 'given-up',
  errorName: await tellGivenUp(starter, row),
});
