import { nameOf } from '../../errors/index.ts';
import type { Import, RoutePause } from '../ledger/index.ts';
import { getImport, isEnded } from '../ledger/index.ts';
import type { Readiness } from './data-store-status.ts';
import { giveUp, isMissingInput, tryAgainOrGiveUp } from './start-retry.ts';
import type { ImportResult } from './import-report.ts';
import type { PreparedInput } from './stage-input.ts';
import { prepareInput } from './stage-input.ts';
import { newerImports } from './newer-imports.ts';
import type { Route } from '../routes/index.ts';
import type { JobStarter, StartOutcome } from './start-job.ts';
import { followStarted, startImport } from './start-job.ts';
import type { GivenUpTeller } from './emit-start-failed.ts';
import { tellGivenUp } from './emit-start-failed.ts';
import { pausedText } from '../drops/index.ts';
import type { PlanWriter } from '../plans/index.ts';
import { readPlan } from '../plans/index.ts';

/** What taking an import further needs from outside. */
export interface ImportAdvancer extends PlanWriter, JobStarter, GivenUpTeller {
  routes: readonly Route[];
}

/** How long the copies of one import may hold up the starts of others in a run. */
const LONGEST_COPYING_MS = 120_000;

/** Takes one READY or STARTING import a step further. */
export async function advanceImport(
  starter: ImportAdvancer,
  row: Import,
  readiness: (datastoreId: string) => Promise<Readiness>,
): Promise<ImportResult> {
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

/** A paused route's import does not start. Where an earlier run may have started it, its job is looked for and followed. */
export async function restPaused(
  starter: ImportAdvancer,
  row: Import,
  pause: RoutePause,
): Promise<ImportResult> {
  const jobId = row.state === 'STARTING' ? await followStarted(starter, row) : undefined;
  return jobId === undefined
    ? { outcome: 'paused', because: pausedText(pause) }
    : { outcome: 'found', jobId };
}

/** An import waits while an older one that holds one of its keys is open: the newest content must be the last imported. */
async function waits(starter: ImportAdvancer, row: Import): Promise<boolean> {
  for (const importId of row.waitsFor) {
    const older = await getImport(starter.ledger, importId);
    if (older && !isEnded(older)) return true;
  }
  return false;
}

/** Readies what the job reads, and starts it. Many copies take longer than an import's share of one run. */
async function start(starter: ImportAdvancer, row: Import, route: Route): Promise<ImportResult> {
  if (row.inputS3Uri !== undefined)
    return told(starter, row, await startImport(starter, row, route, row.inputS3Uri));
  const until = starter.now() + LONGEST_COPYING_MS;
  const isOutOfTime = (): boolean => starter.isOutOfTime() || starter.now() > until;
  const isRepeated = row.attempt > 1;
  let input: PreparedInput;
  try {
    const plan = await readPlan(starter, row);
    if (isRepeated && !row.overwrites && (await newerImports(starter, plan)).length > 0)
      return await told(starter, row, await giveUp(starter, row, 'NewerContentImported'));
    input = await prepareInput({ ...starter, isOutOfTime }, plan, route, { isRepeated });
  } catch (error) {
    if (!isMissingInput(nameOf(error))) throw error;
    return refused(starter, row, nameOf(error));
  }
  if (input.kind === 'unfinished') return { outcome: 'copying', copiedFiles: input.copiedFiles };
  return told(starter, row, await startImport(starter, row, route, input.s3Uri));
}

/** A start that could not even be tried, be it for its files or for its data store: tried for a while, as a refused one is. */
async function refused(starter: ImportAdvancer, row: Import, errorName: string): Promise<ImportResult> {
  const attempts = (row.attempts ?? 0) + 1;
  const firstAttemptAt = row.firstAttemptAt ?? starter.now();
  return told(starter, row, await tryAgainOrGiveUp(starter, { ...row, attempts, firstAttemptAt }, errorName));
}

async function told(starter: ImportAdvancer, row: Import, outcome: StartOutcome): Promise<ImportResult> {
  const { kind, ...rest } = outcome;
  if (kind === 'failed') {
    const failed = await getImport(starter.ledger, row.importId);
    if (failed) await tellGivenUp(starter, failed);
  }
  return { outcome: kind, ...rest };
}
