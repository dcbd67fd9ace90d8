import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type {
  ResourceVersion,
  ResourceVersions,
} from '../../../../local/healthlake/store/resource-versions.ts';
import { isDeletion, resourceVersions } from '../../../../local/healthlake/store/resource-versions.ts';
import type { FhirStore } from '../../../../local/healthlake/store/store.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';

let folder: string;
let store: FhirStore;
let versions: ResourceVersions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-versions-'));
  store = openStore(folder);
  versions = resourceVersions(store);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const write = (id: string, body: string, now = 1, datastoreId = 'd'): number =>
  versions.write(datastoreId, 'Patient', id, Buffer.from(body), now).version;
const textOf = (version: ResourceVersion | undefined): string | undefined =>
  version && Buffer.from(version.body).toString();

test('each version stays readable by its number', () => {
  expect([write('a', 'one', 10), write('a', 'two', 20), write('a', 'three', 30)]).toEqual([1, 2, 3]);
  expect([1, 2, 3, 4].map((number) => textOf(versions.version('d', 'Patient', 'a', number)))).toEqual([
    'one',
    'two',
    'three',
    undefined,
  ]);
  expect(versions.version('d', 'Patient', 'a', 2)?.lastUpdated).toBe(20);
});

test('a deletion is a version; exports, counts and reads no longer see the resource', () => {
  write('a', 'one');
  write('b', 'other');
  expect(versions.remove('d', 'Patient', 'a', 50).version).toBe(2);
  const newest = versions.newest('d', 'Patient', 'a');
  expect([newest?.version, newest?.lastUpdated, newest && isDeletion(newest)]).toEqual([2, 50, true]);
  expect(store.read('d', 'Patient', 'a')).toBeUndefined();
  expect(store.counts('d')).toEqual({ Patient: 1 });
  expect([...store.places('d', 'Patient')]).toHaveLength(1);
  expect(versions.behind('d', 'Patient', '', 10).map(({ id }) => id)).toEqual(['b']);
  expect(textOf(versions.newestContent('d', 'Patient', 'a'))).toBe('one');
});

test('what is written again after a deletion goes on counting', () => {
  write('a', 'one');
  versions.remove('d', 'Patient', 'a', 2);
  expect(write('a', 'again')).toBe(3);
  expect(textOf(versions.version('d', 'Patient', 'a', 2))).toBe('');
  expect(textOf(versions.newestContent('d', 'Patient', 'a'))).toBe('again');
});

test('a data store that is forgotten takes its versions and idempotency keys along', () => {
  write('a', 'one');
  write('a', 'two');
  versions.noteCreation('d', 'Patient', 'a', 'key');
  write('a', 'other store', 1, 'e');
  expect(versions.createdUnder('d', 'key')).toEqual({ resourceType: 'Patient', id: 'a' });
  expect(versions.createdUnder('e', 'key')).toBeUndefined();
  store.removeStore('d');
  expect(versions.newest('d', 'Patient', 'a')).toBeUndefined();
  expect(versions.version('d', 'Patient', 'a', 1)).toBeUndefined();
  expect(versions.createdUnder('d', 'key')).toBeUndefined();
  expect(textOf(versions.newest('e', 'Patient', 'a'))).toBe('other store');
});
