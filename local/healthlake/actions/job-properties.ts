import type { ExportJobProperties, ImportJobProperties, JobProgressReport } from '@aws-sdk/client-healthlake';
import type { Parts } from '../action.ts';
import { megabytes, progressReport } from '../imports/import-report.ts';
import type { Job } from '../jobs/jobs.ts';

/** What both kinds of jobs say of themselves. */
const jobProperties = (job: Job) => ({
  JobId: job.jobId,
  JobName: job.jobName,
  JobStatus: job.status,
  SubmitTime: new Date(job.submitTime),
  EndTime: job.endTime === undefined ? undefined : new Date(job.endTime),
  DatastoreId: job.datastoreId,
  DataAccessRoleArn: job.roleArn,
  Message: job.message,
});

/** Where a job's results go: of an import, the job's own folder. */
const outputOf = (job: Job) => ({ S3Configuration: { S3Uri: job.outputUri, KmsKeyId: job.kmsKeyId } });

/** An import job as Describe and List have it; its output location is the job's own folder. */
export const importJobProperties = (parts: Parts, job: Job): ImportJobProperties => ({
  ...jobProperties(job),
  InputDataConfig: { S3Uri: job.inputUri ?? '' },
  JobOutputDataConfig: outputOf(job),
  JobProgressReport: job.progress ?? liveReport(parts, job),
  ValidationLevel: job.validationLevel,
});

function liveReport({ imports }: Parts, job: Job): JobProgressReport | undefined {
  const running = imports.running();
  if (running?.jobId !== job.jobId) return undefined;
  const seconds = Math.max(0.001, (Date.now() - running.since) / 1000);
  return progressReport(
    running.totals,
    megabytes(Math.max(0, running.totals.bytesRead - running.bytesBefore)) / seconds,
  );
}

/** An export job as Describe and List have it. */
export const exportJobProperties = (_parts: Parts, job: Job): ExportJobProperties => ({
  ...jobProperties(job),
  OutputDataConfig: outputOf(job),
});
