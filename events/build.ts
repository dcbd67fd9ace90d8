import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import {
  adviceOnStartFailure,
  incompleteDropAdvice,
  overdueAdvice,
  rejectionAdvice,
  withdrawalAdvice,
} from './advice.ts';
import { eventId } from './event-id.ts';
import type {
  DetailType,
  DropIncomplete,
  ImportFileRejected,
  ImportFileWithdrawn,
  ImportJobOverdue,
  ImportJobProgress,
  ImportJobStatusChanged,
  ImportStartFailed,
  InletEvents,
} from './types.generated.ts';

/** `source` of every event of Inlet. */
export const EVENT_SOURCE = 'inlet';

/** One entry of a PutEvents request, complete. */
export interface EventEntry extends PutEventsRequestEntry {
  Source: typeof EVENT_SOURCE;
  DetailType: DetailType;
  Detail: string;
  EventBusName: string;
  Time: Date;
  Resources: string[];
}

/** Where an event goes, when its subject was observed, and the ARNs it is about. */
export interface EventAddress {
  eventBusName: string;
  time: Date;
  resources: string[];
}

/** What a builder adds: callers do not write these members. */
export type Added = 'schemaVersion' | 'eventId' | 'advice';

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

/** "Import File Rejected": an object that will not be imported as it is; the advice follows from the reason. */
export function importFileRejected(
  rejection: Omit<ImportFileRejected, Added>,
  address: EventAddress,
): EventEntry {
  const { bucket, key, sequencer, reason } = rejection;
  return entry('Import File Rejected', address, {
    schemaVersion: '1',
    eventId: eventId('Import File Rejected', bucket, key, sequencer),
    bucket,
    key,
    versionId: rejection.versionId,
    size: rejection.size,
    etag: rejection.etag,
    sequencer,
    route: rejection.route,
    drop: rejection.drop,
    reason,
    advice: rejectionAdvice[reason],
    recordedAt: rejection.recordedAt,
  });
}

/** "Import File Withdrawn": a file that was deleted before an import had it. */
export function importFileWithdrawn(
  withdrawal: Omit<ImportFileWithdrawn, Added>,
  address: EventAddress,
): EventEntry {
  const { bucket, key, sequencer, reason } = withdrawal;
  return entry('Import File Withdrawn', address, {
    schemaVersion: '1',
    eventId: eventId('Import File Withdrawn', bucket, key, sequencer),
    bucket,
    key,
    versionId: withdrawal.versionId,
    size: withdrawal.size,
    etag: withdrawal.etag,
    sequencer,
    route: withdrawal.route,
    drop: withdrawal.drop,
    reason,
    advice: withdrawalAdvice[reason],
    recordedAt: withdrawal.recordedAt,
    withdrawnAt: withdrawal.withdrawnAt,
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

/** "Drop Incomplete": a manifest names files that have not arrived. */
export function dropIncomplete(incomplete: Omit<DropIncomplete, Added>, address: EventAddress): EventEntry {
  const { bucket, marker, markerSequencer } = incomplete;
  return entry('Drop Incomplete', address, {
    schemaVersion: '1',
    eventId: eventId('Drop Incomplete', bucket, marker, markerSequencer),
    bucket,
    route: incomplete.route,
    drop: incomplete.drop,
    marker,
    markerSequencer,
    announcedFiles: incomplete.announcedFiles,
    presentFiles: incomplete.presentFiles,
    missingFiles: incomplete.missingFiles,
    missing: incomplete.missing,
    types: incomplete.types.map(({ type, announced, present }) => ({ type, announced, present })),
    markedAt: incomplete.markedAt,
    advice: incompleteDropAdvice,
  });
}

/*
 * The builders above name every member once more instead of spreading their input: the detail then has
 * exactly the members of the schema, in one order, whatever else an object read from the ledger carries.
 */
export function entry<T extends DetailType>(
  type: T,
  address: EventAddress,
  detail: InletEvents[T],
): EventEntry {
  return {
    Source: EVENT_SOURCE,
    DetailType: type,
    Detail: JSON.stringify(detail),
    EventBusName: address.eventBusName,
    Time: address.time,
    Resources: address.resources,
  };
}

/**
 * Size of an entry in bytes as PutEvents counts it (EventBridge User Guide, "Calculating PutEvents event
 * entry size"): 14 for the time, and the UTF-8 length of source, detail-type, detail and each resource.
 */
export function entrySize({ Source, DetailType, Detail, Resources }: EventEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 14);
}
