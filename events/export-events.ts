import { adviceOnExportFailure, exportOverdueAdvice } from './advice.ts';
import type { Added, EventAddress, EventEntry } from './entry.ts';
import { entry } from './entry.ts';
import { eventId } from './event-id.ts';
import type {
  ExportFileReady,
  ExportHeld,
  ExportJobOverdue,
  ExportJobStatusChanged,
  ExportStartFailed,
} from './types.generated.ts';

/** "Export Job Status Changed": one observed change of one job. */
export function exportJobStatusChanged(
  change: Omit<ExportJobStatusChanged, Added>,
  address: EventAddress,
): EventEntry {
  const { sequence, datastoreId, jobId, files } = change;
  return entry('Export Job Status Changed', address, {
    schemaVersion: '1',
    eventId: eventId('Export Job Status Changed', datastoreId, jobId, sequence),
    sequence,
    datastoreId,
    jobId,
    jobName: change.jobName,
    exportName: change.exportName,
    exportId: change.exportId,
    previousStatus: change.previousStatus,
    status: change.status,
    submitTime: change.submitTime,
    endTime: change.endTime,
    outputS3Uri: change.outputS3Uri,
    files: files && {
      count: files.count,
      bytes: files.bytes,
      types: files.types.map(({ resourceType, files: count, bytes }) => ({
        resourceType,
        files: count,
        bytes,
      })),
    },
    message: change.message,
  });
}

/** "Export Job Overdue": a job has been open for too long. */
export function exportJobOverdue(job: Omit<ExportJobOverdue, Added>, address: EventAddress): EventEntry {
  const { datastoreId, jobId } = job;
  return entry('Export Job Overdue', address, {
    schemaVersion: '1',
    eventId: eventId('Export Job Overdue', datastoreId, jobId),
    datastoreId,
    jobId,
    jobName: job.jobName,
    exportName: job.exportName,
    exportId: job.exportId,
    status: job.status,
    submitTime: job.submitTime,
    outputS3Uri: job.outputS3Uri,
    overdueAfterSeconds: job.overdueAfterSeconds,
    advice: exportOverdueAdvice,
  });
}

/** "Export File Ready": one file of an export that has completed. */
export function exportFileReady(file: Omit<ExportFileReady, Added>, address: EventAddress): EventEntry {
  const { datastoreId, jobId, fileS3Uri } = file;
  return entry('Export File Ready', address, {
    schemaVersion: '1',
    eventId: eventId('Export File Ready', datastoreId, jobId, fileS3Uri),
    datastoreId,
    jobId,
    exportName: file.exportName,
    exportId: file.exportId,
    jobStatus: file.jobStatus,
    resourceType: file.resourceType,
    fileS3Uri,
    bytes: file.bytes,
    etag: file.etag,
  });
}

/** "Export Held": a run waits for another export of its data store. */
export function exportHeld(run: Omit<ExportHeld, Added>, address: EventAddress): EventEntry {
  return entry('Export Held', address, {
    schemaVersion: '1',
    eventId: eventId('Export Held', run.exportId),
    exportName: run.exportName,
    exportId: run.exportId,
    datastoreId: run.datastoreId,
    cause: run.cause,
    requestId: run.requestId,
    dueAt: run.dueAt,
    openJobId: run.openJobId,
    openExportName: run.openExportName,
  });
}

/** "Export Start Failed": no job was started for a run, and none will be. */
export function exportStartFailed(run: Omit<ExportStartFailed, Added>, address: EventAddress): EventEntry {
  return entry('Export Start Failed', address, {
    schemaVersion: '1',
    eventId: eventId('Export Start Failed', run.exportId),
    exportName: run.exportName,
    exportId: run.exportId,
    datastoreId: run.datastoreId,
    cause: run.cause,
    requestId: run.requestId,
    dueAt: run.dueAt,
    errorName: run.errorName,
    message: run.message,
    firstAttemptAt: run.firstAttemptAt,
    advice: adviceOnExportFailure(run.errorName),
  });
}
