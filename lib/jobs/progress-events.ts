import { isDeepStrictEqual } from 'node:util';
import { isTerminal } from '../healthlake/index.ts';
import type { FollowedJob } from '../ledger/index.ts';
import { updateJob } from '../ledger/index.ts';
import { progressed } from './job-events.ts';
import type { PollDeps, PollReport } from './poll-deps.ts';

const MINUTE_MS = 60_000;

/**
 * Adds the "Import Job Progress" event that is due: of a running job whose counts have changed since the last one,
 * where its route wants to hear of them and the last one (or the job's start) is long enough ago. Like a transition it
 * is written before it leaves; unlike one it has no number, and a newer one takes the place of one that has not left.
 */
export function withProgressEvent(
  { progressEventMinutesOf, now }: Pick<PollDeps, 'progressEventMinutesOf' | 'now'>,
  job: FollowedJob,
): FollowedJob {
  const { route, status, progress, progressEvent: last } = job;
  const minutes = route === undefined ? 0 : progressEventMinutesOf(route);
  if (minutes === 0 || status === null || isTerminal(status) || progress === null) return job;
  const observedAt = now();
  const since = last?.observedAt ?? job.submitTime ?? job.startedAt;
  if (observedAt - since < minutes * MINUTE_MS || isDeepStrictEqual(last?.progress, progress)) return job;
  return { ...job, progressEvent: { observedAt, status, progress, isSent: false } };
}

/** Sends the progress event that has not left, unless the job has ended by now: its end says more. */
export async function emitProgress(deps: PollDeps, job: FollowedJob, report: PollReport): Promise<void> {
  const { progressEvent, status } = job;
  if (!progressEvent || progressEvent.isSent || status === null || isTerminal(status)) return;
  const unsent = await deps.sendEvents([progressed(job, progressEvent, deps.addressOf(job.datastoreId))]);
  if (unsent.size > 0) {
    report.eventsWaiting += 1;
    return;
  }
  report.eventsSent += 1;
  await updateJob(deps.ledger, job, { progressEvent: { ...progressEvent, isSent: true } });
}
