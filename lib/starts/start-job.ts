import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { paginateListFHIRImportJobs, StartFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import type { StartFHIRImportJobRequest } from '@aws-sdk/client-healthlake';
import type { FollowedJob, Import } from '../ledger/index.ts';
import { newFollowedJob, putJob, updateImport } from '../ledger/index.ts';
import { validateRequest } from '../healthlake/index.ts';
import { formatS3Uri } from '../s3/index.ts';
import { nameOf } from '../../errors/index.ts';
import type { NotStarted, Patience } from './start-retry.ts';
import { giveUp, tryAgainOrGiveUp } from './start-retry.ts';
import type { Route } from '../routes/index.ts';

/** What a started job is known by. */
export interface StartedJob {
  jobId: string;
  /** Epoch milliseconds, where the service said it. */
  submitTime?: number;
}

/** The StartFHIRImportJob call, made idempotent by ClientToken (handlers wrap it with Powertools). */
export type StartJob = (request: StartFHIRImportJobRequest) => Promise<StartedJob>;

/** What starting needs from outside. */
export interface JobStarter extends Patience {
  healthLake: HealthLakeClient;
  startJob: StartJob;
  resultsBucket: string;
}

/** What became of one attempt. */
export type StartOutcome = { kind: 'started' | 'found'; jobId: string } | NotStarted | { kind: 'lost-race' };

/** The bare call, for `startJob`. */
export const startJobWith =
  (healthLake: HealthLakeClient): StartJob =>
  async (request) => {
    const { JobId } = await healthLake.send(new StartFHIRImportJobCommand(request));
    if (JobId === undefined) throw new Error('StartFHIRImportJob answered without a JobId');
    return { jobId: JobId };
  };

/**
 * The name of an import's job: its importId, with the number of the attempt from the second on, for a start whose outcome
 * is not known is looked for by it.
 */
export const jobNameOf = ({ importId, attempt }: Pick<Import, 'importId' | 'attempt'>): string =>
  attempt === 1 ? importId : `${importId}-${attempt}`;

/** The request of an import: a function of its row and its route, so that every repetition is the same. */
export const startRequest = (
  row: Import,
  route: Route,
  inputS3Uri: string,
  resultsBucket: string,
): StartFHIRImportJobRequest => ({
  JobName: jobNameOf(row),
  ClientToken: row.clientToken,
  DatastoreId: row.datastoreId,
  DataAccessRoleArn: route.dataAccessRoleArn,
  InputDataConfig: { S3Uri: inputS3Uri },
  JobOutputDataConfig: {
    S3Configuration: {
      S3Uri: formatS3Uri({ bucket: resultsBucket, key: route.outputPrefix }),
      KmsKeyId: route.kmsKeyId,
    },
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
 * │ is the import's, and only where there is none repeats the call, with the same ClientToken. Where │
 * │ the call was answered, its Powertools idempotency record stands in front of it as well; a call   │
 * │ whose answer was lost has none. So a second job could come about only where List does not show   │
 * │ a job that exists while the service has forgotten its token.                                     │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * @throws what List or the ledger answers: then it is not known whether there is a job, and nothing is given up
 */
export async function startImport(
  starter: JobStarter,
  row: Import,
  route: Route,
  inputS3Uri: string,
): Promise<StartOutcome> {
  const starting = await updateImport(starter.ledger, row, {
    state: 'STARTING',
    inputS3Uri,
    firstAttemptAt: row.firstAttemptAt ?? starter.now(),
    attempts: (row.attempts ?? 0) + 1,
  });
  if (!starting) return { kind: 'lost-race' };

  const found = row.state === 'STARTING' ? await findJob(starter.healthLake, row) : undefined;
  if (found) {
    await follow(starter, starting, found);
    return { kind: 'found', jobId: found.jobId };
  }
  const request = startRequest(row, route, inputS3Uri, starter.resultsBucket);
  const [violation] = validateRequest('StartFHIRImportJob', request);
  if (violation) return giveUp(starter, starting, 'InvalidRequest');
  let job: StartedJob;
  try {
    job = await starter.startJob(request);
  } catch (error) {
    return tryAgainOrGiveUp(starter, starting, nameOf(error));
  }
  await follow(starter, starting, job);
  return { kind: 'started', jobId: job.jobId };
}

/**
 * Looks for the job of an import whose start may have been made, and follows it; starts nothing.
 * @returns its id, undefined where there is none
 */
export async function followStarted(starter: JobStarter, row: Import): Promise<string | undefined> {
  const found = await findJob(starter.healthLake, row);
  if (found) await follow(starter, row, found);
  return found?.jobId;
}

/** The job's row comes first: from then on poll-jobs follows it, even if this run dies here. */
async function follow(starter: JobStarter, row: Import, job: StartedJob): Promise<void> {
  await putJob(starter.ledger, newJob(row, job, starter.now()));
  await updateImport(starter.ledger, row, { state: 'STARTED', jobId: job.jobId });
}

const newJob = (row: Import, job: StartedJob, now: number): FollowedJob =>
  newFollowedJob({
    datastoreId: row.datastoreId,
    jobId: job.jobId,
    jobName: jobNameOf(row),
    importId: row.importId,
    attempt: row.attempt,
    fileCount: row.fileCount,
    startedAt: job.submitTime ?? now,
    inputS3Uri: row.inputS3Uri ?? '',
  });

async function findJob(healthLake: HealthLakeClient, row: Import): Promise<StartedJob | undefined> {
  const name = jobNameOf(row);
  const pages = paginateListFHIRImportJobs(
    { client: healthLake },
    { DatastoreId: row.datastoreId, JobName: name },
  );
  for await (const { ImportJobPropertiesList: jobs = [] } of pages) {
    const { JobId, SubmitTime } = jobs.find(({ JobName }) => JobName === name) ?? {};
    if (JobId === undefined) continue;
    return { jobId: JobId, ...(SubmitTime && { submitTime: SubmitTime.getTime() }) };
  }
  return undefined;
}
