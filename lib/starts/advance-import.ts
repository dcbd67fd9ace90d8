import { isDeepStrictEqual } from 'node:util';
import { nameOf } from '../../errors/index.ts';
import type { Import, Readiness } from '../ledger/index.ts';
import { getImport, updateImport } from '../ledger/index.ts';
import type { Plan } from '../plans/index.ts';
import { readPlan } from '../plans/index.ts';
import type { Route } from '../routes/index.ts';
import type { Hindrance, ImportDecision, ImportFacts, ImportInput } from './decide-import.ts';
import { decideImport, importFacts } from './decide-import.ts';
import { emitStartFailed } from './emit-start-failed.ts';
import { newerImports } from './newer-imports.ts';
import { stageInput } from './stage-input.ts';
import type { StartDeps } from './start-deps.ts';
import type { StartOutcome } from './start-job.ts';
import { followStarted, startImport } from './start-job.ts';
import { giveUp, isMissingInput, retryOrGiveUp } from './start-retry.ts';

/** What became of one import in a run. */
export interface ImportResult {
  outcome: StartOutcome['kind'] | Hindrance | 'given-up' | 'running';
  jobId?: string;
  /** The error's name; of a data store that is waited for, its status. */
  errorName?: string;
  /** Epoch milliseconds of the next try. */
  retryAt?: number;
  /** How many of the import's files are copied so far. */
  copiedFiles?: number;
  /** Why it does not start. */
  because?: string;
}

/** What a run knows before it takes up an import. */
type Around = Pick<ImportFacts, 'pause' | 'openJobs'> & {
  readiness: (datastoreId: string) => Promise<Readiness>;
  /** Where this run has frozen it. */
  plan?: Plan | undefined;
};

/** Takes one READY or STARTING import a step further. */
export async function advanceImport(deps: StartDeps, row: Import, around: Around): Promise<ImportResult> {
  const decision = await decideImport(row, {
    ...importFacts(deps, row, around),
    dataStore: () => around.readiness(row.datastoreId),
    input: (route) => findInput(deps, row, route, around.plan),
  });
  switch (decision.kind) {
    case 'starts':
      return reported(deps, row, await startImport(deps, row, decision.route, decision.s3Uri));
    case 'waits':
      return wait(deps, row, decision);
    case 'refused':
      return reported(deps, row, await retryOrGiveUp(deps, tried(deps, row, decision), decision.errorName));
    case 'given-up':
      return reported(deps, row, await giveUp(deps, row, decision.errorName));
  }
}

/**
 * Leaves an import as it is, with what was seen of it. One whose route is paused does not start either; where an earlier
 * run may have started it, its job is looked for and followed.
 */
async function wait(
  deps: StartDeps,
  row: Import,
  { outcome, because, errorName, copiedFiles, seen }: ImportDecision & { kind: 'waits' },
): Promise<ImportResult> {
  const jobId = outcome === 'paused' && row.state === 'STARTING' ? await followStarted(deps, row) : undefined;
  if (jobId !== undefined) return { outcome: 'found', jobId };
  // Another run that was first has seen as much.
  if (seen && !isDeepStrictEqual(seen, row.seen)) await updateImport(deps.ledger, row, { seen });
  return {
    outcome,
    because,
    ...(errorName !== undefined && { errorName }),
    ...(copiedFiles !== undefined && { copiedFiles }),
  };
}

/** The row of an import of which no start could even be tried, be it for its files or for its data store. */
const tried = (
  { now }: Pick<StartDeps, 'now'>,
  row: Import,
  { seen }: ImportDecision & { kind: 'refused' },
): Import => ({
  ...row,
  attempts: (row.attempts ?? 0) + 1,
  firstAttemptAt: row.firstAttemptAt ?? now(),
  seen,
});

/** How long the copies of one import may hold up the starts of others in a run. */
const LONGEST_COPYING_MS = 120_000;

/** A plan of so many files is not taken up by a run that has no time left, files. */
const LARGE_PLAN = 1000;

/** Stages what the job reads. Many copies take longer than an import's share of one run. */
async function findInput(
  deps: StartDeps,
  row: Import,
  route: Route,
  frozen: Plan | undefined,
): Promise<ImportInput> {
  if (row.inputS3Uri !== undefined) return { kind: 'ready', s3Uri: row.inputS3Uri };
  // To read a large plan and to list its copies takes as long as hundreds of copies.
  if (row.fileCount >= LARGE_PLAN && deps.isOutOfTime())
    return { kind: 'unfinished', copiedFiles: row.seen?.copiedFiles ?? 0 };
  const until = deps.now() + LONGEST_COPYING_MS;
  const isOutOfTime = (): boolean => deps.isOutOfTime() || deps.now() > until;
  const isRepeated = row.attempt > 1;
  try {
    const plan = frozen ?? (await readPlan(deps, row));
    if (isRepeated && !row.overwrites && (await newerImports(deps, plan)).length > 0)
      return { kind: 'overtaken' };
    return await stageInput({ ...deps, isOutOfTime }, plan, route);
  } catch (error) {
    const errorName = nameOf(error);
    if (!isMissingInput(errorName)) throw error;
    return { kind: 'missing', errorName };
  }
}

/** What a start came to; the event of one that was given up leaves at once. */
async function reported(deps: StartDeps, row: Import, outcome: StartOutcome): Promise<ImportResult> {
  const { kind, ...rest } = outcome;
  const failed = kind === 'failed' ? await getImport(deps.ledger, row.importId) : undefined;
  if (failed) await emitStartFailed(deps, failed);
  return { outcome: kind, ...rest };
}
