import type { FollowedJob } from './followed-job.ts';
import type { Ledger } from './ledger.ts';
import { forgettable, getRow, getRows, openRowsNow, putRow, replaceRow, withoutKeys } from './ledger.ts';
import { OPEN_JOBS } from './row-keys.ts';

interface JobId {
  datastoreId: string;
  jobId: string;
}

const keyOf = ({ datastoreId, jobId }: JobId) => ({ pk: `JOB#${datastoreId}`, sk: jobId });
const openKeys = ({ datastoreId, jobId }: JobId) => ({
  openPk: OPEN_JOBS,
  openSk: `${datastoreId}#${jobId}`,
});

/** Writes a job to follow; false where it is followed already. */
export const putJob = (ledger: Ledger, job: FollowedJob): Promise<boolean> =>
  putRow(ledger, { ...keyOf(job), ...job, ...openKeys(job) });

/** Reads one job, consistently. */
export const getJob = (ledger: Ledger, id: JobId): Promise<FollowedJob | undefined> =>
  getRow(ledger, keyOf(id));

/** Every job that has not ended or has events unsent; each read again consistently, since the index may lag. */
export async function openJobs(ledger: Ledger): Promise<FollowedJob[]> {
  const jobs = await openRowsNow<FollowedJob>(ledger, OPEN_JOBS);
  return jobs.filter(({ closed }) => !closed);
}

/** Reads jobs, consistently, a hundred in a call; those that are not followed are left out. */
export async function getJobs(ledger: Ledger, ids: readonly JobId[]): Promise<FollowedJob[]> {
  const rows = await getRows(ledger, ids.map(keyOf));
  return rows.map((row) => withoutKeys(row) as unknown as FollowedJob);
}

/**
 * Replaces a job's row if its version is still the one that was read; undefined where another run was
 * first. State and unsent events are one write; a closed job leaves the index of open work.
 */
export const updateJob = (
  ledger: Ledger,
  job: FollowedJob,
  changes: Partial<FollowedJob>,
): Promise<FollowedJob | undefined> =>
  replaceRow(ledger, job, { ...job, ...changes }, (next) => ({
    ...keyOf(job),
    ...next,
    ...(next.closed ? forgettable(ledger) : openKeys(job)),
  }));
