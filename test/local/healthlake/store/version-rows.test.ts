import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { resourceVersions } from '../../../../local/healthlake/store/resource-versions.ts';
import type { FhirStore } from '../../../../local/healthlake/store/store.ts';
import type { WrittenVersion } from '../../../../local/healthlake/store/version-rows.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';

let folder: string;
let store: FhirStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-rows-'));
  store = openStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** Adds rows of lines whose types and ids are written `type/id`. */
const addAt = (now: number, named: string[]): WrittenVersion[] =>
  store.atomically(() =>
    store.rows.add(
      1,
      1,
      {
        types: named.map((name) => Number(name.split('/')[0])),
        ids: named.map((name) => name.split('/')[1] ?? ''),
        starts: named.map((_, at) => at * 10),
        lengths: named.map(() => 9),
        versionPlaces: named.map(() => 0),
      },
      now,
    ),
  );
const add = (...named: string[]): number[] => addAt(5, named).map(({ version }) => version);
const many = (count: number, type = 1): string[] =>
  Array.from({ length: count }, (_, at) => `${type}/${(at * 7919) % count}`);

test('each line is the next version of its resource, however many come at once', () => {
  expect(add(...many(150))).toEqual(new Array(150).fill(1));
  expect(add(...many(150), ...many(10, 2))).toEqual([
    ...new Array<number>(150).fill(2),
    ...new Array<number>(10).fill(1),
  ]);
  expect(add('1/0', '1/new', '1/0', '2/0', '1/new', '1/0')).toEqual([3, 1, 4, 2, 2, 5]);
  expect(add('3/a', '3/a', ...many(64, 4), '4/0')).toEqual([1, 2, ...new Array<number>(64).fill(1), 2]);
});

test('no version is older than the one before it, whatever the clock says', () => {
  const times = (now: number, ...named: string[]): number[] =>
    addAt(now, named).map(({ lastUpdated }) => lastUpdated);
  expect(times(50, '1/a', '1/b')).toEqual([50, 50]);
  expect(times(60, '1/a')).toEqual([60]);
  expect(times(30, '1/new', '1/a', '1/b', '1/a')).toEqual([30, 60, 50, 60]);
  expect(times(70, '1/a', '1/new', ...many(64, 2))).toEqual(new Array(66).fill(70));
  const stored = store.database
    .prepare(
      "SELECT v.version, v.last_updated AS time FROM versions AS v JOIN newest USING (row) WHERE id = 'a'",
    )
    .get();
  expect({ ...stored }).toEqual({ version: 5, time: 70 });
});

test('the numbers of rows only rise, also when the last ones are gone', () => {
  const last = (): unknown => store.database.prepare('SELECT max(row) AS row FROM versions').get()?.row;
  const versions = resourceVersions(store);
  versions.write('a', 'Patient', 'p', Buffer.from('{}'), 1);
  versions.write('b', 'Patient', 'p', Buffer.from('{}'), 1);
  expect(last()).toBe(2);
  store.removeStore('b');
  versions.write('a', 'Patient', 'p', Buffer.from('{}'), 1);
  expect(last()).toBe(3);
});

test('the segments of a data store go with it', () => {
  const versions = resourceVersions(store);
  const segments = (): string[] => readdirSync(join(folder, 'segments')).sort();
  versions.write('a', 'Patient', 'p', Buffer.from('{}'), 1);
  versions.write('b', 'Patient', 'p', Buffer.from('{}'), 1);
  expect(segments()).toEqual(['1.ndjson', '2.ndjson']);
  store.removeStore('a');
  expect(segments()).toEqual(['2.ndjson']);
});

test('what was appended to a data store that is deleted meanwhile is not named', () => {
  const other = openStore(folder, { writer: 'import' });
  try {
    const number = other.storeNumber('a');
    const { segment } = other.appender.append(number, [Buffer.from('{}\n')], 3);
    store.removeStore('a');
    other.appender.sync();
    expect(other.appender.note()).toBe(false);
    expect(segment).toBe(1);
  } finally {
    other.close();
  }
});
