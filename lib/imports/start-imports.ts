import type { EventAddress } from '../../events/build.ts';
import { importStartFailed } from '../../events/build.ts';
import type { EventSender } from '../outbox/send-events.ts';
import type { Import } from '../ledger/imports.ts';
import { getImport, isEnded, openImports, updateImport } from '../ledger/imports.ts';
import type { DropCloser, DropReport } from './close-drops.ts';
import { closeDueDrops } from './close-drops.ts';
import { prepareInput } from './job-input.ts';
import type { JobStarter, StartOutcome } from './start-import.ts';
import { startImport } from './start-import.ts';
import { assignPlan, readPlan } from './write-plan.ts';

/** What a run needs from outside. */
export interface ImportStarter extends DropCloser, JobStarter {
  sendEvents: EventSender;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
}

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
 * is planned; then the drops that are due; then the starts, oldest first.
 */
export async function startImports(starter: ImportStarter): Promise<StartReport> {
  await assignPlanned(starter);
  const drops = await closeDueDrops(starter);
  await assignPlanned(starter);

  const rows = await Array.fromAsync(openImports(starter.ledger));
  const jobsOf = new Map<string, number>();
  for (const { state, datastoreId } of rows) {
    if (state === 'STARTED') jobsOf.set(datastoreId, (jobsOf.get(datastoreId) ?? 0) + 1);
  }
  const imports: ImportReport[] = [];
  for (const row of rows) {
    const running = jobsOf.get(row.datastoreId) ?? 0;
    const report = await resume(starter, row, running < MOST_JOBS_PER_STORE);
    if (report.outcome === 'started' || report.outcome === 'found') jobsOf.set(row.datastoreId, running + 1);
    imports.push(report);
  }
  return { drops, imports };
}

async function assignPlanned(starter: ImportStarter): Promise<void> {
  for await (const row of openImports(starter.ledger)) {
    if (row.state === 'PLANNED') await assignPlan(starter, row, await readPlan(starter, row));
  }
}

/** Takes one import a step further from whatever state it was left in. One that fails holds up no other. */
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
    return { ...report, outcome: 'stuck', errorName: error instanceof Error ? error.name : 'UnknownError' };
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
  const inputS3Uri =
    row.inputS3Uri ??
    (await prepareInput(starter.s3, starter.workBucket, await readPlan(starter, row), route));
  const outcome = await startImport(starter, row, route, inputS3Uri);
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

/** Tells that an import was given up, then ends it. A run that dies in between tells it again, with the same eventId. */
async function tellGivenUp(starter: ImportStarter, row: Import): Promise<string> {
  const errorName = row.errorName ?? 'UnknownError';
  const unsent = await starter.sendEvents([
    importStartFailed(
      {
        importId: row.importId,
        datastoreId: row.datastoreId,
        jobName: row.importId,
        attempt: row.attempt,
        inputS3Uri: row.inputS3Uri ?? null,
        fileCount: row.fileCount,
        errorName,
        message: `StartFHIRImportJob was refused with ${errorName} in ${row.attempts ?? 0} attempt(s).`,
        firstAttemptAt: new Date(row.firstAttemptAt ?? row.createdAt).toISOString(),
        gaveUpAt: new Date(starter.now()).toISOString(),
      },
      starter.addressOf(row.datastoreId),
    ),
  ]);
  if (unsent.size === 0) await updateImport(starter.ledger, row, { state: 'ENDED', outcome: 'START_FAILED' });
  return errorName;
}
