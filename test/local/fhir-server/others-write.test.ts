import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { whileOthersWrite } from '../ground/others-write.ts';
import type { Answer, Endpoint, Sent } from './endpoint.ts';
import { startEndpoint } from './endpoint.ts';

/* Writes that wait for others who write for longer than they may: nothing of them is written, and whoever sent them is told to come again. */
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());
afterEach(() => {
  expect(endpoint.troubles).toEqual([]);
});

const BUSY = 'transient: Something else has been writing for too long: try again.';
const blocked = <Result>(work: () => Promise<Result>): Promise<Result> =>
  whileOthersWrite(endpoint.healthLake.store.database, work);
const patient = (id: string) => ({ resourceType: 'Patient', id });
const put = (id: string) => ({ resource: patient(id), request: { method: 'PUT', url: `Patient/${id}` } });
const bundle = (type: string, ...entry: object[]) => ({ resourceType: 'Bundle', type, entry });
const PATCH = [{ op: 'add', path: '/active', value: true }];
const ASYNC = { prefer: 'respond-async' };

const rows = (): unknown =>
  endpoint.healthLake.store.database
    .prepare('SELECT (SELECT count(*) FROM versions) AS versions, (SELECT count(*) FROM transactions) AS t')
    .get();

const JSON_PATCH = { 'content-type': 'application/json-patch+json' };

test.each<[string, string, Sent]>([
  ['an update', 'Patient/new', { method: 'PUT', body: patient('new') }],
  ['a create', 'Patient', { method: 'POST', body: { resourceType: 'Patient' } }],
  [
    'a conditional create',
    'Patient',
    { method: 'POST', body: { resourceType: 'Patient' }, headers: { 'if-none-exist': '_id=x' } },
  ],
  ['a conditional update', 'Patient?_id=there', { method: 'PUT', body: patient('there') }],
  ['a patch', 'Patient/there', { method: 'PATCH', body: PATCH, headers: JSON_PATCH }],
  ['a deletion', 'Patient/there', { method: 'DELETE' }],
  ['a transaction', '', { method: 'POST', body: bundle('transaction', put('t1'), put('t2')) }],
  [
    'an asynchronous transaction',
    '',
    { method: 'POST', body: bundle('transaction', put('t1')), headers: ASYNC },
  ],
])('%s is 503 with Retry-After', async (_, path, sent) => {
  await endpoint.put(patient('there'));
  const before = rows();
  const answer = await blocked(() => endpoint.send(path, sent));
  expect([answer.status, answer.headers.get('retry-after'), answer.issues]).toEqual([503, '5', [BUSY]]);
  expect(rows()).toEqual(before);
  expect(Math.floor((await endpoint.send(path, sent)).status / 100)).toBe(2);
});

test('reads are answered meanwhile', async () => {
  await endpoint.put(patient('there'));
  const answers = await blocked(() =>
    Promise.all(
      ['Patient/there', 'Patient?_id=there', 'Patient/_history'].map((path) => endpoint.send(path)),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('each write of a batch is 503 by itself, and its reads are answered', async () => {
  const read = { request: { method: 'GET', url: 'Patient/there' } };
  const body = bundle('batch', put('b1'), put('b2'), read, put('b3'));
  const { status, json } = await blocked(() => endpoint.send('', { method: 'POST', body }));
  const entries = json.entry as { response: { status: string; outcome?: { issue: { code: string }[] } } }[];
  expect([status, entries.map(({ response }) => response.status.slice(0, 3))]).toEqual([
    200,
    ['503', '503', '200', '503'],
  ]);
  expect(entries[0]?.response.outcome?.issue[0]?.code).toBe('transient');
  expect((await endpoint.send('Patient/b1')).status).toBe(404);
});

test('writes that have come together wait once, and not each for itself', async () => {
  const { database } = endpoint.healthLake.store;
  const exec = database.exec.bind(database);
  let begun = 0;
  database.exec = (sql) => {
    if (sql.startsWith('BEGIN')) begun++;
    exec(sql);
  };
  const body = bundle('batch', ...Array.from({ length: 20 }, (_, at) => put(`w${at}`)));
  const { json } = await blocked(() => endpoint.send('', { method: 'POST', body }));
  database.exec = exec;
  expect([(json.entry as object[]).length, begun]).toEqual([20, 1]);
});

test.each([false, true])(
  'an asynchronous transaction waits and goes on; it had begun: %p',
  async (hasBegun) => {
    await endpoint.pauseTransactions();
    const body = bundle('transaction', put(`begun-${hasBegun}`));
    const taken = await endpoint.send('', { method: 'POST', headers: ASYNC, body });
    const ask = (): Promise<Answer> => endpoint.send(taken.headers.get('content-location') ?? '');
    const { healthLake } = endpoint;
    const { searchIndex } = healthLake;
    const [begun, goOn] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    healthLake.searchIndex = async () => {
      begun.resolve(undefined);
      await goOn.promise;
      return searchIndex();
    };
    endpoint.resumeTransactions();
    if (hasBegun) await begun.promise;
    await blocked(async () => {
      goOn.resolve(undefined);
      for (let asked = 0; asked < 20; asked++) expect((await ask()).status).toBe(202);
    });
    healthLake.searchIndex = searchIndex;
    let answer = await ask();
    while (answer.status === 202) answer = await ask();
    expect(answer.json).toMatchObject({ entry: [{ response: { status: '201 Created' } }] });
  },
);
