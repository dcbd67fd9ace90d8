import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { StartFHIRImportJobRequest } from '@aws-sdk/client-healthlake';
import { paginateListFHIRImportJobs, StartFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import type { FollowedJob, Import } from '../ledger/index.ts';
import { newFollowedJob, putJob, updateImport } from '../ledger/index.ts';
import { validateRequest } from '../healthlake/index.ts';
import { formatS3Uri } from '../s3/index.ts';
import { nameOf } from '../../errors/index.ts';
import type { Route } from '../routes/index.ts';
import type { StartDeps, StartedJob, StartJob } from './start-deps.ts';
import type { NotStarted, RetryDeps } from './start-retry.ts';
import { giveUp, retryOrGiveUp } from './start-retry.ts';

/** What starting a job needs from outside. */
type JobDeps = RetryDeps & Pick<StartDeps, 'healthLake' | 'startJob' | 'resultsBucket'>;

/** What became of one try to start a job. */
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
 * The name of an import's job: its importId, with the number of its run from the second on, for a start whose outcome
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
 * │ becomes at most one job each time it is run; the newest content of a key is the last imported.   │
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
  deps: JobDeps,
  row: Import,
  route: Route,
  inputS3Uri: string,
): Promise<StartOutcome> {
  const starting = await updateImport(deps.ledger, row, {
    state: 'STARTING',
    inputS3Uri,
    firstAttemptAt: row.firstAttemptAt ?? deps.now(),
    attempts: (row.attempts ?? 0) + 1,
    seen: undefined,
  });
  if (!starting) return { kind: 'lost-race' };

  const found = row.state === 'STARTING' ? await findJob(deps.healthLake, row) : undefined;
  if (found) {
    await follow(deps, starting, found);
    return { kind: 'found', jobId: found.jobId };
  }
  const request = startRequest(row, route, inputS3Uri, deps.resultsBucket);
  const [violation] = validateRequest('StartFHIRImportJob', request);
  if (violation) return giveUp(deps, starting, 'InvalidRequest');
  let job: StartedJob;
  try {
    job = await deps.startJob(request);
  } catch (error) {
    return retryOrGiveUp(deps, starting, nameOf(error));
  }
  await follow(deps, starting, job);
  return { kind: 'started', jobId: job.jobId };
}

/**
 * Looks for the job of an import whose start may have been made, and follows it; starts nothing.
 * @returns its id, undefined where there is none
 */
export async function followStarted(deps: JobDeps, row: Import): Promise<string | undefined> {
  const found = await findJob(deps.healthLake, row);
  if (found) await follow(deps, row, found);
  return found?.jobId;
}

/** The job's row comes first: from then on poll-jobs follows it, even if this run dies here. */
async function follow(deps: JobDeps, row: Import, job: StartedJob): Promise<void> {
  await putJob(deps.ledger, newJob(row, job, deps.now()));
  await updateImport(deps.ledger, row, { state: 'STARTED', jobId: job.jobId });
}

const newJob = (row: Import, job: StartedJob, now: number): FollowedJob =>
  newFollowedJob({
    datastoreId: row.datastoreId,
    jobId: job.jobId,
    jobName: jobNameOf(row),
    importId: row.importId,
    route: row.route,
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
