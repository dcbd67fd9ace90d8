import { mayFollow } from '../healthlake/index.ts';
import type { FollowedJob, Observation, Transition } from '../ledger/index.ts';

/** What a start of an import or an export answers with (API reference), unless it repeats the answer for a job that has moved on. */
const FIRST_STATUS = 'SUBMITTED';

/**
 * Moves a job on by one observation. Statuses never go back, whatever order observations come in: an
 * older one changes nothing. An unknown status is reported once and is not an end. The first
 * observation of a job also reports that it was SUBMITTED, as every job is first, so that every job's events begin with
 * that even where the job had ended before anybody looked.
 */
export function reduce(job: FollowedJob, observation: Observation): FollowedJob {
  const first =
    job.status === null
      ? step(job, { ...observation, status: FIRST_STATUS, endTime: null, progress: null, message: null })
      : job;
  return step(first, observation);
}

function step(job: FollowedJob, observation: Observation): FollowedJob {
  if (job.status !== null && !mayFollow(job.status, observation.status)) return freshened(job, observation);
  const transition: Transition = {
    ...observation,
    sequence: job.sequence + 1,
    previousStatus: job.status,
  };
  return {
    ...job,
    ...observation,
    sequence: transition.sequence,
    outbox: [...job.outbox, transition],
  };
}

/** The same status again: its counts and locations may have grown. An older look at it shows less, and changes nothing. */
const freshened = (job: FollowedJob, observation: Observation): FollowedJob =>
  job.status === observation.status && !isOlder(observation, job) ? { ...job, ...observation } : job;

/** Counts of what a job has read, which only grow. */
const READ_SO_FAR = ['TotalNumberOfScannedFiles', 'TotalNumberOfResourcesScanned'] as const;

const isOlder = ({ progress }: Observation, known: FollowedJob): boolean =>
  READ_SO_FAR.some((count) => (progress?.[count] ?? 0) < (known.progress?.[count] ?? 0));
