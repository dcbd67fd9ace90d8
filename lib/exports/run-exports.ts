import { isDeepStrictEqual } from 'node:util';
import { nameOf } from '../../errors/index.ts';
import type { ExportRun, FollowedJob, Readiness } from '../ledger/index.ts';
import { getExportRun, openExportRuns, openJobs, updateExportRun } from '../ledger/index.ts';
import { dataStoreReadiness } from '../starts/index.ts';
import { untraced } from '../tracing/index.ts';
import type { Hindrance } from './decide-export.ts';
import { datastoreOf, decideExport, isToStart, openExportIn } from './decide-export.ts';
import type { ExportDeps } from './export-deps.ts';
import type { KnownExports } from './exports.ts';
import { findExport } from './exports.ts';
import { removeOlder } from './remove-older.ts';
import type { StartOutcome } from './start-export.ts';
import { giveUp, retryOrGiveUp, startExport } from './start-export.ts';
import { tellFiles } from './tell-files.ts';
import { emitExportFailed, emitHeld } from './tell-run.ts';

/** What became of one run in a round. */
export interface ExportReport {
  exportId: string;
  exportName: string;
  datastoreId: string | null;
  outcome: StartOutcome['kind'] | Hindrance | 'given-up' | 'running' | 'finishing' | 'finished';
  jobId?: string;
  errorName?: string;
  /** Epoch milliseconds of the next try. */
  retryAt?: number;
  because?: string;
  /** Files that were told so far. */
  toldFiles?: number;
  /** Older runs whose folders were removed. */
  removed?: string[];
}

type Result = Omit<ExportReport, 'exportId' | 'exportName' | 'datastoreId'>;

/** What a round needs from outside. The stage's exports are asked for where a run is open: names of data stores may cost a call. */
export type RoundDeps = Omit<ExportDeps, keyof KnownExports> & { knownExports: () => Promise<KnownExports> };

/** What a round knows before it takes up a run. */
interface Around {
  runs: ExportRun[];
  jobs: FollowedJob[];
  readiness: (datastoreId: string) => Promise<Readiness>;
}

/**
 * One round over the runs of exports that are open: what has completed is told file by file and makes room; what is due
 * starts, the oldest first, where its data store has no other export open. What fails holds up nothing else.
 */
export async function runExports({ knownExports, ...given }: RoundDeps): Promise<ExportReport[]> {
  const runs = await openExportRuns(given.ledger);
  if (runs.length === 0) return [];
  const deps: ExportDeps = { ...given, ...(await knownExports()) };
  const around: Around = {
    runs,
    jobs: await openJobs(deps.ledger),
    readiness: dataStoreReadiness(deps.healthLake),
  };
  const [toStart, others] = [runs.filter(isToStart), runs.filter((run) => !isToStart(run))];
  const reports: ExportReport[] = [];
  // Starts come first: to tell a hundred thousand files takes minutes.
  for (const run of toStart) reports.push(await orStuck(deps, run, () => advance(deps, run, around)));
  for (const run of others) reports.push(await orStuck(deps, run, () => goOn(deps, run)));
  return reports;
}

async function advance(deps: ExportDeps, run: ExportRun, around: Around): Promise<Result> {
  const found = findExport(deps, run.exportName);
  const datastoreId = datastoreOf(run, found);
  const decision = await decideExport(run, {
    now: deps.now(),
    export: found,
    open: openExportIn(datastoreId, run, around),
    dataStore: () =>
      datastoreId === undefined ? Promise.resolve({ kind: 'ready' }) : around.readiness(datastoreId),
  });
  const { because } = decision;
  switch (decision.kind) {
    case 'starts':
      return startedOrNot(deps, run, around, await startExport(deps, run, decision.export));
    case 'refused': {
      const tried = {
        ...run,
        attempts: (run.attempts ?? 0) + 1,
        firstAttemptAt: run.firstAttemptAt ?? deps.now(),
      };
      return {
        because,
        ...(await startedOrNot(deps, run, around, await refused(deps, run, tried, decision))),
      };
    }
    case 'given-up':
      return {
        because,
        ...(await startedOrNot(deps, run, around, await giveUp(deps, run, decision.errorName))),
      };
    case 'waits': {
      const { outcome, errorName, open, seen } = decision;
      if (open && datastoreId !== undefined) await emitHeld(deps, run, datastoreId, open);
      if (seen && !isDeepStrictEqual(seen, run.seen)) await updateExportRun(deps.ledger, run, { seen });
      return { outcome, because, ...(errorName !== undefined && { errorName }) };
    }
  }
}

/** No start could even be tried: what was seen and counted is written with the time of the next try. */
async function refused(
  deps: ExportDeps,
  run: ExportRun,
  tried: ExportRun,
  { errorName, seen }: { errorName: string; seen?: ExportRun['seen'] },
): Promise<StartOutcome> {
  const counted = await updateExportRun(deps.ledger, run, {
    attempts: tried.attempts ?? 1,
    firstAttemptAt: tried.firstAttemptAt ?? deps.now(),
    seen,
  });
  return counted ? retryOrGiveUp(deps, counted, errorName) : { kind: 'lost-race' };
}

/** What a start came to: the next runs of the round see it; the event of one that was given up leaves at once. */
async function startedOrNot(
  deps: ExportDeps,
  run: ExportRun,
  around: Around,
  outcome: StartOutcome,
): Promise<Result> {
  const now = await getExportRun(deps.ledger, run.exportId);
  if (now) around.runs.splice(around.runs.indexOf(run), 1, now);
  if (outcome.kind === 'failed' && now) await emitExportFailed(deps, now);
  const { kind, ...rest } = outcome;
  return { outcome: kind, ...rest };
}

/** A run whose job is known, or that was given up. */
async function goOn(deps: ExportDeps, run: ExportRun): Promise<Result> {
  if (run.state === 'START_FAILED')
    return { outcome: 'given-up', errorName: await emitExportFailed(deps, run) };
  const jobId = run.jobId ?? '';
  if (run.state === 'STARTED') return { outcome: 'running', jobId };
  const { export: one } = findExport(deps, run.exportName);
  const hasFiles = run.outcome === 'COMPLETED' || run.outcome === 'COMPLETED_WITH_ERRORS';
  const told = one?.fanOut && hasFiles ? await tellFiles(deps, run) : { run, isDone: true };
  if (!told) return { outcome: 'lost-race' };
  const toldFiles = told.run.told?.files;
  const report = { jobId, ...(toldFiles !== undefined && { toldFiles }) };
  if (!told.isDone) return { outcome: 'finishing', ...report };
  const { removed, isDone } =
    one?.keep !== undefined && run.outcome === 'COMPLETED'
      ? await removeOlder(deps, run.exportName, one.keep)
      : { removed: [], isDone: true };
  if (!isDone) return { outcome: 'finishing', ...report, removed };
  const ended = await updateExportRun(deps.ledger, told.run, { state: 'ENDED' });
  return { outcome: ended ? 'finished' : 'lost-race', ...report, removed };
}

async function orStuck(deps: ExportDeps, run: ExportRun, work: () => Promise<Result>): Promise<ExportReport> {
  const { trace = untraced } = deps;
  const { exportId, exportName } = run;
  const datastoreId = datastoreOf(run, findExport(deps, exportName)) ?? null;
  try {
    const result = await trace('take an export on', { exportId }, work);
    return { exportId, exportName, datastoreId, ...result };
  } catch (error) {
    return { exportId, exportName, datastoreId, outcome: 'stuck', errorName: nameOf(error) };
  }
}
