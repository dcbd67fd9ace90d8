import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import { findRows } from '../../../../local/fhir-server/search/find-rows.ts';
import type { SearchPlace } from '../../../../local/fhir-server/search/search-place.ts';
import { resourceVersions } from '../../../../local/healthlake/store/resource-versions.ts';
import type { Endpoint } from '../endpoint.ts';
import { startEndpoint } from '../endpoint.ts';

/** More than are looked at in one piece. */
const MANY = 410;

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

test('what is written while a search looks at others is found once, as the newest that is met', async () => {
  const { healthLake, datastoreId } = endpoint;
  const { store } = healthLake;
  const index = await healthLake.searchIndex();
  const versions = resourceVersions(store);
  const write = (...ids: string[]): void => {
    store.atomically(() => {
      for (const id of ids) {
        const body = Buffer.from(JSON.stringify({ resourceType: 'Group', id }));
        store.upsert(store.storeNumber(datastoreId), typeNumber('Group') ?? 0, id, body, 1000);
      }
    });
  };
  const ids = Array.from({ length: MANY }, (_, at) => `g${at}`);
  write(...ids);
  const place = { versions, index, datastoreId, store: versions.storeNumber(datastoreId) } as SearchPlace;
  const search = (limit?: number) => {
    const reading = findRows(place, 'Group', [{ meets: () => true }], limit === undefined ? {} : { limit });
    reading.next();
    // One that was found, and one that was not yet.
    write('g1', 'g409');
    let step = reading.next();
    while (step.done !== true) step = reading.next();
    return step.value.map(({ stored }) => `${stored.id} ${stored.version}`);
  };
  const all = search();
  expect(new Set(all.map((each) => each.split(' ')[0])).size).toBe(MANY);
  expect([all.length, all.slice(-2)]).toEqual([MANY, ['g1 2', 'g409 2']]);
  expect(search(MANY)).toHaveLength(MANY);
});
