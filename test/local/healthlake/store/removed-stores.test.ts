import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isBusy } from '../../../../local/ground/sqlite.ts';
import type { FhirStore } from '../../../../local/healthlake/store/store.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';
import { temporaryFolder } from '../../../support/cloud.ts';
import { whileOthersWrite } from '../../ground/others-write.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let store: FhirStore;
beforeEach(async () => {
  temporary = await temporaryFolder();
  store = openStore(temporary.folder);
});
afterEach(async () => {
  store.close();
  await temporary.remove();
});

/** Gives a data store so many resources of two types each, and one of them a hundred times as many versions as others. */
function fill(datastoreId: string, resources: number): void {
  store.atomically(() => {
    const number = store.storeNumber(datastoreId);
    const add = (type: number, ids: string[]): void => {
      const zeros = ids.map(() => 0);
      const types = ids.map(() => type);
      store.rows.add(number, -number, { types, ids, starts: zeros, lengths: zeros, versionPlaces: zeros }, 1);
    };
    const ids = Array.from({ length: resources }, (_, at) => `id${(at * 7919) % resources}`);
    for (const type of [5, 9]) add(type, ids);
    for (let version = 0; version < 100; version++) add(5, ['id0']);
  });
}
const rows = () => {
  const { versions, newest, removed } = store.database
    .prepare(
      `SELECT (SELECT count(*) FROM versions) AS versions, (SELECT count(*) FROM newest) AS newest,
         (SELECT count(*) FROM removed_stores) AS removed`,
    )
    .get() as { versions: number; newest: number; removed: number };
  return { versions, newest, removed };
};

test('a large data store is gone at once, and its rows a piece at a time; those of others stay', () => {
  fill('a', 5000);
  fill('b', 10);
  store.removeStore('a');
  expect([store.existing('a'), store.types('a'), store.types('b').length]).toEqual([0, [], 2]);
  const left = [rows().versions];
  while (store.removeMore()) left.push(rows().versions);
  expect(left[0]).toBe(10_100 + 120 - 2000);
  expect(Math.max(...left.map((each, at) => (left[at - 1] ?? each) - each))).toBe(2000);
  expect(rows()).toEqual({ versions: 120, newest: 20, removed: 0 });
});

test('what a process that was killed had left goes behind the next start, and a new data store of the same id keeps its own', () => {
  fill('a', 5000);
  store.removeStore('a');
  store.removeMore();
  store.close();
  store = openStore(temporary.folder);
  store.sweep();
  fill('a', 10);
  expect(rows().versions).toBeGreaterThan(120);
  while (store.removeMore());
  expect(rows()).toEqual({ versions: 120, newest: 20, removed: 0 });
});

test('a piece does not wait for others who write', async () => {
  fill('a', 2000);
  store.removeStore('a');
  const before = rows();
  await whileOthersWrite(store.database, () => {
    store.database.exec('PRAGMA busy_timeout = 100000000');
    let error: unknown;
    try {
      store.removeMore();
    } catch (thrown) {
      error = thrown;
    }
    expect([isBusy(error), rows()]).toEqual([true, before]);
  });
  while (store.removeMore());
  expect(rows().versions).toBe(0);
});

test('nothing is done where the store is closed', () => {
  fill('a', 5000);
  store.removeStore('a');
  store.close();
  expect(store.removeMore()).toBe(false);
});
