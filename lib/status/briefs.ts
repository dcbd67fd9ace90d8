import { dropName } from '../routes/index.ts';
import type { FollowedJob, Import } from '../ledger/index.ts';
import { isEnded } from '../ledger/index.ts';
import { knownMessage, progressOf } from '../jobs/index.ts';
import type { ImportBrief, JobBrief } from './document.ts';
import { isoTime, isoTimeOrNull } from './status-deps.ts';

/** What a status says of an import's row. */
export const importBrief = (row: Import, because: string): ImportBrief => ({
  importId: row.importId,
  state: row.outcome ?? row.state,
  isOpen: !isEnded(row),
  route: row.route,
  drop: dropName(row.drop),
  files: row.fileCount,
  bytes: row.bytes,
  attempt: row.attempt,
  plannedAt: isoTime(row.createdAt),
  jobId: row.jobId ?? null,
  errorName: row.errorName ?? null,
  because,
});

/** What a status says of a job's row. */
export const jobBrief = (job: FollowedJob): JobBrief => ({
  jobId: job.jobId,
  datastoreId: job.datastoreId,
  importId: job.importId,
  status: job.status,
  submitTime: isoTimeOrNull(job.submitTime),
  endTime: isoTimeOrNull(job.endTime),
  inputS3Uri: job.inputS3Uri,
  outputS3Uri: job.outputS3Uri,
  progress: job.progress && progressOf(job.progress),
  message: knownMessage(job.message),
});
