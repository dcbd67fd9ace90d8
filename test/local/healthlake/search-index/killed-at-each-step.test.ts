import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadSearchTable } from '../../../../fhir/index.ts';
import { r4Folder } from '../../../../fhir/r4-folder.ts';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import { forgetStores, shrink } from '../../../../local/healthlake/search-index/forget-stores.ts';
import { openIndexFile, removeIndex } from '../../../../local/healthlake/search-index/index-file.ts';
import { rowIndexer } from '../../../../local/healthlake/search-index/index-rows.ts';
import { INDEX_FILE, KEYED } from '../../../../local/healthlake/search-index/index-schema.ts';
import type { FollowedRows } from '../../../../local/healthlake/search-index/next-rows.ts';
import { followedRows } from '../../../../local/healthlake/search-index/next-rows.ts';
import type { FhirStore } from '../../../../local/healthlake/store/store.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';
import { temporaryFolder } from '../../../support/cloud.ts';

const [DATASTORE, OTHER] = ['d'.repeat(32), 'e'.repeat(32)];
const PATIENT = typeNumber('Patient') ?? 0;
/** Small, so that there are several. */
const BATCH = { rows: 4, bytes: 1_000_000 };

let folder: string;
let remove: () => Promise<void>;
let store: FhirStore;
let table: ReturnType<typeof loadSearchTable>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  table = loadSearchTable(await r4Folder());
  store = openStore(folder);
  const put = (id: string, family: string, datastore = DATASTORE): void => {
    const body = JSON.stringify({ resourceType: 'Patient', id, name: [{ family }], birthDate: '2000-01-01' });
    store.atomically(() =>
      store.upsert(store.storeNumber(datastore), PATIENT, id, Buffer.from(body), Date.now()),
    );
  };
  const takeAway = (id: string): void => {
    store.atomically(() => store.remove(store.storeNumber(DATASTORE), PATIENT, id, Date.now()));
  };
  for (const id of ['a', 'b', 'c']) put(id, 'First');
  put('a', 'Second');
  put('a', 'Third');
  takeAway('b');
  put('elsewhere', 'Other', OTHER);
  put('b', 'Again');
  takeAway('c');
  put('a', 'Last');
  put('d', 'Last');
});
afterAll(async () => {
  store.close();
  await remove();
});

/** A process that is killed before a step of its work, be it one of the database or of the store: nothing of it comes behind. */
function killedBefore(last: number) {
  let steps = 0;
  const step = (): void => {
    if (steps++ >= last) throw new Error('killed');
  };
  const guarded = <Target extends object>(target: Target, ways: readonly string[]): Target =>
    new Proxy(target, {
      get(_, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (ways.includes(String(name))) step();
          const result = Reflect.apply(value, target, given) as object;
          return name === 'prepare' ? guarded(result, ['run', 'get', 'all']) : result;
        };
      },
    });
  return {
    database: (database: DatabaseSync) => guarded(database, ['exec']),
    rows: (rows: FollowedRows) => guarded(rows, ['behind', 'created']),
  };
}

const open = (): DatabaseSync =>
  openIndexFile(folder, table.version, followedRows(store).last(), 1024 * 1024);

/** All that is in an index, its mark included. */
const contents = (database: DatabaseSync): string =>
  JSON.stringify(
    ['SELECT mark FROM state', ...KEYED.map(({ table: name }) => `SELECT * FROM ${name}`)].map((sql) =>
      database.prepare(sql).all(),
    ),
  );

/**
 * Kills some work before each of its steps, on the same index each time.
 * @param left is given what was left each time, and once more when it is done
 * @returns how many steps the work has
 */
function killed(
  work: (database: DatabaseSync, rows: FollowedRows) => void,
  left: (database: DatabaseSync) => void,
): number {
  const [file, before] = [join(folder, INDEX_FILE), join(folder, 'before.sqlite')];
  copyFileSync(file, before);
  for (let last = 0; ; last++) {
    removeIndex(folder);
    copyFileSync(before, file);
    const database = open();
    const { database: dying, rows } = killedBefore(last);
    let isKilled = false;
    try {
      work(dying(database), rows(followedRows(store)));
    } catch (error) {
      expect(String(error)).toContain('killed');
      isKilled = true;
    }
    // What was begun is gone with the process.
    database.close();
    const again = open();
    left(again);
    again.close();
    if (!isKilled) return last;
  }
}

/** As an index that nobody kills has it after each of its batches. */
function states(): string[] {
  removeIndex(folder);
  const database = open();
  const indexer = rowIndexer(database, followedRows(store), table);
  const seen = [contents(database)];
  for (let isMore = true; isMore;) {
    isMore = indexer.next(BATCH);
    seen.push(contents(database));
  }
  database.close();
  return seen;
}

test('an indexer that is killed before any of its steps has whole batches with their mark, and goes on there to the same end', () => {
  const whole = states();
  expect(whole.length).toBeGreaterThan(3);
  removeIndex(folder);
  open().close();
  const seen = new Set<string>();
  const steps = killed(
    (database, rows) => {
      const indexer = rowIndexer(database, rows, table);
      while (indexer.next(BATCH));
    },
    (database) => {
      expect(whole).toContain(contents(database));
      seen.add(contents(database));
      const indexer = rowIndexer(database, followedRows(store), table);
      while (indexer.next(BATCH));
      expect(contents(database)).toBe(whole.at(-1));
    },
  );
  expect(seen.size).toBe(whole.length);
  expect(steps).toBeGreaterThan(30);
});

test('one that forgets a data store and is killed before any of its steps has all of the others, and forgets the rest later', () => {
  const left = states().at(-1) ?? '';
  const kept = store.storeNumber(DATASTORE);
  const isThere = (number: number): boolean => number === kept;
  const ofKept = (text: string): string =>
    JSON.stringify(
      (JSON.parse(text) as Record<string, number>[][]).map((rows, at) => {
        const { column, keys } = KEYED[at - 1] ?? { column: 'mark', keys: Infinity };
        return at === 0 ? rows : rows.filter((row) => Math.floor((row[column] ?? 0) / keys) === kept);
      }),
    );
  expect(ofKept(left)).not.toBe(left);
  const forget = (database: DatabaseSync): void => {
    forgetStores(database, isThere, () => false);
    shrink(database);
  };
  killed(forget, (database) => {
    expect(ofKept(contents(database))).toBe(ofKept(left));
    forget(database);
    expect(contents(database)).toBe(ofKept(left));
  });
});
