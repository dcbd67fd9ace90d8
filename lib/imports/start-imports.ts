import { nameOf } from '../error-name.ts';
import type { Import } from '../ledger/imports.ts';
import { getImport, isEnded, openImports } from '../ledger/imports.ts';
import type { DropCloser, DropReport } from './close-drops.ts';
import { closeDueDrops } from './close-drops.ts';
import { isMissingInput, tryAgainOrGiveUp } from './give-up.ts';
import { prepareInput } from './job-input.ts';
import type { Route } from './routes.ts';
import type { JobStarter, StartOutcome } from './start-import.ts';
import { startImport } from './start-import.ts';
import type { GivenUpTeller } from './tell-given-up.ts';
import { tellGivenUp } from './tell-given-up.ts';
import { assignPlan, readPlan, releasePlan } from './write-plan.ts';

/** What a run needs from outside. */
export type ImportStarter = DropCloser & JobStarter & GivenUpTeller;

/** What became of one import in a run. */
export interface ImportReport {
  importId: string;
  fileCount: number;
  outcome:
    | StartOutcome['kind']
    | 'waits-for-older'
    | 'waits-for-slot'
    | 'not-yet'
    | 'given-up'
    | 'running'
    | 'stuck';
  jobId?: string;
  errorName?: string;
}

/** What one run did, for its log line. */
export interface StartReport {
  drops: DropReport[];
  imports: ImportReport[];
}

/** HealthLake runs one import of a data store and queues 25 more (HealthLake quotas). */
const MOST_JOBS_PER_STORE = 26;

/**
 * One run: what an earlier run left half done first, so that its arrivals are assigned before anything new
 * is planned; then the drops that are due; then the starts, oldest first. What fails holds up nothing else.
 */
export async function startImports(starter: ImportStarter): Promise<StartReport> {
  await assignPlanned(starter);
  const drops = await closeDueDrops(starter);
  const imports = await assignPlanned(starter);

  const rows = await Array.fromAsync(openImports(starter.ledger));
  const jobsOf = new Map<string, number>();
  for (const { state, datastoreId } of rows) {
    if (state === 'STARTED') jobsOf.set(datastoreId, (jobsOf.get(datastoreId) ?? 0) + 1);
  }
  for (const row of rows.filter(({ state }) => state !== 'PLANNED' && state !== 'RELEASING')) {
    const running = jobsOf.get(row.datastoreId) ?? 0;
    const report = await resume(starter, row, running < MOST_JOBS_PER_STORE);
    if (report.outcome === 'started' || report.outcome === 'found') jobsOf.set(row.datastoreId, running + 1);
    imports.push(report);
  }
  return { drops, imports };
}

/** Takes every frozen plan to READY, or gives it up; returns reports of those that stay where they are. */
async function assignPlanned(starter: ImportStarter): Promise<ImportReport[]> {
  const stuck: ImportReport[] = [];
  for await (const row of openImports(starter.ledger)) {
    try {
      if (row.state === 'PLANNED') await assignPlan(starter, row, await readPlan(starter, row));
      if (row.state === 'RELEASING') await releasePlan(starter, row, await readPlan(starter, row));
    } catch (error) {
      stuck.push(stuckReport(row, error));
    }
  }
  return stuck;
}

const stuckReport = ({ importId, fileCount }: Import, error: unknown): ImportReport => ({
  importId,
  fileCount,
  outcome: 'stuck',
  errorName: nameOf(error),
});

/** Takes one import a step further from whatever state it was left in. */
async function resume(starter: ImportStarter, row: Import, slotIsFree: boolean): Promise<ImportReport> {
  const report = { importId: row.importId, fileCount: row.fileCount };
  try {
    switch (row.state) {
      case 'READY':
      case 'STARTING':
        if (row.retryAt !== undefined && starter.now() < row.retryAt)
          return { ...report, outcome: 'not-yet' };
        if (!slotIsFree) return { ...report, outcome: 'waits-for-slot' };
        if (await waits(starter, row)) return { ...report, outcome: 'waits-for-older' };
        return { ...report, ...(await start(starter, row)) };
      case 'START_FAILED':
        return { ...report, outcome: 'given-up', errorName: await tellGivenUp(starter, row) };
      default:
        return { ...report, outcome: 'running' };
    }
  } catch (error) {
    return stuckReport(row, error);
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

async function start(
  starter: ImportStarter,
  row: Import,
): Promise<Pick<ImportReport, 'outcome' | 'jobId' | 'errorName'>> {
  const route = starter.routes.find(({ name }) => name === row.route);
  if (!route) return { outcome: 'stuck', errorName: 'NoSuchRoute' };
  const outcome = await attempt(starter, row, route);
  if (outcome.kind === 'failed') {
    const failed = await getImport(starter.ledger, row.importId);
    if (failed) await tellGivenUp(starter, failed);
  }
  return {
    outcome: outcome.kind,
    ...('jobId' in outcome && { jobId: outcome.jobId }),
    ...('errorName' in outcome && { errorName: outcome.errorName }),
  };
}

/** One attempt at a start. Files that are gone are tried again for a while, as a refused start is, and then given up. */
async function attempt(starter: ImportStarter, row: Import, route: Route): Promise<StartOutcome> {
  let inputS3Uri: string;
  try {
    inputS3Uri =
      row.inputS3Uri ??
      (await prepareInput(starter.s3, starter.workBucket, await readPlan(starter, row), route));
  } catch (error) {
    const errorName = nameOf(error);
    if (!isMissingInput(errorName)) throw error;
    const attempts = (row.attempts ?? 0) + 1;
    const firstAttemptAt = row.firstAttemptAt ?? starter.now();
    return tryAgainOrGiveUp(starter, { ...row, attempts, firstAttemptAt }, errorName);
  }
  return startImport(starter, row, route, inputS3Uri);
}
