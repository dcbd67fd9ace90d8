import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { ResourceNotFoundException } from '@aws-sdk/client-healthlake';
import type { FollowedJob, Observation } from '../ledger/index.ts';
import type { JobApi } from './job-apis.ts';

/** How far before the oldest open job's start the List begins: the service's clock is not ours. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** What one look at a data store showed. */
export interface Observed<Properties> {
  seen: Map<string, Observation>;
  /** What the List showed besides. */
  others: Properties[];
  /** Jobs that could not be asked for this time, with the error. */
  failed: { jobId: string; error: unknown }[];
}

/**
 * Looks at the open jobs of one kind of one data store: one List (paged, newest pages until all are found) for all
 * of them, since its rate is 10 a second for the whole account. A job that the List does not show, be it
 * that it lags or forgets, is asked for by Describe. A job that even Describe does not know stays unseen; one
 * that Describe fails for takes nothing from what was seen of the others.
 * @param othersSince epoch milliseconds: to see all jobs that were submitted since then, not only the given ones
 * @throws the service's error where List fails
 */
export async function observeJobs<Properties extends { JobId?: string | undefined }>(
  healthLake: HealthLakeClient,
  api: JobApi<Properties>,
  datastoreId: string,
  jobs: readonly FollowedJob[],
  othersSince = Infinity,
): Promise<Observed<Properties>> {
  const wanted = new Set(jobs.map((job) => job.jobId));
  const seen = new Map<string, Observation>();
  const failed: Observed<Properties>['failed'] = [];
  const others: Properties[] = [];
  const since = Math.min(othersSince, ...jobs.map((job) => job.startedAt - CLOCK_MARGIN_MS));
  for await (const page of api.list(healthLake, datastoreId, new Date(since))) {
    for (const properties of page) {
      if (properties.JobId !== undefined && wanted.delete(properties.JobId)) {
        seen.set(properties.JobId, api.observationOf(properties));
      } else others.push(properties);
    }
    if (wanted.size === 0 && othersSince === Infinity) break;
  }
  for (const jobId of wanted) {
    try {
      const properties = await orNothing(api.describe(healthLake, { datastoreId, jobId }));
      if (properties) seen.set(jobId, api.observationOf(properties));
    } catch (error) {
      failed.push({ jobId, error });
    }
  }
  return { seen, failed, others };
}

async function orNothing<T>(asked: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
