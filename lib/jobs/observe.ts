import type { HealthLakeClient, ImportJobProperties } from '@aws-sdk/client-healthlake';
import {
  DescribeFHIRImportJobCommand,
  paginateListFHIRImportJobs,
  ResourceNotFoundException,
} from '@aws-sdk/client-healthlake';
import type { FollowedJob, Observation } from '../ledger/index.ts';

/** How far before the oldest open job's start the List begins: the service's clock is not ours. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** The most jobs that a page of a List holds (API reference, ListFHIRImportJobs). */
const PAGE_SIZE = 500;

/** What one look at a data store showed. */
export interface Observed {
  seen: Map<string, Observation>;
  /** What the List showed besides. */
  others: ImportJobProperties[];
  /** Jobs that could not be asked for this time, with the error. */
  failed: { jobId: string; error: unknown }[];
}

/**
 * Looks at the open jobs of one data store: one List (paged, newest pages until all are found) for all
 * of them, since its rate is 10 a second for the whole account. A job that the List does not show, be it
 * that it lags or forgets, is asked for by Describe. A job that even Describe does not know stays unseen; one
 * that Describe fails for takes nothing from what was seen of the others.
 * @param othersSince epoch milliseconds: to see all jobs that were submitted since then, not only the given ones
 * @throws the service's error where List fails
 */
export async function observeJobs(
  healthLake: HealthLakeClient,
  datastoreId: string,
  jobs: readonly FollowedJob[],
  othersSince = Infinity,
): Promise<Observed> {
  const wanted = new Set(jobs.map((job) => job.jobId));
  const seen: Observed['seen'] = new Map();
  const failed: Observed['failed'] = [];
  const others: ImportJobProperties[] = [];
  const since = Math.min(othersSince, ...jobs.map((job) => job.startedAt - CLOCK_MARGIN_MS));
  const pages = paginateListFHIRImportJobs(
    { client: healthLake, pageSize: PAGE_SIZE },
    { DatastoreId: datastoreId, SubmittedAfter: new Date(since) },
  );
  for await (const page of pages) {
    for (const properties of page.ImportJobPropertiesList ?? []) {
      if (properties.JobId !== undefined && wanted.delete(properties.JobId)) {
        seen.set(properties.JobId, observationOf(properties));
      } else others.push(properties);
    }
    if (wanted.size === 0 && othersSince === Infinity) break;
  }
  for (const jobId of wanted) {
    try {
      const observation = await describe(healthLake, datastoreId, jobId);
      if (observation) seen.set(jobId, observation);
    } catch (error) {
      failed.push({ jobId, error });
    }
  }
  return { seen, failed, others };
}

async function describe(
  healthLake: HealthLakeClient,
  datastoreId: string,
  jobId: string,
): Promise<Observation | undefined> {
  try {
    const { ImportJobProperties: properties } = await healthLake.send(
      new DescribeFHIRImportJobCommand({ DatastoreId: datastoreId, JobId: jobId }),
    );
    return properties && observationOf(properties);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The members of ImportJobProperties that events are made of (API reference, ImportJobProperties). */
export const observationOf = (properties: ImportJobProperties): Observation => ({
  status: properties.JobStatus ?? 'UNKNOWN',
  submitTime: properties.SubmitTime?.getTime() ?? null,
  endTime: properties.EndTime?.getTime() ?? null,
  outputS3Uri: properties.JobOutputDataConfig?.S3Configuration?.S3Uri ?? null,
  progress: properties.JobProgressReport ?? null,
  message: properties.Message ?? null,
});
