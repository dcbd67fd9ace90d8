import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { S3Client } from '@aws-sdk/client-s3';
import type { EventAddress } from '../../events/index.ts';
import type { FollowedJob, Ledger } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import type { Trace, TracedThing } from '../tracing/index.ts';

/** What polling needs from outside. */
export interface PollDeps {
  ledger: Ledger;
  healthLake: HealthLakeClient;
  /** To count the files of exports that have ended. */
  s3: S3Client;
  sendEvents: EventSender;
  trace?: Trace;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
  /** Data stores whose jobs are followed whoever started them. */
  adoptFrom: readonly string[];
  /** How long a job may be open before "Import Job Overdue" is emitted. */
  overdueAfterSeconds: number;
  /** How often jobs of a route tell their counts while they run, in minutes; 0 for never. */
  progressEventMinutesOf: (route: string) => number;
  /** Epoch milliseconds. */
  now: () => number;
}

/** How log lines name a job: an export's with its export and run, null where it is of none. */
export interface JobName {
  jobId: string;
  importId: string | null;
  kind?: 'export';
  exportName?: string | null;
  exportId?: string | null;
}

export const jobName = ({ jobId, importId, kind, exportName, exportId }: FollowedJob): JobName => ({
  jobId,
  importId,
  ...(kind && { kind, exportName: exportName ?? null, exportId: exportId ?? null }),
});

/** What a job is about in traces; null for one that others started. */
export const tracedJob = ({ importId, exportId }: FollowedJob): TracedThing | null =>
  importId !== null ? { importId } : exportId ? { exportId } : null;

/** What one round did, for its log line. */
export interface PollReport {
  openJobs: number;
  /** How many of them are exports. */
  openExportJobs: number;
  /** Import jobs that have not ended, by the status that they were last seen in; null for those that were not seen yet. */
  openByStatus: Map<string | null, number>;
  transitions: (JobName & {
    datastoreId: string;
    sequence: number;
    from: string | null;
    to: string;
  })[];
  ended: number;
  /** Jobs that others started and that are followed from now on. */
  adopted: number;
  /** Jobs whose "Import Job Overdue" or "Export Job Overdue" event was sent in this round. */
  overdue: (JobName & { status: string | null })[];
  eventsSent: number;
  eventsWaiting: number;
  /** Data stores whose jobs (or the one job) could not be observed this time, with the error's name. */
  unreachable: ({ datastoreId: string; error: string } & Partial<JobName>)[];
  /** Jobs that something else went wrong with, with the error's name; the others went on. */
  stuck: (JobName & { error: string })[];
}

/** Of a round in which nothing is open. */
export const blankReport = (): PollReport => ({
  openJobs: 0,
  openExportJobs: 0,
  openByStatus: new Map(),
  transitions: [],
  ended: 0,
  adopted: 0,
  overdue: [],
  eventsSent: 0,
  eventsWaiting: 0,
  unreachable: [],
  stuck: [],
});
