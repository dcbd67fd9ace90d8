import type { JobStatus } from '@aws-sdk/client-healthlake';
import type { JobKind, Jobs } from './jobs.ts';

/** A job as the state page shows it. */
export interface JobState {
  datastoreId: string;
  jobId: string;
  jobName: string | null;
  kind: JobKind;
  status: JobStatus;
}

export const jobStates = (jobs: Pick<Jobs, 'all'>): JobState[] =>
  jobs.all().map(({ datastoreId, jobId, jobName = null, kind, status }) => ({
    datastoreId,
    jobId,
    jobName,
    kind,
    status,
  }));
