import type { ImportJobProperties } from '@aws-sdk/client-healthlake';
import type { FollowedJob, Ledger, Observation } from '../ledger/index.ts';
import { getImport, getJobs, newFollowedJob, putJob } from '../ledger/index.ts';
import { importJobs } from './job-apis.ts';

/**
 * Jobs of others are looked for among those that were submitted within this time. One that began and ended while
 * nobody polled for longer is not reported.
 */
export const ADOPTED_WITHIN_MS = 15 * 60_000;

/** A job that is followed from now on, with what it was seen as. */
export interface Adopted {
  job: FollowedJob;
  observation: Observation;
}

/** Begins to follow jobs that nobody follows and that are not of an import of Inlet's own. */
export async function adoptJobs(ledger: Ledger, listed: readonly ImportJobProperties[]): Promise<Adopted[]> {
  const ids = listed.flatMap(({ DatastoreId, JobId }) =>
    DatastoreId === undefined || JobId === undefined ? [] : { datastoreId: DatastoreId, jobId: JobId },
  );
  const followed = new Set((await getJobs(ledger, ids)).map(({ jobId }) => jobId));
  const adopted: Adopted[] = [];
  for (const properties of listed) {
    if (properties.JobId === undefined || followed.has(properties.JobId)) continue;
    // Started by Inlet a moment ago, or by a run that died: start-imports will find it by this name.
    if (await isOwn(ledger, properties.JobName)) continue;
    const job = adoptedJob(properties);
    if (await putJob(ledger, job)) adopted.push({ job, observation: importJobs.observationOf(properties) });
  }
  return adopted;
}

/** The importId, and a number where it is a later run's. */
const OWN_NAME = /^(imp-[0-9a-f]{24})(-\d+)?$/;

async function isOwn(ledger: Ledger, jobName: string | undefined): Promise<boolean> {
  const [, importId] = OWN_NAME.exec(jobName ?? '') ?? [];
  return importId !== undefined && (await getImport(ledger, importId)) !== undefined;
}

const adoptedJob = (properties: ImportJobProperties): FollowedJob =>
  newFollowedJob({
    datastoreId: properties.DatastoreId ?? '',
    jobId: properties.JobId ?? '',
    jobName: properties.JobName ?? null,
    importId: null,
    fileCount: null,
    startedAt: properties.SubmitTime?.getTime() ?? 0,
    inputS3Uri: properties.InputDataConfig?.S3Uri ?? '',
  });
