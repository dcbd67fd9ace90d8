import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import {
  DescribeFHIRDatastoreCommand,
  paginateListFHIRDatastores,
  paginateListFHIRExportJobs,
  paginateListFHIRImportJobs,
} from '@aws-sdk/client-healthlake';
import type { OperationName } from '../../healthlake/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { getFollowedStore, getJob } from '../../ledger/index.ts';

type Members = Readonly<Record<string, unknown>>;

/** A call that may have been made. */
export interface MaybeDone {
  requestId: string;
  action: OperationName;
  input: Members;
  /** Epoch milliseconds. */
  firstCalledAt: number;
}

interface FindDeps {
  ledger: Ledger;
  healthLake: HealthLakeClient;
}

/** How far before the first call a search begins: the service's clock is not ours. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/**
 * Looks for what a call did whose answer nobody has, as far as it can be told apart: a job or a data store of the name, made
 * since the first call, that is no other request's; a data store that is being deleted.
 * @returns what the call would have answered; undefined where it is to be made (again)
 */
export async function findDone(deps: FindDeps, call: MaybeDone): Promise<Members | undefined> {
  switch (call.action) {
    case 'StartFHIRImportJob':
    case 'StartFHIRExportJob':
      return findJob(deps, call);
    case 'CreateFHIRDatastore':
      return findCreated(deps, call);
    case 'DeleteFHIRDatastore':
      return findDeleted(deps, call);
    default:
      // Reading and tagging twice is as good as once.
      return undefined;
  }
}

const since = ({ firstCalledAt }: MaybeDone): Date => new Date(firstCalledAt - CLOCK_MARGIN_MS);

async function findJob({ ledger, healthLake }: FindDeps, call: MaybeDone): Promise<Members | undefined> {
  const { JobName, DatastoreId, InputDataConfig } = call.input as {
    JobName: string;
    DatastoreId: string;
    InputDataConfig?: { S3Uri?: string };
  };
  const filter = { DatastoreId, JobName, SubmittedAfter: since(call) };
  const config = { client: healthLake };
  const pages =
    call.action === 'StartFHIRImportJob'
      ? paginateListFHIRImportJobs(config, filter)
      : paginateListFHIRExportJobs(config, filter);
  for await (const page of pages) {
    const jobs =
      'ImportJobPropertiesList' in page
        ? (page.ImportJobPropertiesList ?? []).filter(
            (job) => job.InputDataConfig?.S3Uri === InputDataConfig?.S3Uri,
          )
        : 'ExportJobPropertiesList' in page
          ? (page.ExportJobPropertiesList ?? [])
          : [];
    for (const { JobId, JobStatus, JobName: name } of jobs) {
      if (JobId === undefined || name !== JobName) continue;
      const row = await getJob(ledger, { datastoreId: DatastoreId, jobId: JobId });
      if (row === undefined || row.requestId === call.requestId) return { JobId, JobStatus, DatastoreId };
    }
  }
  return undefined;
}

async function findCreated({ ledger, healthLake }: FindDeps, call: MaybeDone): Promise<Members | undefined> {
  const { DatastoreName } = call.input as { DatastoreName: string };
  const pages = paginateListFHIRDatastores(
    { client: healthLake },
    { Filter: { DatastoreName, CreatedAfter: since(call) } },
  );
  for await (const { DatastorePropertiesList = [] } of pages) {
    for (const store of DatastorePropertiesList) {
      const { DatastoreId, DatastoreArn, DatastoreStatus, DatastoreEndpoint } = store;
      if (DatastoreId === undefined || store.DatastoreName !== DatastoreName) continue;
      const row = await getFollowedStore(ledger, DatastoreId);
      if (row === undefined || row.requestId === call.requestId || row.requestId === null)
        return { DatastoreId, DatastoreArn, DatastoreStatus, DatastoreEndpoint };
    }
  }
  return undefined;
}

/** Only a request that was allowed to delete it comes here: what it wanted has begun, or is done. */
async function findDeleted({ healthLake }: FindDeps, { input }: MaybeDone): Promise<Members | undefined> {
  const { DatastoreId } = input as { DatastoreId: string };
  const { DatastoreProperties } = await healthLake.send(new DescribeFHIRDatastoreCommand({ DatastoreId }));
  const { DatastoreArn, DatastoreStatus, DatastoreEndpoint } = DatastoreProperties ?? {};
  return DatastoreStatus === 'DELETING' || DatastoreStatus === 'DELETED'
    ? { DatastoreId, DatastoreArn, DatastoreStatus: 'DELETING', DatastoreEndpoint }
    : undefined;
}
