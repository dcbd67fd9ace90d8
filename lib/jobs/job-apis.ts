import type { ExportJobProperties, HealthLakeClient, ImportJobProperties } from '@aws-sdk/client-healthlake';
import {
  DescribeFHIRExportJobCommand,
  DescribeFHIRImportJobCommand,
  paginateListFHIRExportJobs,
  paginateListFHIRImportJobs,
} from '@aws-sdk/client-healthlake';
import type { Observation } from '../ledger/index.ts';

/** How HealthLake is asked about jobs of one kind. */
export interface JobApi<Properties> {
  /** Pages of the jobs of a data store that were submitted after a time. */
  list: (healthLake: HealthLakeClient, datastoreId: string, since: Date) => AsyncIterable<Properties[]>;
  /** One job; undefined where the service answers with nothing. */
  describe: (healthLake: HealthLakeClient, id: JobId) => Promise<Properties | undefined>;
  observationOf: (properties: Properties) => Observation;
}

interface JobId {
  datastoreId: string;
  jobId: string;
}

/** The most jobs that a page of a List holds (API reference, ListFHIRImportJobs and ListFHIRExportJobs). */
const PAGE_SIZE = 500;

export const importJobs: JobApi<ImportJobProperties> = {
  async *list(client, DatastoreId, SubmittedAfter) {
    const pages = paginateListFHIRImportJobs(
      { client, pageSize: PAGE_SIZE },
      { DatastoreId, SubmittedAfter },
    );
    for await (const { ImportJobPropertiesList = [] } of pages) yield ImportJobPropertiesList;
  },
  async describe(client, { datastoreId, jobId }) {
    const { ImportJobProperties } = await client.send(
      new DescribeFHIRImportJobCommand({ DatastoreId: datastoreId, JobId: jobId }),
    );
    return ImportJobProperties;
  },
  /** The members of ImportJobProperties that events are made of (API reference, ImportJobProperties). */
  observationOf: (properties) => ({
    status: properties.JobStatus ?? 'UNKNOWN',
    submitTime: properties.SubmitTime?.getTime() ?? null,
    endTime: properties.EndTime?.getTime() ?? null,
    outputS3Uri: properties.JobOutputDataConfig?.S3Configuration?.S3Uri ?? null,
    progress: properties.JobProgressReport ?? null,
    message: properties.Message ?? null,
  }),
};

export const exportJobs: JobApi<ExportJobProperties> = {
  async *list(client, DatastoreId, SubmittedAfter) {
    const pages = paginateListFHIRExportJobs(
      { client, pageSize: PAGE_SIZE },
      { DatastoreId, SubmittedAfter },
    );
    for await (const { ExportJobPropertiesList = [] } of pages) yield ExportJobPropertiesList;
  },
  async describe(client, { datastoreId, jobId }) {
    const { ExportJobProperties } = await client.send(
      new DescribeFHIRExportJobCommand({ DatastoreId: datastoreId, JobId: jobId }),
    );
    return ExportJobProperties;
  },
  /** The members of ExportJobProperties that events are made of; an export has no report of its progress. */
  observationOf: (properties) => ({
    status: properties.JobStatus ?? 'UNKNOWN',
    submitTime: properties.SubmitTime?.getTime() ?? null,
    endTime: properties.EndTime?.getTime() ?? null,
    outputS3Uri: properties.OutputDataConfig?.S3Configuration?.S3Uri ?? null,
    progress: null,
    message: properties.Message ?? null,
  }),
};
