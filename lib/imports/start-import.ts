import type { HealthLakeClient, ImportJobProperties } from '@aws-sdk/client-healthlake';
import { paginateListFHIRImportJobs, StartFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import type { StartFHIRImportJobRequest } from '@aws-sdk/client-healthlake';
import type { FollowedJob } from '../jobs/followed-job.ts';
import { validateRequest } from '../healthlake/validate-request.ts';
import type { Import } from '../ledger/imports.ts';
import { updateImport } from '../ledger/imports.ts';
import { putJob } from '../ledger/jobs.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Route } from './routes.ts';

/** What a started job is known by. */
export interface StartedJob {
  jobId: string;
  jobStatus: string;
}

/** The StartFHIRImportJob call, made idempotent by ClientToken (handlers wrap it with Powertools). */
export type StartJob = (request: StartFHIRImportJobRequest) => Promise<StartedJob>;

/** What starting needs from outside. */
export interface JobStarter {
  ledger: Ledger;
  healthLake: HealthLakeClient;
  startJob: StartJob;
  resultsBucket: string;
  /** How long refusals that may pass (permissions take time to reach every corner of IAM) are tried again. */
  giveUpAfterSeconds: number;
  /** Epoch milliseconds. */
  now: () => number;
  /** 0 to 1. */
  random: () => number;
}

/** What became of one attempt. */
export type StartOutcome =
  | { kind: 'started' | 'found'; jobId: string }
  | { kind: 'later'; errorName: string; retryAt: number }
  | { kind: 'failed'; errorName: string }
  | { kind: 'lost-race' };

/** The bare call, for `startJob`. */
export const startJobWith =
  (healthLake: HealthLakeClient): StartJob =>
  async (request) => {
    const { JobId, JobStatus } = await healthLake.send(new StartFHIRImportJobCommand(request));
    if (JobId === undefined) throw new Error('StartFHIRImportJob answered without a JobId');
    return { jobId: JobId, jobStatus: JobStatus ?? 'SUBMITTED' };
  };

/** The request of an import: a function of its row and its route, so that every repetition is the same. */
export const startRequest = (
  row: Import,
  route: Route,
  inputS3Uri: string,
  resultsBucket: string,
): StartFHIRImportJobRequest => ({
  JobName: row.importId,
  ClientToken: row.clientToken,
  DatastoreId: row.datastoreId,
  DataAccessRoleArn: route.dataAccessRoleArn,
  InputDataConfig: { S3Uri: inputS3Uri },
  JobOutputDataConfig: {
    S3Configuration: { S3Uri: `s3://${resultsBucket}/${route.outputPrefix}`, KmsKeyId: route.kmsKeyId },
  },
  ValidationLevel: route.validationLevel,
});

/**
 * Starts an import's job once.
 *
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ Invariant: every arrival that is not superseded is assigned to exactly one import; an import     │
 * │ becomes at most one job per attempt; the newest content of a key is the last imported.           │
 * │                                                                                                  │
 * │ No transaction spans the ledger and HealthLake. The row says STARTING before the call is made.   │
 * │ A run that finds STARTING does not know whether the call arrived: it looks for a job whose name  │
 * │ is the importId, and only where there is none repeats the call, with the same ClientToken and    │
 * │ inside the same Powertools idempotency record. A second job could come about only where List     │
 * │ does not show a job that exists while the service has forgotten its token and the idempotency     │
 * │ record is gone too: the record outlives any List lag by hours.                                    │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 */
export async function startImport(
  starter: JobStarter,
  row: Import,
  route: Route,
  inputS3Uri: string,
): Promise<StartOutcome> {
  const request = startRequest(row, route, inputS3Uri, starter.resultsBucket);
  const [violation] = validateRequest('StartFHIRImportJob', request);
  if (violation) return fail(starter, row, 'InvalidRequest');

  const maybeStarted = row.state === 'STARTING';
  const starting = await updateImport(starter.ledger, row, {
    state: 'STARTING',
    inputS3Uri,
    firstAttemptAt: row.firstAttemptAt ?? starter.now(),
    attempts: (row.attempts ?? 0) + 1,
  });
  if (!starting) return { kind: 'lost-race' };

  try {
    const found = maybeStarted ? await findJob(starter.healthLake, row) : undefined;
    const job: StartedJob = found
      ? { jobId: found.JobId ?? '', jobStatus: 'SUBMITTED' }
      : await starter.startJob(request);
    await follow(starter, starting, job, inputS3Uri);
    return { kind: found ? 'found' : 'started', jobId: job.jobId };
  } catch (error) {
    return refused(starter, starting, error instanceof Error ? error.name : 'UnknownError');
  }
}

/** The job's row comes first: from then on poll-jobs follows it, even if this run dies here. */
async function follow(starter: JobStarter, row: Import, job: StartedJob, inputS3Uri: string): Promise<void> {
  await putJob(starter.ledger, newJob(row, job, inputS3Uri, starter.now()));
  await updateImport(starter.ledger, row, { state: 'STARTED', jobId: job.jobId });
}

const newJob = (row: Import, job: StartedJob, inputS3Uri: string, now: number): FollowedJob => ({
  datastoreId: row.datastoreId,
  jobId: job.jobId,
  jobName: row.importId,
  importId: row.importId,
  fileCount: row.fileCount,
  startStatus: job.jobStatus,
  startedAt: now,
  status: null,
  sequence: 0,
  submitTime: null,
  endTime: null,
  inputS3Uri,
  outputS3Uri: null,
  progress: null,
  message: null,
  outbox: [],
  closed: false,
  version: 1,
});

async function findJob(healthLake: HealthLakeClient, row: Import): Promise<ImportJobProperties | undefined> {
  const pages = paginateListFHIRImportJobs(
    { client: healthLake },
    { DatastoreId: row.datastoreId, JobName: row.importId },
  );
  for await (const { ImportJobPropertiesList: jobs = [] } of pages) {
    const job = jobs.find(({ JobName }) => JobName === row.importId);
    if (job) return job;
  }
  return undefined;
}

/** Refusals that a person may have to mend, or that pass when IAM has caught up. */
const MAY_BE_FINAL = new Set(['AccessDeniedException', 'ValidationException', 'ResourceNotFoundException']);

/** The longest wait between two attempts, seconds. */
const LONGEST_WAIT_SECONDS = 120;

async function refused(starter: JobStarter, row: Import, errorName: string): Promise<StartOutcome> {
  const tryingFor = starter.now() - (row.firstAttemptAt ?? starter.now());
  if (MAY_BE_FINAL.has(errorName) && tryingFor >= starter.giveUpAfterSeconds * 1000) {
    return fail(starter, row, errorName);
  }
  const wait = Math.min(LONGEST_WAIT_SECONDS, 2 ** (row.attempts ?? 1)) * (0.5 + starter.random() / 2);
  const retryAt = Math.round(starter.now() + wait * 1000);
  const kept = await updateImport(starter.ledger, row, { errorName, retryAt });
  return kept ? { kind: 'later', errorName, retryAt } : { kind: 'lost-race' };
}

async function fail(starter: JobStarter, row: Import, errorName: string): Promise<StartOutcome> {
  const failed = await updateImport(starter.ledger, row, {
    state: 'START_FAILED',
    errorName,
    firstAttemptAt: row.firstAttemptAt ?? starter.now(),
  });
  return failed ? { kind: 'failed', errorName } : { kind: 'lost-race' };
}
