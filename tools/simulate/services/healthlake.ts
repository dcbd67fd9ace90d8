import { NotServed } from '../dynamodb/parse-expression.ts';

/** What a job is about to read, as the simulation knows it beforehand. */
export interface JobSize {
  files: number;
  bytes: number;
  resources: number;
}

/** An import job of the simulated HealthLake. Times are epoch milliseconds. */
export interface SimulatedJob {
  jobId: string;
  jobName: string;
  datastoreId: string;
  inputS3Uri: string;
  outputS3Uri: string;
  submittedAt: number;
  startsAt: number;
  endsAt: number;
  size: JobSize;
}

/** How fast the service is: assumed. It runs one job of a data store at a time (HealthLake quotas). */
const QUEUED_MS = 30_000;
const JOB_MS = 60_000;
const BYTES_EACH_MS = 20_000;
const RESOURCES_EACH_MS = 2;

const seconds = (ms: number): number => ms / 1000;

type Request = Readonly<Record<string, unknown>>;

/** The few actions of HealthLake that imports take. */
export interface SimulatedHealthLake {
  jobs: readonly SimulatedJob[];
  answer: (operation: string, request: Request) => object;
}

/** What a scenario knows of jobs. */
export interface JobBook {
  /** What lies where a job is to read. */
  sizeOf: (inputS3Uri: string) => JobSize;
  /** Is told of each job when it is submitted: its results are to be there by its end. */
  onSubmit?: (job: SimulatedJob) => void;
}

/** @param now epoch milliseconds */
export function simulatedHealthLake(now: () => number, { sizeOf, onSubmit }: JobBook): SimulatedHealthLake {
  const jobs: SimulatedJob[] = [];
  const byToken = new Map<string, SimulatedJob>();
  const lastEnd = new Map<string, number>();

  const start = (request: Request): SimulatedJob => {
    const known = byToken.get(String(request.ClientToken));
    if (known) return known;
    const datastoreId = String(request.DatastoreId);
    const jobId = jobs.length.toString(16).padStart(32, '0');
    const { S3Uri: inputS3Uri } = request.InputDataConfig as { S3Uri: string };
    const { S3Configuration } = request.JobOutputDataConfig as { S3Configuration: { S3Uri: string } };
    const size = sizeOf(inputS3Uri);
    const startsAt = Math.max(now() + QUEUED_MS, lastEnd.get(datastoreId) ?? 0);
    const job: SimulatedJob = {
      jobId,
      jobName: String(request.JobName),
      datastoreId,
      inputS3Uri,
      outputS3Uri: `${S3Configuration.S3Uri.replace(/\/$/, '')}/${datastoreId}-FHIR_IMPORT-${jobId}/`,
      submittedAt: now(),
      startsAt,
      endsAt: startsAt + JOB_MS + size.bytes / BYTES_EACH_MS + size.resources / RESOURCES_EACH_MS,
      size,
    };
    lastEnd.set(datastoreId, job.endsAt);
    jobs.push(job);
    byToken.set(String(request.ClientToken), job);
    onSubmit?.(job);
    return job;
  };

  const statusOf = ({ startsAt, endsAt }: SimulatedJob): string =>
    now() < startsAt ? 'QUEUED' : now() < endsAt ? 'IN_PROGRESS' : 'COMPLETED';

  const properties = (job: SimulatedJob): object => ({
    JobId: job.jobId,
    JobName: job.jobName,
    JobStatus: statusOf(job),
    SubmitTime: seconds(job.submittedAt),
    ...(now() >= job.endsAt && { EndTime: seconds(job.endsAt) }),
    DatastoreId: job.datastoreId,
    InputDataConfig: { S3Uri: job.inputS3Uri },
    JobOutputDataConfig: { S3Configuration: { S3Uri: job.outputS3Uri, KmsKeyId: 'alias/simulated' } },
    ...(now() >= job.endsAt && {
      JobProgressReport: {
        TotalNumberOfScannedFiles: job.size.files,
        TotalNumberOfImportedFiles: job.size.files,
        TotalNumberOfResourcesScanned: job.size.resources,
        TotalNumberOfResourcesImported: job.size.resources,
      },
    }),
  });

  const operations: Readonly<Record<string, (request: Request) => object>> = {
    StartFHIRImportJob(request) {
      const job = start(request);
      return { JobId: job.jobId, JobStatus: 'SUBMITTED', DatastoreId: job.datastoreId };
    },
    DescribeFHIRImportJob: ({ JobId }) => {
      const job = jobs.find(({ jobId }) => jobId === JobId);
      return job ? { ImportJobProperties: properties(job) } : {};
    },
    ListFHIRImportJobs({ DatastoreId, JobName, SubmittedAfter, MaxResults = 100, NextToken }) {
      const from = typeof SubmittedAfter === 'number' ? SubmittedAfter * 1000 : 0;
      const all = jobs
        .filter(
          (job) =>
            job.datastoreId === DatastoreId &&
            job.submittedAt >= from &&
            (JobName === undefined || job.jobName === JobName),
        )
        .reverse();
      const at = Number(NextToken ?? 0);
      const end = at + Number(MaxResults);
      return {
        ImportJobPropertiesList: all.slice(at, end).map(properties),
        ...(end < all.length && { NextToken: String(end) }),
      };
    },
    DescribeFHIRDatastore: ({ DatastoreId }) => ({
      DatastoreProperties: {
        DatastoreId,
        DatastoreArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${String(DatastoreId)}`,
        DatastoreStatus: 'ACTIVE',
        DatastoreTypeVersion: 'R4',
        DatastoreEndpoint: 'https://simulated.invalid/r4/',
      },
    }),
  };

  return {
    jobs,
    answer(operation, request) {
      const run = operations[operation];
      if (!run) throw new NotServed(`the action ${operation} of HealthLake`);
      return run(request);
    },
  };
}
