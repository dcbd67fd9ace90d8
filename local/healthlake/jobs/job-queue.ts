import type { DatabaseSync } from 'node:sqlite';
import type { JobStatus } from '@aws-sdk/client-healthlake';
import type { Clock } from '../../ground/index.ts';
import { transaction } from '../../ground/index.ts';
import type { Datastores } from '../datastores/datastores.ts';
import { throttled, validation } from '../errors.ts';
import type { Emit } from '../events.ts';
import { jobEvent } from '../events.ts';
import type { Job, JobKind, Jobs } from './jobs.ts';
import type { HealthLakeSettings } from '../healthlake-settings.ts';
import { countOf } from '../../../errors/index.ts';

/** What a job's work ended with; undefined where it was stopped and is to be taken up again. */
export type JobEnd = Pick<Job, 'status' | 'message' | 'progress' | 'files' | 'instant'> | undefined;

export interface JobQueueOptions {
  database: DatabaseSync;
  clock: Clock;
  jobs: Jobs;
  datastores: Datastores;
  settings: () => HealthLakeSettings;
  emit: Emit;
  /** Does a job's work. Must not reject. Work that stands still until a person lets it go on says so: the clock does not wait for it. */
  work: Readonly<Record<JobKind, (job: Job, standsStill: () => void) => Promise<JobEnd>>>;
  /** Ends the work of a job that is cancelled; it then comes back with undefined. */
  stopWork: (job: Job) => void;
}

/** The states that a cancelled job passes; where the last leads to is a setting (`cancelJobs`). */
const CANCEL_STATES: Readonly<Partial<Record<JobStatus, JobStatus>>> = {
  SUBMITTED: 'CANCEL_SUBMITTED',
  QUEUED: 'CANCEL_SUBMITTED',
  IN_PROGRESS: 'CANCEL_SUBMITTED',
  CANCEL_SUBMITTED: 'CANCEL_IN_PROGRESS',
};
const CANCELLING: ReadonlySet<JobStatus> = new Set(Object.values(CANCEL_STATES));
const CANCELLED: ReadonlySet<JobStatus> = new Set([...CANCELLING, 'CANCEL_COMPLETED']);

/** Takes jobs from SUBMITTED to their end, first in, first out, one at a time per data store and kind. */
export interface JobQueue {
  /** Throws where as many jobs wait as may (the `overQueueError` setting says what). */
  checkRoom(kind: JobKind, datastoreId: string): void;
  /** Records a new job and its event. */
  submit(job: Omit<Job, 'number' | 'status' | 'dueAt'>): Job;
  /** Cancels a job that has not ended. @returns it with its new status; undefined where it cannot be cancelled any more */
  cancel(job: Job): Job | undefined;
  /** Takes up what the database says is under way. */
  start(): void;
  stop(): void;
}

export function createJobQueue(options: JobQueueOptions): JobQueue {
  const { clock, jobs } = options;
  let stopped = true;

  const sameSlot = (one: Job | Pick<Job, 'datastoreId'>, other: Job): boolean =>
    options.settings().runningScope === 'account' || one.datastoreId === other.datastoreId;

  const save = (job: Job): Job => {
    jobs.save(job);
    const arn = options.datastores.find(job.datastoreId)?.arn ?? '';
    const event = jobEvent(job, arn, Math.round(clock.now()));
    if (event) options.emit(event);
    return job;
  };

  const atomically = <T>(change: () => T): T => transaction(options.database, change);

  const run = (job: Job): void => {
    const still = Promise.withResolvers<undefined>();
    const done = options.work[job.kind](job, () => {
      still.resolve(undefined);
    }).then((end) => {
      // One that was cancelled meanwhile goes on as that.
      if (!end || CANCELLED.has(jobs.findById(job.jobId)?.status ?? 'FAILED')) return;
      clock.attempt(() => {
        atomically(() => save({ ...job, ...end, endTime: Math.round(clock.now()) }));
        clock.attempt(() => {
          beginNext(job);
        });
      });
    });
    void clock.track(Promise.race([done, still.promise]));
  };

  const begin = (job: Job): void => {
    const begun = atomically(() => save({ ...job, status: 'IN_PROGRESS' }));
    if (options.settings().cancelJobs === 'never') run(begun);
    else cancelLater(begun);
  };

  /** Each state on the way of a cancelled job lasts as long as SUBMITTED does. */
  const cancelLater = ({ jobId, status }: Job): void => {
    clock.at(clock.now() + options.settings().submittedMs, () => {
      const job = jobs.findById(jobId);
      if (!stopped && job?.status === status) cancelFurther(job);
    });
  };

  const cancelFurther = (job: Job): void => {
    const next = CANCEL_STATES[job.status];
    if (next) cancelLater(atomically(() => save({ ...job, status: next })));
    else if (options.settings().cancelJobs === 'CANCEL_FAILED')
      run(atomically(() => save({ ...job, status: 'CANCEL_FAILED' })));
    else {
      atomically(() => save({ ...job, status: 'CANCEL_COMPLETED', endTime: Math.round(clock.now()) }));
      beginNext(job);
    }
  };

  /** The oldest waiting job takes the slot that `ended` leaves. */
  const beginNext = (ended: Job): void => {
    if (stopped) return;
    const open = jobs.open(ended.kind).filter((job) => sameSlot(job, ended));
    const [first] = open;
    if (first?.status === 'QUEUED') begin(first);
  };

  /** SUBMITTED has lasted as long as it does: the job runs, or waits behind those before it. */
  const due = (jobId: string): void => {
    const job = jobs.findById(jobId);
    if (stopped || job?.status !== 'SUBMITTED') return;
    const before = jobs.open(job.kind).filter((other) => other.number < job.number && sameSlot(job, other));
    if (before.length === 0) begin(job);
    else atomically(() => save({ ...job, status: 'QUEUED' }));
  };

  return {
    checkRoom(kind, datastoreId) {
      const { waitingJobs, overQueueError } = options.settings();
      const open = jobs.open(kind).filter((job) => job.datastoreId === datastoreId);
      if (open.length <= waitingJobs) return;
      const message = `The data store has ${countOf(waitingJobs, `${kind} job`)} waiting. Try again when one has ended`;
      throw overQueueError === 'ThrottlingException' ? throttled(message) : validation(message);
    },
    submit(fields) {
      const job = atomically(() => {
        const dueAt = fields.submitTime + options.settings().submittedMs;
        return save(jobs.add({ ...fields, status: 'SUBMITTED', dueAt }));
      });
      clock.at(job.dueAt, () => {
        due(job.jobId);
      });
      return job;
    },
    cancel(job) {
      const next = CANCELLING.has(job.status) ? undefined : CANCEL_STATES[job.status];
      if (!next) return undefined;
      const cancelled = atomically(() => save({ ...job, status: next }));
      if (job.status === 'IN_PROGRESS') options.stopWork(job);
      cancelLater(cancelled);
      return cancelled;
    },
    start() {
      stopped = false;
      for (const job of jobs.open()) {
        if (job.status === 'IN_PROGRESS' || job.status === 'CANCEL_FAILED') run(job);
        else if (CANCELLING.has(job.status)) cancelLater(job);
        else if (job.status === 'SUBMITTED')
          clock.at(job.dueAt, () => {
            due(job.jobId);
          });
        else beginNext(job);
      }
    },
    stop() {
      stopped = true;
    },
  };
}
