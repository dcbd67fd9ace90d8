import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { typeNumber } from '../../../fhir/index.ts';
import { DOWNLOADS_FOLDER } from '../../../local/healthlake/exports/export-engine.ts';
import { serve } from '../../support/server.ts';
import { rawCall } from '../healthlake/raw-call.ts';
import type { Endpoint } from './endpoint.ts';
import { BEARER, startEndpoint } from './endpoint.ts';

/*
 * A data store that is deleted while something is written to it: what comes too late is 404, and nothing of it stays in SQLite, where nobody would ever
 * remove it.
 */
let endpoint: Endpoint;
beforeEach(async () => {
  endpoint = await startEndpoint();
  // It is being deleted until a test moves the clock, on a busy machine too.
  endpoint.healthLake.configure({ deletingMs: 50_000 });
  await endpoint.put({ resourceType: 'Patient', id: 'first' });
});
afterEach(() => endpoint.stop());

const ASYNC = { prefer: 'respond-async' };
const KEY = { 'x-amz-fhir-idempotency-key': '11111111-2222-4333-8444-555555555555' };
const patient = { resourceType: 'Patient', id: 'late' };
const bundle = (type: string) => ({
  ...{ resourceType: 'Bundle', type },
  entry: [{ resource: patient, request: { method: 'PUT', url: 'Patient/late' } }],
});

/** Rows that a data store has in a table. */
const TABLES = ['stores', 'segments', 'versions', 'newest', 'creations', 'transactions'];
const rows = (): Record<string, unknown> =>
  Object.fromEntries(
    TABLES.map((table) => {
      const count = endpoint.healthLake.store.database.prepare(`SELECT count(*) AS rows FROM ${table}`).get();
      return [table, count?.rows];
    }),
  );
const NO_ROWS = Object.fromEntries(TABLES.map((table) => [table, 0]));

async function deleteStore(): Promise<void> {
  const api = await serve(endpoint.healthLake.service);
  const { status } = await rawCall(
    api.url,
    'DeleteFHIRDatastore',
    JSON.stringify({ DatastoreId: endpoint.datastoreId }),
  );
  await api.close();
  expect(status).toBe(200);
}

/** Moves the clock until the data store is gone. */
async function untilGone(): Promise<void> {
  await endpoint.clock.advance(60);
  expect(endpoint.healthLake.dataStores.find(endpoint.datastoreId)?.status).toBe('DELETED');
}

/** Sends a request whose body comes to its end once the work in between is done. @returns its status */
async function slowly(
  { method, path, body, headers = {} }: Slow,
  meanwhile: () => Promise<void>,
): Promise<number> {
  const bytes = Buffer.from(JSON.stringify(body));
  const asked = endpoint.asked.length;
  const sent = request(endpoint.url + path, {
    method,
    headers: {
      ...BEARER,
      'content-type': 'application/fhir+json',
      'content-length': bytes.length,
      ...headers,
    },
  });
  const status = new Promise<number>((resolve, reject) => {
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('error', reject);
  });
  sent.write(bytes.subarray(0, 5));
  // The caller has been let in, and the body is read.
  while (endpoint.asked.length === asked) await new Promise((resolve) => setTimeout(resolve, 5));
  await meanwhile();
  sent.end(bytes.subarray(5));
  return status;
}

interface Slow {
  method: string;
  path: string;
  body: object;
  headers?: Record<string, string>;
}

test.each<[string, Slow]>([
  ['an update', { method: 'PUT', path: 'Patient/late', body: patient }],
  ['a create', { method: 'POST', path: 'Patient', body: patient, headers: KEY }],
  [
    'a conditional create',
    { method: 'POST', path: 'Patient', body: patient, headers: { 'if-none-exist': '_id=x' } },
  ],
  [
    'a conditional update',
    { method: 'PUT', path: 'Patient?identifier=x', body: { resourceType: 'Patient' } },
  ],
  ['a transaction', { method: 'POST', path: '', body: bundle('transaction') }],
  ['an asynchronous transaction', { method: 'POST', path: '', body: bundle('transaction'), headers: ASYNC }],
])('%s whose body comes to its end behind the data store’s', async (_, slow) => {
  endpoint.allow({});
  const status = await slowly(slow, async () => {
    await deleteStore();
    await untilGone();
    expect(rows()).toEqual(NO_ROWS);
  });
  expect([status, rows()]).toEqual([404, NO_ROWS]);
});

test('a batch says so of each of its entries', async () => {
  endpoint.allow({});
  await slowly({ method: 'POST', path: '', body: bundle('batch') }, async () => {
    await deleteStore();
    await untilGone();
  });
  expect(rows()).toEqual(NO_ROWS);
});

test('what comes while the data store is being deleted is not stored any more', async () => {
  endpoint.allow({});
  const status = await slowly({ method: 'PUT', path: 'Patient/late', body: patient }, deleteStore);
  expect([status, rows().versions]).toEqual([404, 1]);
});

test('an asynchronous transaction that waits goes with its data store', async () => {
  await endpoint.pauseTransactions();
  const taken = await endpoint.send('', { method: 'POST', headers: ASYNC, body: bundle('transaction') });
  expect([taken.status, rows().transactions]).toEqual([202, 1]);
  await deleteStore();
  endpoint.resumeTransactions();
  await untilGone();
  expect(rows()).toEqual(NO_ROWS);
});

test('an export is not begun of what is gone', async () => {
  endpoint.allow({});
  const path = 'Patient/$export?_type=Patient';
  const status = await slowly({ method: 'GET', path, body: patient, headers: ASYNC }, async () => {
    await deleteStore();
    await untilGone();
  });
  expect([status, endpoint.healthLake.jobs()]).toEqual([404, []]);
});

test('an asynchronous transaction that is under way at a reset is not done behind it', async () => {
  await endpoint.pauseTransactions();
  await endpoint.send('', { method: 'POST', headers: ASYNC, body: bundle('transaction') });
  const { healthLake } = endpoint;
  const { searchIndex } = healthLake;
  const [underWay, goOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  healthLake.searchIndex = async () => {
    underWay.resolve(undefined);
    await goOn.promise;
    return searchIndex();
  };
  endpoint.resumeTransactions();
  await underWay.promise;
  await healthLake.reset();
  goOn.resolve(undefined);
  await endpoint.pauseTransactions();
  expect(rows()).toEqual(NO_ROWS);
});

test('what a reset empties can be written and read again at once', async () => {
  await endpoint.send('Patient/first');
  await endpoint.healthLake.reset();
  expect(rows()).toEqual(NO_ROWS);
  expect((await endpoint.put(patient)).status).toBe(201);
  expect((await endpoint.send('Patient/late')).status).toBe(200);
  expect((await endpoint.send('Patient?_id=late')).json.entry).toHaveLength(1);
});

test('files of an export that nobody can download any more go at the next start', async () => {
  const { healthLake, clock } = endpoint;
  const started = await endpoint.send('Patient/$export?_type=Patient', { headers: ASYNC });
  const location = started.headers.get('content-location') ?? '';
  while ((await endpoint.send(location)).status === 202) await clock.advance(1);
  const downloads = join(dirname(healthLake.store.database.location() ?? ''), DOWNLOADS_FOLDER);
  healthLake.start();
  expect(readdirSync(downloads)).toHaveLength(1);
  await deleteStore();
  await untilGone();
  healthLake.start();
  expect(readdirSync(downloads)).toEqual([]);
});

test('rows that an earlier version left of a deleted data store go at the next start', async () => {
  await deleteStore();
  await untilGone();
  const { store } = endpoint.healthLake;
  store.atomically(() =>
    store.upsert(store.storeNumber(endpoint.datastoreId), 0, 'left', Buffer.from('{}'), 1),
  );
  expect(rows().versions).toBe(1);
  endpoint.healthLake.start();
  expect(rows()).toEqual(NO_ROWS);
});

test('reads of other data stores are answered between the pieces that a large one goes in', async () => {
  const { healthLake, clock } = endpoint;
  const { store } = healthLake;
  const other = healthLake.declareDatastore({ name: 'other' }).datastoreId;
  const ids = Array.from({ length: 7000 }, (_, at) => `n${at}`);
  const zeros = ids.map(() => 0);
  store.atomically(() => {
    const number = store.storeNumber(endpoint.datastoreId);
    const places = { starts: zeros, lengths: zeros, versionPlaces: zeros };
    store.rows.add(number, -number, { types: zeros, ids, ...places }, 1);
    const body = Buffer.from(JSON.stringify(patient));
    store.upsert(store.storeNumber(other), typeNumber('Patient') ?? 0, 'late', body, 1);
  });
  // A piece for each answer: were it all done at once, nobody would be answered meanwhile.
  const removeMore = store.removeMore.bind(store);
  let isAnswered = false;
  store.removeMore = () => {
    if (!isAnswered) return store.database.isOpen;
    isAnswered = false;
    return removeMore();
  };
  await deleteStore();
  await clock.advance(60);
  expect(healthLake.dataStores.find(endpoint.datastoreId)?.status).toBe('DELETED');
  const left: unknown[] = [];
  for (let versions = rows().versions; versions !== 1; versions = rows().versions) {
    if (left.at(-1) !== versions) left.push(versions);
    expect(
      (await endpoint.send(endpoint.url.replace(endpoint.datastoreId, other) + 'Patient/late')).status,
    ).toBe(200);
    isAnswered = true;
  }
  expect(left).toEqual([5002, 3002, 1002]);
  isAnswered = true;
});
