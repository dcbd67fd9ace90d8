import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openStore } from '../../../../local/healthlake/store/store.ts';
import { takeOverBodies } from '../../../../local/healthlake/store/take-over-bodies.ts';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'inlet-take-over-'));
});
afterEach(() => {
  rmSync(state, { recursive: true, force: true });
});

const PATIENT = typeNumber('Patient') ?? -1;
const ROWS = 'row INTEGER PRIMARY KEY, store INTEGER, type INTEGER, id TEXT, last_updated INTEGER, body';

/** A state folder as it was before lines came into segments. */
function earlier(work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(state, 'fhir.sqlite'));
  database.exec(
    `CREATE TABLE IF NOT EXISTS stores (store INTEGER PRIMARY KEY, datastore_id TEXT);
     CREATE TABLE IF NOT EXISTS resources (${ROWS}); CREATE TABLE IF NOT EXISTS past_versions (${ROWS})`,
  );
  work(database);
  database.close();
}

test('a takeover that fails gives its room back, leaves what there was, and can be tried again', () => {
  earlier((database) => {
    database.exec("INSERT INTO stores VALUES (1, 'd')");
    const add = database.prepare('INSERT INTO resources VALUES (NULL, 1, ?, ?, ?, ?)');
    add.run(PATIENT, 'a', 1, Buffer.from('{"resourceType":"Patient","id":"a"}'));
    // Nothing can be made of it.
    add.run(PATIENT, 'b', 2, null);
  });
  expect(() => {
    takeOverBodies(state);
  }).toThrow();
  expect(readdirSync(state)).toEqual(['fhir.sqlite']);

  earlier((database) => {
    database.exec("DELETE FROM resources WHERE id = 'b'");
  });
  takeOverBodies(state);
  const store = openStore(state);
  expect(store.read('d', 'Patient', 'a')).toMatchObject({ version: 1, lastUpdated: 1 });
  store.close();
});
