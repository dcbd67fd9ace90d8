import { DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import type { ActionDeps } from './action-deps.ts';
import type { AskedAction } from './asked-action.ts';
import { judgeDeletion } from './decide-action.ts';
import type { Refusal } from './refusals.ts';

/**
 * Looks at the data store that is to be deleted: by HealthLake's own word, whatever form of its id the request has.
 * @returns why it is not; undefined where it may be, or where nothing is to be deleted
 * @throws the service's error
 */
export async function judgeDoomed(
  { healthLake, usedStores }: Pick<ActionDeps, 'healthLake' | 'usedStores'>,
  asked: AskedAction,
): Promise<Refusal | undefined> {
  if (asked.action !== 'DeleteFHIRDatastore') return undefined;
  const given = asked.input.DatastoreId as string;
  const { DatastoreProperties } = await healthLake.send(
    new DescribeFHIRDatastoreCommand({ DatastoreId: given }),
  );
  const { DatastoreId: datastoreId = given, DatastoreName: datastoreName = null } = DatastoreProperties ?? {};
  return judgeDeletion(asked, { datastoreId, datastoreName }, usedStores);
}
