import type { EventAddress, EventEntry, ExportJobStatusChanged } from '../../events/index.ts';
import { exportJobOverdue, exportJobStatusChanged } from '../../events/index.ts';
import { isTerminal } from '../healthlake/index.ts';
import type { ExportedFiles, FollowedJob, Transition } from '../ledger/index.ts';
import { knownMessage } from './known-message.ts';

/** What the events of an export job say of it in any case. */
const jobOf = (job: FollowedJob) => ({
  datastoreId: job.datastoreId,
  jobId: job.jobId,
  jobName: job.jobName,
  exportName: job.exportName ?? null,
  exportId: job.exportId ?? null,
});

/** The "Export Job Status Changed" event of one transition; that of the end has what was counted of the job's folder. */
export const exportStatusChanged = (
  job: FollowedJob,
  transition: Transition,
  address: EventAddress,
): EventEntry =>
  exportJobStatusChanged(
    {
      ...jobOf(job),
      sequence: transition.sequence,
      previousStatus: transition.previousStatus,
      status: transition.status,
      submitTime: new Date(transition.submitTime ?? job.startedAt).toISOString(),
      endTime: transition.endTime === null ? null : new Date(transition.endTime).toISOString(),
      outputS3Uri: transition.outputS3Uri,
      files: isTerminal(transition.status) && job.counted ? filesOf(job.counted) : null,
      message: knownMessage(transition.message),
    },
    address,
  );

/** The "Export Job Overdue" event of a job that has been open for longer than it may. */
export const exportOverdue = (
  job: FollowedJob,
  overdueAfterSeconds: number,
  address: EventAddress,
): EventEntry =>
  exportJobOverdue(
    {
      ...jobOf(job),
      status: job.status,
      submitTime: new Date(job.submitTime ?? job.startedAt).toISOString(),
      outputS3Uri: job.outputS3Uri,
      overdueAfterSeconds,
    },
    address,
  );

/** Files of an export, under the names that events and the command line give them. */
export type ExportFiles = NonNullable<ExportJobStatusChanged['files']>;

export function filesOf({ types }: ExportedFiles): ExportFiles {
  const listed = Object.entries(types)
    .map(([resourceType, { files, bytes }]) => ({ resourceType, files, bytes }))
    .sort((a, b) => (a.resourceType < b.resourceType ? -1 : 1));
  return {
    count: listed.reduce((sum, { files }) => sum + files, 0),
    bytes: listed.reduce((sum, { bytes }) => sum + bytes, 0),
    types: listed,
  };
}
