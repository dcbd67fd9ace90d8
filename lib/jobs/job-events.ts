import type { JobProgressReport } from '@aws-sdk/client-healthlake';
import type { EventAddress, EventEntry, ImportJobStatusChanged } from '../../events/index.ts';
import { importJobOverdue, importJobProgress, importJobStatusChanged } from '../../events/index.ts';
import type { FollowedJob, ProgressEvent, Transition } from '../ledger/index.ts';
import { knownMessage } from './known-message.ts';

/** The "Import Job Status Changed" event of one transition. */
export const statusChanged = (
  job: FollowedJob,
  transition: Transition,
  address: EventAddress,
): EventEntry => {
  const { progress, endTime, message } = transition;
  return importJobStatusChanged(
    {
      sequence: transition.sequence,
      datastoreId: job.datastoreId,
      jobId: job.jobId,
      jobName: job.jobName,
      importId: job.importId,
      previousStatus: transition.previousStatus,
      status: transition.status,
      submitTime: new Date(transition.submitTime ?? job.startedAt).toISOString(),
      endTime: endTime === null ? null : new Date(endTime).toISOString(),
      inputS3Uri: job.inputS3Uri,
      outputS3Uri: transition.outputS3Uri,
      fileCount: job.fileCount,
      progress: progress && progressOf(progress),
      message: knownMessage(message),
    },
    address,
  );
};

/** The "Import Job Overdue" event of a job that has been open for longer than it may. */
export const overdue = (job: FollowedJob, overdueAfterSeconds: number, address: EventAddress): EventEntry =>
  importJobOverdue(
    {
      datastoreId: job.datastoreId,
      jobId: job.jobId,
      jobName: job.jobName,
      importId: job.importId,
      status: job.status,
      submitTime: new Date(job.submitTime ?? job.startedAt).toISOString(),
      inputS3Uri: job.inputS3Uri,
      overdueAfterSeconds,
    },
    address,
  );

/** The "Import Job Progress" event of a job that runs. */
export const progressed = (job: FollowedJob, seen: ProgressEvent, address: EventAddress): EventEntry =>
  importJobProgress(
    {
      datastoreId: job.datastoreId,
      jobId: job.jobId,
      jobName: job.jobName,
      importId: job.importId,
      status: seen.status,
      submitTime: new Date(job.submitTime ?? job.startedAt).toISOString(),
      observedAt: new Date(seen.observedAt).toISOString(),
      inputS3Uri: job.inputS3Uri,
      fileCount: job.fileCount,
      progress: progressOf(seen.progress),
    },
    address,
  );

/** Counts of a job, under the names that events and the command line give them. */
export type JobProgress = NonNullable<ImportJobStatusChanged['progress']>;

/** The members of JobProgressReport (API reference); those that the service leaves out are zero. */
export const progressOf = (report: JobProgressReport): JobProgress => ({
  filesScanned: report.TotalNumberOfScannedFiles ?? 0,
  filesImported: report.TotalNumberOfImportedFiles ?? 0,
  filesWithErrors: report.TotalNumberOfFilesReadWithCustomerError ?? 0,
  megabytesScanned: report.TotalSizeOfScannedFilesInMB ?? 0,
  resourcesScanned: report.TotalNumberOfResourcesScanned ?? 0,
  resourcesImported: report.TotalNumberOfResourcesImported ?? 0,
  resourcesWithErrors: report.TotalNumberOfResourcesWithCustomerError ?? 0,
});
