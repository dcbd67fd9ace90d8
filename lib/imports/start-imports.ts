import { nameOf } from '../error-name.ts';
import type { Import } from '../ledger/imports.ts';
import { getImport, isEnded, openImports } from '../ledger/imports.ts';
import type { DropCloser, DropReport } from './close-drops.ts';
import { closeDueDrops } from './close-drops.ts';
import { isMissingInput, tryAgainOrGiveUp } from './give-up.ts';
import type { Readiness } from './data-store-status.ts';
import { dataStoreReadiness } from './data-store-status.ts';
import type { PreparedInput } from './job-input.ts';
import { prepareInput } from './job-input.ts';
import type { Route } from './routes.ts';
import type { JobStarter, StartOutcome } from './start-import.ts';
import { startImport } from './start-import.ts';
import type { GivenUpTeller } from './tell-given-up.ts';
import { tellGivenUp } from './tell-given-up.ts';
import { nextTurn, openJobsOf } from './turns.ts';
import { assignPlan, readPlan, releasePlan } from './write-plan.ts';

/** What a run needs from outside. */
export interface ImportStarter extends DropCloser, JobStarter, GivenUpTeller {
  /** HealthLake runs one import of a data store and queues 25 more (HealthLake quotas). */
  maxOpenJobsPerDataStore: number;
}

/** How long the copies of one import may hold up the starts of others in a run. */
const LONGEST_COPYING_MS = 120_000;

/** What became of one import in a run. */
export interface ImportReport {
  importId: string;
  fileCount: number;
  outcome:
    | StartOutcome['kind']
    | 'waits-for-older'
    | 'waits-for-slot'
    | 'waits-for-data-store'
    | 'copying'
    | 'not-yet'
    | 'given-up'
    | 'running'
    | 'stuck';
  jobId?: string;
  /** The error's name; of a data store that is waited for, its status. */
  errorName?: string;
  /** Epoch milliseconds of the next attempt. */
  retryAt?: number;
  /** How many of the import's files are copied so far. */
  copiedFiles?: number;
}

type Result = Omit<ImportReport, 'importId' | 'fileCount'>;

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
  'later',
  'stuck',
]);

/**
 * One run: what an earlier run left half done first, so that its arrivals are assigned before anything new
 * is planned; then the drops that are due; then the starts, in fair turns. What fails holds up nothing else.
 */
export async function startImports(starter: ImportStarter): Promise<StartReport> {
  await assignPlanned(starter);
  const drops = await closeDueDrops(starter);
  const imports = await assignPlanned(starter);

  const rows = await openImports(starter.ledger);
  for (const row of rows) {
    if (row.state === 'STARTED') imports.push(reportOf(row, { outcome: 'running' }));
    if (row.state === 'START_FAILED') imports.push(await orStuck(row, () => giveUpTold(starter, row)));
  }
  imports.push(...(await startInTurns(starter, rows)));
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
    ...rows.filter(({ importId }) => waiting.has(importId)).map(({ createdAt }) => createdAt),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

async function startInTurns(starter: ImportStarter, rows: readonly Import[]): Promise<ImportReport[]> {
  const reports: ImportReport[] = [];
  const openJobs = openJobsOf(rows.filter(({ state }) => state === 'STARTED'));
  const readiness = dataStoreReadiness(starter.healthLake);
  let waiting = rows.filter(({ state }) => state === 'READY' || state === 'STARTING');
  for (;;) {
    const row = nextTurn(waiting, openJobs, starter.maxOpenJobsPerDataStore);
    if (!row) break;
    waiting = waiting.filter((other) => other !== row);
    const report = await orStuck(row, () => resume(starter, row, readiness));
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

const reportOf = ({ importId, fileCount }: Import, result: Result): ImportReport => ({
  importId,
  fileCount,
  ...result,
});

const stuckReport = (row: Import, error: unknown): ImportReport =>
  reportOf(row, { outcome: 'stuck', errorName: nameOf(error) });

const orStuck = async (row: Import, work: () => Promise<Result>): Promise<ImportReport> => {
  try {
    return reportOf(row, await work());
  } catch (error) {
    return stuckReport(row, error);
  }
};

const giveUpTold = async (starter: ImportStarter, row: Import): Promise<Result> => ({
  outcome: 'given-up',
  errorName: await tellGivenUp(starter, row),
});

/** Takes one READY or STARTING import a step further. */
async function resume(
  starter: ImportStarter,
  row: Import,
  readiness: (datastoreId: string) => Promise<Readiness>,
): Promise<Result> {
  if (row.retryAt !== undefined && starter.now() < row.retryAt) return { outcome: 'not-yet' };
  if (await waits(starter, row)) return { outcome: 'waits-for-older' };
  const route = starter.routes.find(({ name }) => name === row.route);
  if (!route) return { outcome: 'stuck', errorName: 'NoSuchRoute' };
  const store = await readiness(row.datastoreId);
  switch (store.kind) {
    case 'not-yet':
      return { outcome: 'waits-for-data-store', errorName: store.status };
    case 'unknown':
      return { outcome: 'not-yet', errorName: store.errorName };
    case 'never':
      return refused(starter, row, store.errorName);
    case 'ready':
      return start(starter, row, route);
  }
}

/** An import waits while an older one that holds one of its keys is open: the newest content must be the last imported. */
async function waits(starter: ImportStarter, row: Import): Promise<boolean> {
  for (const importId of row.waitsFor) {
    const older = await getImport(starter.ledger, importId);
    if (older && !isEnded(older)) return true;
  }
  return false;
}

/** Readies what the job reads, and starts it. Many copies take longer than an import's share of one run. */
async function start(starter: ImportStarter, row: Import, route: Route): Promise<Result> {
  if (row.inputS3Uri !== undefined)
    return told(starter, row, await startImport(starter, row, route, row.inputS3Uri));
  const until = starter.now() + LONGEST_COPYING_MS;
  const isOutOfTime = (): boolean => starter.isOutOfTime() || starter.now() > until;
  let input: PreparedInput;
  try {
    input = await prepareInput({ ...starter, isOutOfTime }, await readPlan(starter, row), route);
  } catch (error) {
    if (!isMissingInput(nameOf(error))) throw error;
    return refused(starter, row, nameOf(error));
  }
  if (input.kind === 'unfinished') return { outcome: 'copying', copiedFiles: input.copiedFiles };
  return told(starter, row, await startImport(starter, row, route, input.s3Uri));
}

/** A start that could not even be tried, be it for its files or for its data store: tried for a while, as a refused one is. */
async function refused(starter: ImportStarter, row: Import, errorName: string): Promise<Result> {
  const attempts = (row.attempts ?? 0) + 1;
  const firstAttemptAt = row.firstAttemptAt ?? starter.now();
  return told(starter, row, await tryAgainOrGiveUp(starter, { ...row, attempts, firstAttemptAt }, errorName));
}

async function told(starter: ImportStarter, row: Import, outcome: StartOutcome): Promise<Result> {
  const { kind, ...rest } = outcome;
  if (kind === 'failed') {
    const failed = await getImport(starter.ledger, row.importId);
    if (failed) await tellGivenUp(starter, failed);
  }
  return { outcome: kind, ...rest };
}
