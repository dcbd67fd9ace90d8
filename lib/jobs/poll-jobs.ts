import { isDeepStrictEqual } from 'node:util';
import { nameOf } from '../../errors/index.ts';
import { isTerminal } from '../healthlake/index.ts';
import type { FollowedJob, Observation } from '../ledger/index.ts';
import { openJobs, updateJob } from '../ledger/index.ts';
import { untraced } from '../tracing/index.ts';
import { ADOPTED_WITHIN_MS, adoptJobs } from './adopt-jobs.ts';
import { emit, emitOverdue } from './emit.ts';
import { exportJobs, importJobs } from './job-apis.ts';
import type { Observed } from './observe.ts';
import { observeJobs } from './observe.ts';
import { emitProgress, withProgressEvent } from './progress-events.ts';
import type { PollDeps, PollReport } from './poll-deps.ts';
import { blankReport, jobName, tracedJob } from './poll-deps.ts';
import { reduce } from './reduce.ts';

/**
 * One round over all open jobs: observe, reduce, emit.
 *
 * ┌──────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ HealthLake, the ledger and the bus share no transaction. A transition and its unsent event are │
 * │ one conditional write (the outbox); only then does the event leave, and only when it has left  │
 * │ is it taken off. A run that dies between the last two sends the same event again, with the     │
 * │ same eventId: that is the whole window of replay. A run that dies earlier has lost nothing.    │
 * └──────────────────────────────────────────────────────────────────────────────────────────────┘
 */
export async function pollJobs(deps: PollDeps): Promise<PollReport> {
  const jobs = await openJobs(deps.ledger);
  const exports = jobs.filter(({ kind }) => kind === 'export');
  const report = { ...blankReport(), openJobs: jobs.length, openExportJobs: exports.length };
  const imports = byStore(jobs.filter(({ kind }) => kind !== 'export'));
  for (const datastoreId of new Set([...deps.adoptFrom, ...imports.keys()])) {
    const ofStore = imports.get(datastoreId) ?? [];
    const { seen, adopted } = await observeImports(deps, datastoreId, ofStore, report);
    for (const job of [...ofStore, ...adopted]) await follow(deps, job, seen.get(job.jobId), report);
  }
  for (const [datastoreId, ofStore] of byStore(exports)) {
    const seen = await observeExports(deps, datastoreId, ofStore, report);
    for (const job of ofStore) await follow(deps, job, seen.get(job.jobId), report);
  }
  return report;
}

const byStore = (jobs: readonly FollowedJob[]): Map<string, FollowedJob[]> =>
  Map.groupBy(jobs, ({ datastoreId }) => datastoreId);

/** Takes one job as far as what was seen of it allows. What goes wrong with it holds up no other. */
async function follow(
  deps: PollDeps,
  job: FollowedJob,
  observation: Observation | undefined,
  report: PollReport,
): Promise<void> {
  const { trace = untraced } = deps;
  try {
    await trace('follow a job', tracedJob(job), async () => {
      const moved = await moveOn(deps, job, observation, report);
      countOpen(moved ?? job, report);
      if (!moved) return;
      const told = await emit(deps, await emitOverdue(deps, moved, report), report);
      if (told) await emitProgress(deps, told, report);
    });
  } catch (error) {
    report.stuck.push({ ...jobName(job), error: nameOf(error) });
  }
}

function countOpen({ status, kind }: FollowedJob, { openByStatus }: PollReport): void {
  if (kind === 'export' || (status !== null && isTerminal(status))) return;
  openByStatus.set(status, (openByStatus.get(status) ?? 0) + 1);
}

const isRunning = ({ status }: FollowedJob): boolean => status === null || !isTerminal(status);

/**
 * Observes the import jobs of one data store that have not ended, and adopts those of others where it is to. A store that
 * does not answer holds up no other.
 */
async function observeImports(
  deps: PollDeps,
  datastoreId: string,
  jobs: readonly FollowedJob[],
  report: PollReport,
): Promise<{ seen: Map<string, Observation>; adopted: FollowedJob[] }> {
  const running = jobs.filter(isRunning);
  const adopts = deps.adoptFrom.includes(datastoreId);
  if (running.length === 0 && !adopts) return { seen: new Map(), adopted: [] };
  try {
    const since = adopts ? deps.now() - ADOPTED_WITHIN_MS : undefined;
    const observed = await observeJobs(deps.healthLake, importJobs, datastoreId, running, since);
    reportFailed(datastoreId, running, observed, report);
    const adopted = adopts ? await adoptJobs(deps.ledger, observed.others) : [];
    report.adopted += adopted.length;
    for (const { job, observation } of adopted) observed.seen.set(job.jobId, observation);
    return { seen: observed.seen, adopted: adopted.map(({ job }) => job) };
  } catch (error) {
    report.unreachable.push({ datastoreId, error: nameOf(error) });
    return { seen: new Map(), adopted: [] };
  }
}

/** The same of export jobs, of which none is adopted: whoever starts one by Inlet has it followed. */
async function observeExports(
  deps: PollDeps,
  datastoreId: string,
  jobs: readonly FollowedJob[],
  report: PollReport,
): Promise<Map<string, Observation>> {
  const running = jobs.filter(isRunning);
  if (running.length === 0) return new Map();
  try {
    const observed = await observeJobs(deps.healthLake, exportJobs, datastoreId, running);
    reportFailed(datastoreId, running, observed, report);
    return observed.seen;
  } catch (error) {
    report.unreachable.push({ datastoreId, error: nameOf(error) });
    return new Map();
  }
}

function reportFailed(
  datastoreId: string,
  jobs: readonly FollowedJob[],
  { failed }: Observed<unknown>,
  report: PollReport,
): void {
  for (const { jobId, error } of failed) {
    const job = jobs.find((known) => known.jobId === jobId);
    report.unreachable.push({ datastoreId, ...(job && jobName(job)), error: nameOf(error) });
  }
}

/** Writes what an observation changed, be it only the counts; undefined where another run was first. */
async function moveOn(
  deps: PollDeps,
  job: FollowedJob,
  observation: Observation | undefined,
  report: PollReport,
): Promise<FollowedJob | undefined> {
  const next = observation ? withProgressEvent(deps, reduce(job, observation)) : job;
  if (isDeepStrictEqual(next, job)) return job;
  const moved = await updateJob(deps.ledger, job, next);
  const { datastoreId } = job;
  for (const { previousStatus: from, status: to, sequence } of moved?.outbox.slice(job.outbox.length) ?? []) {
    report.transitions.push({ ...jobName(job), datastoreId, sequence, from, to });
  }
  return moved;
}
