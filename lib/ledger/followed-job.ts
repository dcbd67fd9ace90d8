import type { JobProgressReport } from '@aws-sdk/client-healthlake';

/** A HealthLake job, import or export, as Inlet follows it. Times are epoch milliseconds. */
export interface FollowedJob {
  datastoreId: string;
  jobId: string;
  /** What it does; an import where a row does not say. */
  kind?: 'export';
  /** Null for a job without a name. */
  jobName: string | null;
  /** Null, as the number of its files, for a job that Inlet did not start. */
  importId: string | null;
  fileCount: number | null;
  /** Of an export job: the configured export and its run; null (or missing) for one that was started otherwise. */
  exportName?: string | null;
  exportId?: string | null;
  /** The route of its import; none for a job that Inlet did not start, or that an earlier version of Inlet started. */
  route?: string;
  /** The request that it was started by; none for any other. */
  requestId?: string;
  /** Which run of the import; the first where a row does not say. */
  attempt?: number;
  startedAt: number;
  /** The last status that was seen; null before the first observation. */
  status: string | null;
  /** How many transitions were seen: the next event's number is one more. */
  sequence: number;
  submitTime: number | null;
  endTime: number | null;
  /** Empty for an export. */
  inputS3Uri: string;
  outputS3Uri: string | null;
  progress: JobProgressReport | null;
  message: string | null;
  /** Of an export that has ended: what of its folder is counted so far; null where it cannot be listed. */
  counted?: ExportedFiles | null;
  /** Transitions whose events have not left yet. */
  outbox: Transition[];
  /** The newest "Import Job Progress" event of a job whose route wants them. */
  progressEvent?: ProgressEvent;
  /** The "Import Job Overdue" event was sent. */
  isOverdueTold?: boolean;
  /** Ended, and every event has left. */
  closed: boolean;
  version: number;
}

/** Files of an export by their resource types, counted in the order of their keys. */
export interface ExportedFiles {
  types: Record<string, { files: number; bytes: number }>;
  /** The last key that is counted; missing where all are. */
  after?: string | undefined;
}

/** What an "Import Job Progress" event says, and whether it has left. */
export interface ProgressEvent {
  observedAt: number;
  status: string;
  progress: JobProgressReport;
  isSent: boolean;
}

/** What Describe or List says of a job at one moment. Times are epoch milliseconds. */
export type Observation = Pick<
  FollowedJob,
  'submitTime' | 'endTime' | 'outputS3Uri' | 'progress' | 'message'
> & {
  status: string;
};

/** One change of status, with what was known of the job when it was seen: what its event will say. */
export interface Transition extends Observation {
  sequence: number;
  previousStatus: string | null;
}

/** What is known of a job before its first observation. */
export type UnseenJob = Pick<
  FollowedJob,
  | 'datastoreId'
  | 'jobId'
  | 'kind'
  | 'jobName'
  | 'importId'
  | 'exportName'
  | 'exportId'
  | 'route'
  | 'requestId'
  | 'attempt'
  | 'fileCount'
  | 'startedAt'
  | 'inputS3Uri'
>;

/** The row of a job that is followed from now on. */
export const newFollowedJob = (unseen: UnseenJob): FollowedJob => ({
  ...unseen,
  status: null,
  sequence: 0,
  submitTime: null,
  endTime: null,
  outputS3Uri: null,
  progress: null,
  message: null,
  outbox: [],
  closed: false,
  version: 1,
});
