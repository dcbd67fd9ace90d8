import { createHash } from 'node:crypto';
import type { HealthLakeClient, StartFHIRExportJobRequest } from '@aws-sdk/client-healthlake';
import {
  ListFHIRExportJobsCommand,
  paginateListFHIRExportJobs,
  StartFHIRExportJobCommand,
} from '@aws-sdk/client-healthlake';
import { nameOf } from '../../errors/index.ts';
import { validateRequest } from '../healthlake/index.ts';
import type { ExportRequest, ExportRun } from '../ledger/index.ts';
import { newFollowedJob, putJob, updateExportRun } from '../ledger/index.ts';
import { formatS3Uri } from '../s3/index.ts';
import { nextTryAt } from '../starts/index.ts';
import type { ExportDeps, StartedExport, StartExportJob } from './export-deps.ts';
import type { Export } from './exports.ts';

/** What became of one try to start a run's job. */
export type StartOutcome =
  | { kind: 'started' | 'found'; jobId: string }
  | { kind: 'later'; errorName: string; retryAt: number }
  | { kind: 'failed'; errorName: string }
  | { kind: 'lost-race' };

/** The bare call, for `startExportJob`. */
export const startExportJobWith =
  (healthLake: HealthLakeClient): StartExportJob =>
  async (request) => {
    const { JobId } = await healthLake.send(new StartFHIRExportJobCommand(request));
    if (JobId === undefined) throw new Error('StartFHIRExportJob answered without a JobId');
    return { jobId: JobId };
  };

/** What a run's job is started with. Its token follows from the export's name and its due time (or request). */
const requestFor = ({ exportId }: ExportRun, one: Export): ExportRequest => ({
  datastoreId: one.datastoreId,
  clientToken: createHash('sha256')
    .update(JSON.stringify([one.datastoreId, exportId]))
    .digest('hex'),
  outputS3Uri: formatS3Uri({ bucket: one.bucket, key: one.outputPrefix }),
  kmsKeyId: one.kmsKeyId,
  dataAccessRoleArn: one.dataAccessRoleArn,
});

/**
 * Starts a run's job once.
 *
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ Invariant: a due time of an export, and a request for one, becomes at most one job.              │
 * │                                                                                                  │
 * │ No transaction spans the ledger and HealthLake. The row says STARTING, and with what, before the │
 * │ call is made. A run that finds STARTING does not know whether the call arrived: it looks for a   │
 * │ job whose name is the exportId, and only where there is none repeats the call, with the same     │
 * │ ClientToken. A call that HealthLake refused made no job: the row says READY again. So a second   │
 * │ job could come about only where List does not show a job that exists while the service has       │
 * │ forgotten its token, and the answer to the first call was lost.                                  │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * @throws what List or the ledger answers: then it is not known whether there is a job, and nothing is given up
 */
export async function startExport(
  deps: ExportDeps,
  run: ExportRun,
  one: Export | undefined,
): Promise<StartOutcome> {
  const request = run.request ?? (one && requestFor(run, one));
  if (!request) return giveUp(deps, run, 'NoSuchExport');
  const starting = await updateExportRun(deps.ledger, run, {
    state: 'STARTING',
    request,
    firstAttemptAt: run.firstAttemptAt ?? deps.now(),
    attempts: (run.attempts ?? 0) + 1,
    seen: undefined,
  });
  if (!starting) return { kind: 'lost-race' };

  const found = run.state === 'STARTING' ? await findJob(deps.healthLake, run.exportId, request) : undefined;
  if (found) {
    await follow(deps, starting, request, found);
    return { kind: 'found', jobId: found.jobId };
  }
  const call = callOf(run.exportId, request);
  const [violation] = validateRequest('StartFHIRExportJob', call);
  if (violation) return giveUp(deps, starting, 'InvalidRequest');
  let job: StartedExport;
  try {
    job = await deps.startExportJob(call);
  } catch (error) {
    return retryOrGiveUp(deps, starting, nameOf(error));
  }
  await follow(deps, starting, request, job);
  return { kind: 'started', jobId: job.jobId };
}

const callOf = (exportId: string, request: ExportRequest): StartFHIRExportJobRequest => ({
  JobName: exportId,
  ClientToken: request.clientToken,
  DatastoreId: request.datastoreId,
  DataAccessRoleArn: request.dataAccessRoleArn,
  OutputDataConfig: { S3Configuration: { S3Uri: request.outputS3Uri, KmsKeyId: request.kmsKeyId } },
});

/** The job's row comes first: from then on poll-jobs follows it, even if this run dies here. */
async function follow(
  deps: ExportDeps,
  run: ExportRun,
  { datastoreId }: ExportRequest,
  job: StartedExport,
): Promise<void> {
  await putJob(
    deps.ledger,
    newFollowedJob({
      datastoreId,
      jobId: job.jobId,
      kind: 'export',
      jobName: run.exportId,
      exportName: run.exportName,
      exportId: run.exportId,
      importId: null,
      fileCount: null,
      startedAt: job.submitTime ?? deps.now(),
      inputS3Uri: '',
    }),
  );
  await updateExportRun(deps.ledger, run, {
    state: 'STARTED',
    jobId: job.jobId,
    retryAt: undefined,
    errorName: undefined,
  });
}

async function findJob(
  client: HealthLakeClient,
  exportId: string,
  { datastoreId }: ExportRequest,
): Promise<StartedExport | undefined> {
  const pages = paginateListFHIRExportJobs({ client }, { DatastoreId: datastoreId, JobName: exportId });
  for await (const { ExportJobPropertiesList: jobs = [] } of pages) {
    const { JobId, SubmitTime } = jobs.find(({ JobName }) => JobName === exportId) ?? {};
    if (JobId === undefined) continue;
    return { jobId: JobId, ...(SubmitTime && { submitTime: SubmitTime.getTime() }) };
  }
  return undefined;
}

/** Errors by which HealthLake says that it made no job. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'ThrottlingException',
  'ValidationException',
]);

/** What HealthLake may answer where as many exports are queued as may be: its reference does not say which. */
const OVER_QUEUE: ReadonlySet<string> = new Set(['ThrottlingException', 'ValidationException']);

/**
 * Keeps a run for a later try, with growing waits, or gives it up where it was refused for long enough. Where exports of
 * others are queued in its data store, the refusal may be the queue's limit: that is waited for without end.
 * @param run with the try that failed counted in `attempts`, and `firstAttemptAt`
 */
export async function retryOrGiveUp(
  deps: ExportDeps,
  run: ExportRun,
  errorName: string,
): Promise<StartOutcome> {
  const othersQueued = OVER_QUEUE.has(errorName) && (await hasQueued(deps.healthLake, run.request));
  const patience = othersQueued ? { ...deps, giveUpAfterSeconds: Infinity } : deps;
  const retryAt = nextTryAt(patience, run, errorName);
  if (retryAt === undefined) return giveUp(deps, run, errorName);
  const kept = await updateExportRun(deps.ledger, run, {
    state: REFUSALS.has(errorName) ? 'READY' : run.state,
    errorName,
    retryAt,
    ...(othersQueued && { seen: { othersQueued } }),
  });
  return kept ? { kind: 'later', errorName, retryAt } : { kind: 'lost-race' };
}

async function hasQueued(client: HealthLakeClient, request: ExportRequest | undefined): Promise<boolean> {
  if (!request) return false;
  try {
    const { ExportJobPropertiesList: queued = [] } = await client.send(
      new ListFHIRExportJobsCommand({ DatastoreId: request.datastoreId, JobStatus: 'QUEUED', MaxResults: 1 }),
    );
    return queued.length > 0;
  } catch {
    return false;
  }
}

/** Gives a run up: no job will be started for it. */
export async function giveUp(
  { ledger }: Pick<ExportDeps, 'ledger'>,
  run: ExportRun,
  errorName: string,
): Promise<StartOutcome> {
  const failed = await updateExportRun(ledger, run, { state: 'START_FAILED', errorName });
  return failed ? { kind: 'failed', errorName } : { kind: 'lost-race' };
}
