import { isTerminal } from '../healthlake/index.ts';
import type { FollowedJob } from '../ledger/index.ts';
import { endExportJob, endImport, updateJob } from '../ledger/index.ts';
import { countFiles, isToCount } from './count-files.ts';
import { exportOverdue, exportStatusChanged } from './export-job-events.ts';
import { overdue, statusChanged } from './job-events.ts';
import type { PollDeps, PollReport } from './poll-deps.ts';
import { jobName } from './poll-deps.ts';

/** The events of a job, by its kind. */
const eventsOf = ({ kind }: FollowedJob) =>
  kind === 'export'
    ? { statusChanged: exportStatusChanged, overdue: exportOverdue }
    : { statusChanged, overdue };

/**
 * Sends what the outbox holds, then closes a job that has ended and has nothing left to send. The end of an export is sent
 * once its files are counted; what came before it is not held up by that.
 * @returns the job as it is now; undefined where another run was first
 */
export async function emit(
  deps: PollDeps,
  given: FollowedJob,
  report: PollReport,
): Promise<FollowedJob | undefined> {
  const early = isToCount(given)
    ? await send(deps, given, report, ({ status }) => !isTerminal(status))
    : given;
  const job = early && isToCount(early) ? await countFiles(deps, early) : early;
  if (!job || isToCount(job)) return job;
  const ended = job.status !== null && isTerminal(job.status);
  if (job.outbox.length === 0 && !ended) return job;
  return send(deps, job, report, () => true);
}

async function send(
  deps: PollDeps,
  job: FollowedJob,
  report: PollReport,
  isDue: (transition: FollowedJob['outbox'][number]) => boolean,
): Promise<FollowedJob | undefined> {
  const due = job.outbox.filter(isDue);
  const address = deps.addressOf(job.datastoreId);
  const events = due.map((transition) => eventsOf(job).statusChanged(job, transition, address));
  const unsent = events.length === 0 ? new Set<number>() : await deps.sendEvents(events);
  const left = job.outbox.filter(
    (transition) => !due.includes(transition) || unsent.has(due.indexOf(transition)),
  );
  report.eventsSent += due.length - unsent.size;
  report.eventsWaiting += unsent.size;
  const closed = job.status !== null && isTerminal(job.status) && left.length === 0;
  if (closed && job.status !== null) {
    await endWork(deps, job, job.status);
    report.ended += 1;
  }
  if (due.length === 0 && !closed) return job;
  return updateJob(deps.ledger, job, { outbox: left, closed });
}

/** Tells the import, or the run of an export, that the job is of. */
async function endWork({ ledger }: PollDeps, job: FollowedJob, outcome: string): Promise<void> {
  const { importId, exportId, jobId } = job;
  if (importId !== null) await endImport(ledger, importId, jobId, outcome, job.attempt);
  if (exportId) await endExportJob(ledger, exportId, { jobId, outcome, folderS3Uri: job.outputS3Uri });
}

/** Emits once that a job has been open for too long; it is followed on. A run that dies in between emits it again. */
export async function emitOverdue(
  deps: PollDeps,
  job: FollowedJob,
  report: PollReport,
): Promise<FollowedJob> {
  const isOpen = job.status === null || !isTerminal(job.status);
  const isLate = deps.now() - (job.submitTime ?? job.startedAt) > deps.overdueAfterSeconds * 1000;
  if (!isOpen || !isLate || job.isOverdueTold) return job;
  const event = eventsOf(job).overdue(job, deps.overdueAfterSeconds, deps.addressOf(job.datastoreId));
  if ((await deps.sendEvents([event])).size > 0) return job;
  report.overdue.push({ ...jobName(job), status: job.status });
  return (await updateJob(deps.ledger, job, { isOverdueTold: true })) ?? job;
}
