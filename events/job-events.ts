import { adviceOnStartFailure, overdueAdvice } from './advice.ts';
import type { Added, EventAddress, EventEntry } from './entry.ts';
import { entry } from './entry.ts';
import { eventId } from './event-id.ts';
import type {
  ImportJobOverdue,
  ImportJobProgress,
  ImportJobStatusChanged,
  ImportStartFailed,
} from './types.generated.ts';

/** "Import Job Status Changed": one observed change of one job. */
export function importJobStatusChanged(
  change: Omit<ImportJobStatusChanged, Added>,
  address: EventAddress,
): EventEntry {
  const { sequence, datastoreId, jobId, progress } = change;
  return entry('Import Job Status Changed', address, {
    schemaVersion: '1',
    eventId: eventId('Import Job Status Changed', datastoreId, jobId, sequence),
    sequence,
    datastoreId,
    jobId,
    jobName: change.jobName,
    importId: change.importId,
    previousStatus: change.previousStatus,
    status: change.status,
    submitTime: change.submitTime,
    endTime: change.endTime,
    inputS3Uri: change.inputS3Uri,
    outputS3Uri: change.outputS3Uri,
    fileCount: change.fileCount,
    progress: progress && countsOf(progress),
    message: change.message,
  });
}

/** "Import Job Progress": counts of a job that runs. */
export function importJobProgress(job: Omit<ImportJobProgress, Added>, address: EventAddress): EventEntry {
  const { datastoreId, jobId, observedAt } = job;
  return entry('Import Job Progress', address, {
    schemaVersion: '1',
    eventId: eventId('Import Job Progress', datastoreId, jobId, observedAt),
    datastoreId,
    jobId,
    jobName: job.jobName,
    importId: job.importId,
    status: job.status,
    submitTime: job.submitTime,
    observedAt,
    inputS3Uri: job.inputS3Uri,
    fileCount: job.fileCount,
    progress: countsOf(job.progress),
  });
}

const countsOf = (progress: ImportJobProgress['progress']): ImportJobProgress['progress'] => ({
  filesScanned: progress.filesScanned,
  filesImported: progress.filesImported,
  filesWithErrors: progress.filesWithErrors,
  megabytesScanned: progress.megabytesScanned,
  resourcesScanned: progress.resourcesScanned,
  resourcesImported: progress.resourcesImported,
  resourcesWithErrors: progress.resourcesWithErrors,
});

/** "Import Job Overdue": a job has been open for too long. */
export function importJobOverdue(job: Omit<ImportJobOverdue, Added>, address: EventAddress): EventEntry {
  const { datastoreId, jobId } = job;
  return entry('Import Job Overdue', address, {
    schemaVersion: '1',
    eventId: eventId('Import Job Overdue', datastoreId, jobId),
    datastoreId,
    jobId,
    jobName: job.jobName,
    importId: job.importId,
    status: job.status,
    submitTime: job.submitTime,
    inputS3Uri: job.inputS3Uri,
    overdueAfterSeconds: job.overdueAfterSeconds,
    advice: overdueAdvice,
  });
}

/** "Import Start Failed": Inlet gave up starting an import; the advice follows from the error's name. */
export function importStartFailed(
  failure: Omit<ImportStartFailed, Added>,
  address: EventAddress,
): EventEntry {
  const { importId, attempt, errorName } = failure;
  return entry('Import Start Failed', address, {
    schemaVersion: '1',
    eventId: eventId('Import Start Failed', importId, attempt),
    importId,
    datastoreId: failure.datastoreId,
    jobName: failure.jobName,
    attempt,
    inputS3Uri: failure.inputS3Uri,
    fileCount: failure.fileCount,
    errorName,
    message: failure.message,
    firstAttemptAt: failure.firstAttemptAt,
    gaveUpAt: failure.gaveUpAt,
    advice: adviceOnStartFailure(errorName),
  });
}
