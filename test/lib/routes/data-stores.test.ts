import { CreateFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dataStoreReference } from '../../../lib/healthlake/data-store-reference.ts';
import { findDataStore, resolveDataStores } from '../../../lib/routes/data-stores.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const OWN = 'a'.repeat(32);
const route = (name: string, dataStore?: string) => ({
  name,
  prefix: `${name}/`,
  validationLevel: 'structure-only' as const,
  outputPrefix: 'imports',
  quietSeconds: 1,
  maxAgeSeconds: 1,
  maxFiles: 1,
  maxBytes: 1,
  progressEventMinutes: 0,
  toleratedNames: [],
  hiddenNames: true,
  ...(dataStore !== undefined && { dataStore }),
});
const resolve = (...routes: ReturnType<typeof route>[]) =>
  resolveDataStores(world.ledger, routes, OWN, (name) => findDataStore(world.healthLake, name));
const create = async (DatastoreName: string): Promise<string> => {
  const { DatastoreId = '' } = await world.healthLake.send(
    new CreateFHIRDatastoreCommand({ DatastoreName, DatastoreTypeVersion: 'R4' }),
  );
  return DatastoreId;
};

describe('the data store of a route', () => {
  const id = '0123456789abcdef0123456789abcdef';
  test.each([
    [id, { datastoreId: id }],
    [`arn:aws-us-gov:healthlake:us-gov-west-1:111122223333:datastore/fhir/${id}`, { datastoreId: id }],
    ['our store', { name: 'our store' }],
    [id.toUpperCase(), { name: id.toUpperCase() }],
  ])('%s', (dataStore, reference) => {
    expect(dataStoreReference(dataStore)).toEqual(reference);
  });

  test('is the stage’s own where it names none, and what it names otherwise, without a call', async () => {
    const from = world.calls.length;
    const { ids } = await resolve(route('own'), route('lab', id));
    expect(Object.fromEntries(ids)).toEqual({ own: OWN, lab: id });
    expect(world.calls).toHaveLength(from);
  });

  test('is looked up by its name once, and stays the same when another one gets that name', async () => {
    const first = await create('lab');
    expect((await resolve(route('lab', 'lab'))).ids.get('lab')).toBe(first);
    await create('lab');
    const from = world.calls.length;
    expect((await resolve(route('lab', 'lab'))).ids.get('lab')).toBe(first);
    expect(world.calls.slice(from).map(({ name }) => name)).toEqual(['GetItem']);
  });

  test('cannot be told where no store, or more than one, has the name; other routes are not held up', async () => {
    await create('twin');
    await create('twin');
    const { ids, unresolved } = await resolve(route('a', 'nobody'), route('b', 'twin'), route('c'));
    expect(Object.fromEntries(unresolved)).toEqual({ a: 'NoSuchDataStore', b: 'SeveralDataStores' });
    expect(Object.fromEntries(ids)).toEqual({ c: OWN });
  });
});
