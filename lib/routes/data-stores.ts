import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { paginateListFHIRDatastores } from '@aws-sdk/client-healthlake';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { countOf, nameOf } from '../../errors/index.ts';
import { dataStoreReference } from '../healthlake/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { written } from '../ledger/index.ts';
import type { ConfiguredRoute } from './routes.ts';

/** The data stores of routes by the routes' names, and those that cannot be found, with the error's name. */
export interface ResolvedStores {
  ids: Map<string, string>;
  unresolved: Map<string, string>;
}

/**
 * Finds the data stores of routes, or of exports.
 *
 * A name is looked up once and then pinned by id in the ledger: names are not unique, and one that is given to another
 * data store later must not lead files there. To look it up again, delete the row `STORE#<name>`.
 * @param ownId the stage's own data store
 * @param lookUp finds the id of a name that is not pinned yet
 */
export async function resolveDataStores(
  ledger: Ledger,
  routes: readonly Pick<ConfiguredRoute, 'name' | 'dataStore'>[],
  ownId: string,
  lookUp: (name: string) => Promise<string>,
): Promise<ResolvedStores> {
  const resolved: ResolvedStores = { ids: new Map(), unresolved: new Map() };
  for (const { name, dataStore } of routes) {
    const reference = dataStore === undefined ? { datastoreId: ownId } : dataStoreReference(dataStore);
    try {
      const id = 'name' in reference ? await pinnedId(ledger, reference.name, lookUp) : reference.datastoreId;
      resolved.ids.set(name, id);
    } catch (error) {
      resolved.unresolved.set(name, nameOf(error));
    }
  }
  return resolved;
}

const keyOf = (name: string) => ({ pk: `STORE#${name}`, sk: 'store' });

async function pinnedId(
  ledger: Ledger,
  name: string,
  lookUp: (name: string) => Promise<string>,
): Promise<string> {
  const pinned = await readPin(ledger, name);
  if (pinned !== undefined) return pinned;
  const found = await lookUp(name);
  await written(
    ledger.client.send(
      new PutCommand({
        TableName: ledger.tableName,
        Item: { ...keyOf(name), datastoreId: found },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
  // Another run may have been first, and have found another one.
  return (await readPin(ledger, name)) ?? found;
}

async function readPin(ledger: Ledger, name: string): Promise<string | undefined> {
  const { Item } = await ledger.client.send(
    new GetCommand({ TableName: ledger.tableName, Key: keyOf(name), ConsistentRead: true }),
  );
  return Item?.datastoreId as string | undefined;
}

/** Statuses of data stores that files can still be meant for. */
const LASTING: ReadonlySet<string> = new Set(['ACTIVE', 'CREATING']);

/**
 * Looks for the data store that has a name.
 * @throws Error named NoSuchDataStore or SeveralDataStores, or what the service answers
 */
export async function findDataStore(client: HealthLakeClient, name: string): Promise<string> {
  const ids: string[] = [];
  for await (const page of paginateListFHIRDatastores({ client }, { Filter: { DatastoreName: name } })) {
    for (const { DatastoreId, DatastoreName, DatastoreStatus } of page.DatastorePropertiesList ?? []) {
      if (DatastoreId !== undefined && DatastoreName === name && LASTING.has(DatastoreStatus ?? '')) {
        ids.push(DatastoreId);
      }
    }
  }
  const [id, ...others] = ids;
  if (id === undefined || others.length > 0) {
    const error = new Error(`${countOf(ids.length, 'data store')} have the name "${name}"`);
    error.name = id === undefined ? 'NoSuchDataStore' : 'SeveralDataStores';
    throw error;
  }
  return id;
}
