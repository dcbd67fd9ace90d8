import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { EventAddress } from '../../events/build.ts';
import { nameOf } from '../error-name.ts';
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
  /** Data stores whose jobs (or the one job) could not be looked at this time, with the error's name. */
  unreachable: { datastoreId: string; jobId?: string; error: string }[];
  /** Jobs that something else went wrong with, with the error's name; the others went on. */
  stuck: { jobId: string; error: string }[];
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
    stuck: [],
  };
  for (const [datastoreId, ofStore = []] of Object.entries(Object.groupBy(jobs, (job) => job.datastoreId))) {
    const seen = await look(poller, datastoreId, ofStore, report);
    for (const job of ofStore) {
      try {
        await tell(poller, await moveOn(poller, job, seen.get(job.jobId), report), report);
      } catch (error) {
        report.stuck.push({ jobId: job.jobId, error: nameOf(error) });
      }
    }
  }
  return report;
}

/** Observes the jobs of one data store that have not ended. A store that does not answer holds up no other. */
async function look(
  poller: Poller,
  datastoreId: string,
  jobs: FollowedJob[],
  report: PollReport,
): Promise<Map<string, Observation>> {
  const running = jobs.filter((job) => job.status === null || !isTerminal(job.status));
  if (running.length === 0) return new Map();
  try {
    const { seen, failed } = await observeJobs(poller.healthLake, datastoreId, running);
    for (const { jobId, error } of failed)
      report.unreachable.push({ datastoreId, jobId, error: nameOf(error) });
    return seen;
  } catch (error) {
    report.unreachable.push({ datastoreId, error: nameOf(error) });
    return new Map();
  }
}

/** Writes what an observation changed; undefined where another run was first. */
async function moveOn(
  { ledger }: Poller,
  job: FollowedJob,
  observation: Observation | undefined,
  report: PollReport,
): Promise<FollowedJob | undefined> {
  const next = observation ? reduce(job, observation) : job;
  if (next.sequence === job.sequence) return job;
  const moved = await updateJob(ledger, job, next);
  for (const { previousStatus, status } of moved?.outbox.slice(job.outbox.length) ?? []) {
    report.transitions.push({ jobId: job.jobId, importId: job.importId, from: previousStatus, to: status });
  }
  return moved;
}

/** Sends what the outbox holds, then closes a job that has ended and told everything. */
async function tell(poller: Poller, job: FollowedJob | undefined, report: PollReport): Promise<void> {
  if (!job) return;
  const ended = job.status !== null && isTerminal(job.status);
  if (job.outbox.length === 0 && !ended) return;
  const address = poller.addressOf(job.datastoreId);
  const unsent = await poller.sendEvents(
    job.outbox.map((transition) => statusChanged(job, transition, address)),
  );
  const left = job.outbox.filter((_, index) => unsent.has(index));
  report.eventsSent += job.outbox.length - left.length;
  report.eventsWaiting += left.length;
  const closed = ended && left.length === 0;
  if (closed && job.status !== null) {
    await endImport(poller.ledger, job.importId, job.jobId, job.status);
    report.ended += 1;
  }
  await updateJob(poller.ledger, job, { outbox: left, closed });
}
