import { datastoreOf, decideExport, findExport, isToStart, openExportIn } from '../../exports/index.ts';
import { filesOf, knownMessage } from '../../jobs/index.ts';
import type { ExportRun, FollowedJob } from '../../ledger/index.ts';
import { getExportRun, getJob, openExportRuns, openJobs } from '../../ledger/index.ts';
import type { Overview } from '../document.ts';
import type { ExportBrief, ExportJobBrief, ExportStatus } from './export-document.ts';
import { nextStepOfExport } from './next-step-of-export.ts';
import type { StatusDeps } from '../status-deps.ts';
import { isoTime, isoTimeOrNull } from '../status-deps.ts';
import { countOf } from '../../../errors/index.ts';

/** What the statuses of exports are read against. */
interface OpenExports {
  runs: readonly ExportRun[];
  jobs: readonly FollowedJob[];
}

const readOpen = async ({ ledger }: StatusDeps): Promise<OpenExports> => ({
  runs: await openExportRuns(ledger),
  jobs: (await openJobs(ledger)).filter(({ kind }) => kind === 'export'),
});

/** Reads the exports that are open, and export jobs, whoever started them. */
export async function readOpenExports(deps: StatusDeps): Promise<Pick<Overview, 'exports' | 'exportJobs'>> {
  const open = await readOpen(deps);
  const exports = [];
  for (const run of open.runs) exports.push(exportBrief(deps, run, await becauseOf(deps, run, open)));
  return { exports, exportJobs: open.jobs.map(exportJobBrief) };
}

/**
 * Reads a run of an export by its own id or by that of its job.
 * @returns undefined where the ledger knows neither
 */
export async function readExportStatus(deps: StatusDeps, id: string): Promise<ExportStatus | undefined> {
  const open = await readOpen(deps);
  const run = (await getExportRun(deps.ledger, id)) ?? (await runOfJob(deps, id, open));
  if (!run) return undefined;
  const job = await jobOf(deps, run);
  const brief = exportBrief(deps, run, await becauseOf(deps, run, open));
  const ofJob = job ? exportJobBrief(job) : null;
  return {
    kind: 'export',
    schemaVersion: '1',
    stage: deps.stage,
    at: isoTime(deps.now()),
    export: brief,
    job: ofJob,
    nextStep: nextStepOfExport(deps.stage, brief),
  };
}

const jobOf = async ({ ledger }: StatusDeps, run: ExportRun): Promise<FollowedJob | undefined> =>
  run.request && run.jobId !== undefined
    ? getJob(ledger, { datastoreId: run.request.datastoreId, jobId: run.jobId })
    : undefined;

/** A job's row stands under its data store: the configured ones are asked, then what is open elsewhere. */
async function runOfJob(
  { ledger, exports }: StatusDeps,
  jobId: string,
  { jobs }: OpenExports,
): Promise<ExportRun | undefined> {
  let job = jobs.find((candidate) => candidate.jobId === jobId);
  for (const datastoreId of new Set(exports.map((one) => one.datastoreId)))
    job ??= await getJob(ledger, { datastoreId, jobId });
  return job?.exportId ? getExportRun(ledger, job.exportId) : undefined;
}

/** Why a run is where it is, read against everything else that is open. */
async function becauseOf(deps: StatusDeps, run: ExportRun, open: OpenExports): Promise<string> {
  const { jobId = '', errorName = 'UnknownError', outcome = '', told } = run;
  if (isToStart(run)) return whyNotStarted(deps, run, open);
  switch (run.state) {
    case 'STARTED': {
      const job = open.jobs.find((known) => known.jobId === jobId);
      return `job ${jobId} is ${job?.status ?? 'not looked at yet'}`;
    }
    case 'START_FAILED':
      return `it was given up (${errorName}); the event of it is on its way`;
    case 'FINISHING':
      return `its job ended ${outcome}; the next run finishes it${told ? ` (${countOf(told.files, 'file')} ${told.files === 1 ? 'is' : 'are'} told)` : ''}`;
    default:
      return outcome === 'START_FAILED'
        ? `it was given up after ${countOf(run.attempts ?? 0, 'attempt')}: ${errorName}`
        : `its job ended ${outcome}`.trim();
  }
}

/** What run-exports would decide about it now. */
async function whyNotStarted(deps: StatusDeps, run: ExportRun, open: OpenExports): Promise<string> {
  const found = findExport(deps, run.exportName);
  const { because } = await decideExport(run, {
    now: deps.now(),
    export: found,
    open: openExportIn(datastoreOf(run, found), run, open),
    dataStore: () => Promise.resolve(run.seen?.dataStore ?? { kind: 'ready' }),
  });
  return because;
}

const exportBrief = (deps: StatusDeps, run: ExportRun, because: string): ExportBrief => ({
  exportId: run.exportId,
  exportName: run.exportName,
  state: run.state === 'ENDED' ? (run.outcome ?? run.state) : run.state,
  isOpen: run.state !== 'ENDED',
  datastoreId: datastoreOf(run, findExport(deps, run.exportName)) ?? null,
  cause: run.cause,
  requestId: run.requestId,
  dueAt: isoTime(run.dueAt),
  jobId: run.jobId ?? null,
  folderS3Uri: run.folderS3Uri ?? null,
  filesTold: run.told?.files ?? null,
  removedAt: isoTimeOrNull(run.removedAt),
  errorName: run.errorName ?? null,
  because,
});

const exportJobBrief = (job: FollowedJob): ExportJobBrief => ({
  jobId: job.jobId,
  datastoreId: job.datastoreId,
  exportName: job.exportName ?? null,
  exportId: job.exportId ?? null,
  status: job.status,
  submitTime: isoTimeOrNull(job.submitTime),
  endTime: isoTimeOrNull(job.endTime),
  outputS3Uri: job.outputS3Uri,
  files: job.counted && job.counted.after === undefined ? filesOf(job.counted) : null,
  message: knownMessage(job.message),
});
