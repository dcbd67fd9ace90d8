import type { DatastoreProperties, HealthLakeClient } from '@aws-sdk/client-healthlake';
import {
  CreateFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  paginateListFHIRDatastores,
} from '@aws-sdk/client-healthlake';
import type { Until } from '../bench/jobs.ts';
import { CannotTell } from '../cannot-tell.ts';
import { NAMES, storeName } from '../probes/life-of-a-store.ts';

/**
 * The data stores that a run has made and that are not deleted: found by their names, since no record has their ids.
 * @param runId of any run, where it is empty
 */
export async function storesOfRun(client: HealthLakeClient, runId: string): Promise<DatastoreProperties[]> {
  const found: DatastoreProperties[] = [];
  const prefix = runId === '' ? NAMES : storeName(runId, '');
  for await (const { DatastorePropertiesList = [] } of paginateListFHIRDatastores({ client }, {}))
    for (const store of DatastorePropertiesList)
      if (store.DatastoreName?.startsWith(prefix) && store.DatastoreStatus !== 'DELETED') found.push(store);
  return found;
}

/** The run's own data store: the one that it made before, or a new one. Returns its id when it is ACTIVE. */
export async function storeOfRun(client: HealthLakeClient, runId: string, until: Until): Promise<string> {
  const DatastoreName = storeName(runId, 'main');
  const known = (await storesOfRun(client, runId)).find(
    (store) =>
      store.DatastoreName === DatastoreName &&
      (store.DatastoreStatus === 'ACTIVE' || store.DatastoreStatus === 'CREATING'),
  );
  const id =
    known?.DatastoreId ??
    (
      await client.send(
        new CreateFHIRDatastoreCommand({
          DatastoreName,
          DatastoreTypeVersion: 'R4',
          Tags: [{ Key: 'inlet:verify', Value: runId }],
        }),
      )
    ).DatastoreId ??
    '';
  const status = await until('the data store of the run to be ACTIVE', async () => {
    const { DatastoreProperties: now } = await client.send(
      new DescribeFHIRDatastoreCommand({ DatastoreId: id }),
    );
    return now?.DatastoreStatus === 'CREATING' ? undefined : now?.DatastoreStatus;
  });
  if (status !== 'ACTIVE') throw new CannotTell(`the data store of the run is ${status}`);
  return id;
}
