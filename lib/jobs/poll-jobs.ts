import { isDeepStrictEqual } from 'node:util';
import { nameOf } from '../../errors/index.ts';
import { isTerminal } from '../healthlake/index.ts';
import type { FollowedJob, Observation } from '../ledger/index.ts';
import { endImport, openJobs, updateJob } from '../ledger/index.ts';
import { ADOPTED_WITHIN_MS, adoptJobs } from './adopt-jobs.ts';
import { observeJobs } from './observe.ts';
import { emitProgress, withProgressEvent } from './progress-events.ts';
import { overdue, statusChanged } from './job-events.ts';
import type { PollDeps, PollReport } from './poll-deps.ts';
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
  const report: PollReport = {
    openJobs: jobs.length,
    openByStatus: new Map(),
    transitions: [],
    ended: 0,
    adopted: 0,
    overdue: [],
    eventsSent: 0,
    eventsWaiting: 0,
    unreachable: [],
    stuck: [],
  };
  const byStore = new Map(deps.adoptFrom.map((datastoreId) => [datastoreId, [] as FollowedJob[]]));
  for (const job of jobs) byStore.set(job.datastoreId, [...(byStore.get(job.datastoreId) ?? []), job]);
  for (const [datastoreId, ofStore] of byStore) {
    const { seen, adopted } = await observe(deps, datastoreId, ofStore, report);
    for (const job of [...ofStore, ...adopted]) {
      try {
        const moved = await moveOn(deps, job, seen.get(job.jobId), report);
        countOpen(moved ?? job, report);
        if (!moved) continue;
        const told = await emit(deps, await emitOverdue(deps, moved, report), report);
        if (told) await emitProgress(deps, told, report);
      } catch (error) {
        report.stuck.push({ jobId: job.jobId, importId: job.importId, error: nameOf(error) });
      }
    }
  }
  return report;
}

function countOpen({ status }: FollowedJob, { openByStatus }: PollReport): void {
  if (status !== null && isTerminal(status)) return;
  openByStatus.set(status, (openByStatus.get(status) ?? 0) + 1);
}

/** What observing a data store came to. */
interface StoreObservation {
  seen: Map<string, Observation>;
  adopted: FollowedJob[];
}

/**
 * Observes the jobs of one data store that have not ended, and adopts those of others where it is to. A store that
 * does not answer holds up no other.
 */
async function observe(
  deps: PollDeps,
  datastoreId: string,
  jobs: FollowedJob[],
  report: PollReport,
): Promise<StoreObservation> {
  const running = jobs.filter((job) => job.status === null || !isTerminal(job.status));
  const adopts = deps.adoptFrom.includes(datastoreId);
  if (running.length === 0 && !adopts) return { seen: new Map(), adopted: [] };
  try {
    const since = adopts ? deps.now() - ADOPTED_WITHIN_MS : undefined;
    const { seen, failed, others } = await observeJobs(deps.healthLake, datastoreId, running, since);
    const importOf = new Map(running.map(({ jobId, importId }) => [jobId, importId]));
    for (const { jobId, error } of failed)
      report.unreachable.push({
        datastoreId,
        jobId,
        importId: importOf.get(jobId) ?? null,
        error: nameOf(error),
      });
    const adopted = adopts ? await adoptJobs(deps.ledger, others) : [];
    report.adopted += adopted.length;
    for (const { job, observation } of adopted) seen.set(job.jobId, observation);
    return { seen, adopted: adopted.map(({ job }) => job) };
  } catch (error) {
    report.unreachable.push({ datastoreId, error: nameOf(error) });
    return { seen: new Map(), adopted: [] };
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
  const { jobId, importId, datastoreId } = job;
  for (const { previousStatus: from, status: to, sequence } of moved?.outbox.slice(job.outbox.length) ?? []) {
    report.transitions.push({ jobId, importId, datastoreId, sequence, from, to });
  }
  return moved;
}

/**
 * Sends what the outbox holds, then closes a job that has ended and has nothing left to send.
 * @returns the job as it is now; undefined where another run was first
 */
async function emit(deps: PollDeps, job: FollowedJob, report: PollReport): Promise<FollowedJob | undefined> {
  const ended = job.status !== null && isTerminal(job.status);
  if (job.outbox.length === 0 && !ended) return job;
  const address = deps.addressOf(job.datastoreId);
  const unsent = await deps.sendEvents(
    job.outbox.map((transition) => statusChanged(job, transition, address)),
  );
  const left = job.outbox.filter((_, index) => unsent.has(index));
  report.eventsSent += job.outbox.length - left.length;
  report.eventsWaiting += left.length;
  const closed = ended && left.length === 0;
  if (closed && job.status !== null) {
    if (job.importId !== null) await endImport(deps.ledger, job.importId, job.jobId, job.status, job.attempt);
    report.ended += 1;
  }
  return updateJob(deps.ledger, job, { outbox: left, closed });
}

/** Emits once that a job has been open for too long; it is followed on. A run that dies in between emits it again. */
async function emitOverdue(deps: PollDeps, job: FollowedJob, report: PollReport): Promise<FollowedJob> {
  const isOpen = job.status === null || !isTerminal(job.status);
  const isLate = deps.now() - (job.submitTime ?? job.startedAt) > deps.overdueAfterSeconds * 1000;
  if (!isOpen || !isLate || job.isOverdueTold) return job;
  const event = overdue(job, deps.overdueAfterSeconds, deps.addressOf(job.datastoreId));
  if ((await deps.sendEvents([event])).size > 0) return job;
  report.overdue.push({ jobId: job.jobId, importId: job.importId, status: job.status });
  return (await updateJob(deps.ledger, job, { isOverdueTold: true })) ?? job;
}
