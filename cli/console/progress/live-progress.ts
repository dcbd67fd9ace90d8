import type { OpenImport } from '../../../console/api/index.ts';
import type { RunningCloud } from '../console-context.ts';

type Job = OpenImport['job'];
type Live = ReturnType<RunningCloud['progress']>[number];

const BYTES_PER_MB = 1_000_000;

/** What the cloud of this process knows of a running job now; undefined for others. */
export const liveOf = (cloud: RunningCloud | undefined, job: Job): Live | undefined =>
  job ? cloud?.progress().find(({ jobId }) => jobId === job.jobId) : undefined;

/** A job with its counts of this moment in place of those of the last look, which is up to a minute old. */
export function withLiveCounts<T extends Job>(job: T, live: Live | undefined): T {
  if (!job || !live) return job;
  const progress: NonNullable<NonNullable<Job>['progress']> = {
    filesScanned: live.filesRead,
    filesImported: live.filesRead,
    filesWithErrors: 0,
    ...job.progress,
    megabytesScanned: live.bytesRead / BYTES_PER_MB,
    resourcesScanned: live.resources,
    resourcesImported: live.resources - live.failed,
    resourcesWithErrors: live.failed,
  };
  return { ...job, progress };
}
