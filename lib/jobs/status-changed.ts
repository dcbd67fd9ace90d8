import type { EventAddress, EventEntry } from '../../events/index.ts';
import { importJobStatusChanged } from '../../events/index.ts';
import type { FollowedJob, Transition } from '../ledger/index.ts';
import { knownMessage } from './known-message.ts';
import { progressOf } from './progress.ts';

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
