import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { RESOURCE_TYPES, typeNumber } from '../../../../fhir/r4/resource-types.ts';
import type { FhirStore } from '../../../../local/healthlake/store/store.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';

let folder: string;
let store: FhirStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-store-'));
  store = openStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const put = (datastore: string, type: string, id: string, body = '{}', now = 1): number =>
  store.atomically(
    () =>
      store.upsert(store.storeNumber(datastore), typeNumber(type) ?? -1, id, Buffer.from(body), now).version,
  );

test('writing a resource again gives it the next version', () => {
  expect([put('d', 'Patient', 'a', '1', 10), put('d', 'Patient', 'a', '2', 20)]).toEqual([1, 2]);
  expect(store.read('d', 'Patient', 'a')).toMatchObject({ version: 2, lastUpdated: 20 });
  expect(Buffer.from(store.read('d', 'Patient', 'a')?.body ?? []).toString()).toBe('2');
});

test('type, id and data store together name a resource', () => {
  put('d', 'Patient', 'a');
  expect([put('d', 'Group', 'a'), put('d', 'Patient', 'A'), put('e', 'Patient', 'a')]).toEqual([1, 1, 1]);
  expect(store.counts('d')).toEqual({ Group: 1, Patient: 2 });
  expect(store.read('e', 'Group', 'a')).toBeUndefined();
});

test('resources of a type are found in the order of their last writes', () => {
  for (const body of ['c1', 'a2', 'b3', 'c4']) put('d', 'Patient', body.charAt(0), body);
  const bodies = Array.from(store.places('d', 'Patient'), (place) => store.bodyAt(place).toString());
  expect(bodies).toEqual(['a2', 'b3', 'c4']);
});

test('a removed data store is empty, others keep theirs', () => {
  put('d', 'Patient', 'a');
  put('e', 'Patient', 'a');
  store.removeStore('d');
  expect([store.counts('d'), store.counts('e')]).toEqual([{}, { Patient: 1 }]);
  expect(put('d', 'Patient', 'a')).toBe(1);
});

test('no resource type is listed twice', () => {
  expect(new Set(RESOURCE_TYPES).size).toBe(RESOURCE_TYPES.length);
});
