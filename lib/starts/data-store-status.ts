import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { nameOf } from '../../errors/index.ts';
import type { Readiness } from '../ledger/index.ts';
import { NOT_ACTIVE, REFUSALS } from './start-retry.ts';

/** Statuses of data stores that have gone, or never came. */
const NEVER: ReadonlySet<string> = new Set(['DELETING', 'DELETED', 'CREATE_FAILED']);

/** Asks for each data store once in a run, however many imports are to start in it. */
export function dataStoreReadiness(
  healthLake: HealthLakeClient,
): (datastoreId: string) => Promise<Readiness> {
  const known = new Map<string, Promise<Readiness>>();
  return (datastoreId) => {
    const asked = known.get(datastoreId) ?? ask(healthLake, datastoreId);
    known.set(datastoreId, asked);
    return asked;
  };
}

async function ask(healthLake: HealthLakeClient, datastoreId: string): Promise<Readiness> {
  try {
    const { DatastoreProperties } = await healthLake.send(
      new DescribeFHIRDatastoreCommand({ DatastoreId: datastoreId }),
    );
    const status = DatastoreProperties?.DatastoreStatus ?? 'unknown';
    if (status === 'ACTIVE') return { kind: 'ready' };
    return NEVER.has(status) ? { kind: 'never', errorName: NOT_ACTIVE } : { kind: 'not-yet', status };
  } catch (error) {
    const errorName = nameOf(error);
    // Any other error is about the moment, and says nothing of the data store.
    return { kind: REFUSALS.has(errorName) ? 'never' : 'unknown', errorName };
  }
}
