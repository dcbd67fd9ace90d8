import type { Datastore } from './datastores/datastores.ts';
import type { Job } from './jobs/jobs.ts';

/** An event as HealthLake gives it to EventBridge. */
export interface HealthLakeEvent {
  source: 'aws.healthlake';
  detailType: string;
  detail: Record<string, unknown>;
  /** The data store's ARN. */
  resources: string[];
  /** Epoch milliseconds. */
  time: number;
}

export type Emit = (event: HealthLakeEvent) => void;

/** The last words of the detail-types of job events; the cancel states have none (EventBridge reference). */
const JOB_WORDS: Readonly<Record<string, string>> = {
  SUBMITTED: 'Submitted',
  QUEUED: 'Queued',
  IN_PROGRESS: 'In Progress',
  COMPLETED: 'Completed',
  COMPLETED_WITH_ERRORS: 'Completed With Errors',
  FAILED: 'Failed',
};

const DATASTORE_WORDS: Readonly<Record<string, string>> = {
  CREATING: 'Creating',
  CREATE_FAILED: 'Creation Failed',
  ACTIVE: 'Active',
  DELETING: 'Deleting',
  DELETED: 'Deleted',
};

/** The event of a job's present status: it names the job and its data, no counts and no message. */
export function jobEvent(job: Job, arn: string, time: number): HealthLakeEvent | undefined {
  const words = JOB_WORDS[job.status];
  // What is downloaded from the FHIR endpoint has no output location to tell (assumed).
  if (words === undefined || job.outputUri === '') return undefined;
  return {
    source: 'aws.healthlake',
    detailType: `${job.kind === 'import' ? 'Import' : 'Export'} Job ${words}`,
    detail: {
      jobId: job.jobId,
      submitTime: new Date(job.submitTime).toISOString(),
      datastoreId: job.datastoreId,
      ...(job.kind === 'import'
        ? { inputDataConfig: { s3Uri: job.inputUri ?? '' } }
        : { outputDataConfig: { s3Uri: job.outputUri } }),
    },
    resources: [arn],
    time,
  };
}

/** The event of a data store's present status. */
export const datastoreEvent = (datastore: Datastore, endpoint: string, time: number): HealthLakeEvent => ({
  source: 'aws.healthlake',
  detailType: `Data Store ${DATASTORE_WORDS[datastore.status] ?? datastore.status}`,
  detail: {
    datastoreId: datastore.datastoreId,
    datastoreName: datastore.name ?? '',
    datastoreTypeVersion: 'R4',
    datastoreEndpoint: endpoint,
  },
  resources: [datastore.arn],
  time,
});
