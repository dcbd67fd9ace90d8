import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { EventAddress } from '../../events/build.ts';
import { isTerminal } from '../healthlake/job-status.ts';
import { endImport } from '../ledger/imports.ts';
import { openJobs, updateJob } from '../ledger/jobs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventSender } from '../outbox/send-events.ts';
import type { FollowedJob, Observation } from './followed-job.ts';
import { observeJobs } from './observe.ts';
import { reduce } from './reduce.ts';
import { statusChanged } from './status-changed.ts';

/** What polling needs from outside. */
export interface Poller {
  ledger: Ledger;
  healthLake: HealthLakeClient;
  sendEvents: EventSender;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
}

/** What one round did, for its log line. */
export interface PollReport {
  openJobs: number;
  transitions: { jobId: string; importId: string; from: string | null; to: string }[];
  ended: number;
  eventsSent: number;
  eventsWaiting: number;
  /** Data stores whose jobs could not be looked at this time, with the error's name. */
  unreachable: { datastoreId: string; error: string }[];
}

/**
 * One round over all open jobs: look, move on, tell.
 *
 * ┌──────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ HealthLake, the ledger and the bus share no transaction. A transition and its unsent event are │
 * │ one conditional write (the outbox); only then does the event leave, and only when it has left  │
 * │ is it taken off. A run that dies between the last two sends the same event again, with the     │
 * │ same eventId: that is the whole window of replay. A run that dies earlier has lost nothing.    │
 * └──────────────────────────────────────────────────────────────────────────────────────────────┘
 */
export async function pollJobs(poller: Poller): Promise<PollReport> {
  const jobs = await Array.fromAsync(openJobs(poller.ledger));
  const report: PollReport = {
    openJobs: jobs.length,
    transitions: [],
    ended: 0,
    eventsSent: 0,
    eventsWaiting: 0,
    unreachable: [],
  };
  for (const [datastoreId, ofStore] of Object.entries(Object.groupBy(jobs, (job) => job.datastoreId))) {
    for (const job of await movedOn(poller, datastoreId, ofStore ?? [], report))
      await tell(poller, job, report);
  }
  return report;
}

/** Observes the jobs of one data store and writes what changed. A store that does not answer holds up no other. */
async function movedOn(
  poller: Poller,
  datastoreId: string,
  jobs: FollowedJob[],
  report: PollReport,
): Promise<FollowedJob[]> {
  const running = jobs.filter((job) => job.status === null || !isTerminal(job.status));
  let seen = new Map<string, Observation>();
  try {
    if (running.length > 0) seen = await observeJobs(poller.healthLake, datastoreId, running);
  } catch (error) {
    report.unreachable.push({ datastoreId, error: error instanceof Error ? error.name : 'UnknownError' });
    return jobs;
  }
  const current: FollowedJob[] = [];
  for (const job of jobs) {
    const observation = seen.get(job.jobId);
    const next = observation ? reduce(job, observation) : job;
    const written = next.sequence === job.sequence ? job : await updateJob(poller.ledger, job, next);
    if (!written) continue;
    for (const { previousStatus, status } of next.outbox.slice(job.outbox.length)) {
      report.transitions.push({ jobId: job.jobId, importId: job.importId, from: previousStatus, to: status });
    }
    current.push(written);
  }
  return current;
}

/** Sends what the outbox holds, then closes a job that has ended and told everything. */
async function tell(poller: Poller, job: FollowedJob, report: PollReport): Promise<void> {
  const ended = job.status !== null && isTerminal(job.status);
  if (job.outbox.length === 0 && !ended) return;
  const unsent = await poller.sendEvents(
    job.outbox.map((transition) => statusChanged(job, transition, poller.addressOf(job.datastoreId))),
  );
  const left = job.outbox.filter((_, index) => unsent.has(index));
  report.eventsSent += job.outbox.length - left.length;
  report.eventsWaiting += left.length;
  const closed = ended && left.length === 0;
  if (closed && job.status !== null) await endImport(poller.ledger, job.importId, job.jobId, job.status);
  if (closed) report.ended += 1;
  await updateJob(poller.ledger, job, { outbox: left, closed });
}
