import type { EventAddress, EventEntry } from '../../events/index.ts';
import { importJobOverdue } from '../../events/index.ts';
import { isTerminal } from '../healthlake/index.ts';
import type { FollowedJob } from '../ledger/index.ts';

/** How long jobs may be open, by which clock, and where that is told. */
export interface Deadline {
  overdueAfterSeconds: number;
  /** Epoch milliseconds. */
  now: () => number;
  addressOf: (datastoreId: string) => EventAddress;
}

/** The "Import Job Overdue" event of a job that has been open for longer than it may, and of which none was told. */
export function overdue(job: FollowedJob, deadline: Deadline): EventEntry | undefined {
  const submitTime = job.submitTime ?? job.startedAt;
  const isOpen = job.status === null || !isTerminal(job.status);
  const isLate = deadline.now() - submitTime > deadline.overdueAfterSeconds * 1000;
  if (!isOpen || !isLate || job.isOverdueTold) return undefined;
  return importJobOverdue(
    {
      datastoreId: job.datastoreId,
      jobId: job.jobId,
      jobName: job.jobName,
      importId: job.importId,
      status: job.status,
      submitTime: new Date(submitTime).toISOString(),
      inputS3Uri: job.inputS3Uri,
      overdueAfterSeconds: deadline.overdueAfterSeconds,
    },
    deadline.addressOf(job.datastoreId),
  );
}
