import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from './endpoint.ts';
import { BEARER, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

const put = (id: string, more: object = {}) => ({
  resource: { resourceType: 'Patient', id, ...more },
  request: { method: 'PUT', url: `Patient/${id}` },
});
const submit = (entry: object[], headers: Record<string, string> = {}, type = 'transaction') =>
  endpoint.send('', {
    method: 'POST',
    headers: { prefer: 'respond-async', ...headers },
    body: { resourceType: 'Bundle', type, entry },
  });
const placeOf = ({ headers }: Answer): string => headers.get('content-location') ?? '';

/** Asks until there is an answer. */
async function ended(location: string, headers: Record<string, string> = {}): Promise<Answer> {
  for (;;) {
    const answer = await endpoint.send(location, { headers });
    if (answer.status !== 202) return answer;
  }
}

describe('an asynchronous transaction', () => {
  test('is taken with an address that has its answer later', async () => {
    await endpoint.pauseTransactions();
    const taken = await submit([put('a1'), { request: { method: 'GET', url: 'Patient/a1' } }]);
    expect([taken.status, taken.json.resourceType]).toEqual([202, 'OperationOutcome']);
    expect(placeOf(taken)).toMatch(new RegExp(`^${endpoint.url}Transaction/[0-9a-f]{32}$`));
    const waiting = await endpoint.send(placeOf(taken));
    expect([waiting.status, waiting.issues]).toEqual([202, ['informational: SUBMITTED']]);
    expect((await endpoint.send('Patient/a1')).status).toBe(404);
    endpoint.resumeTransactions();
    const answer = await ended(placeOf(taken));
    expect(answer.json).toMatchObject({
      type: 'transaction-response',
      entry: [{ response: { status: '201 Created' } }, { resource: { id: 'a1' } }],
    });
    expect((await endpoint.send('Patient/a1')).status).toBe(200);
  });

  test('may have 500 entries, and is as one', async () => {
    const many = Array.from({ length: 499 }, (_, index) => put(`m${index}`));
    const answer = await ended(
      placeOf(await submit([...many, { request: { method: 'DELETE', url: 'Patient/none' } }])),
    );
    expect([answer.status, answer.issues[0]]).toEqual([404, expect.stringContaining('Bundle.entry[499]')]);
    expect((await endpoint.send('Patient/m0')).status).toBe(404);
    expect((await ended(placeOf(await submit([...many, put('m499')])))).status).toBe(200);
    expect((await submit([...many, put('x'), put('y')])).status).toBe(400);
  });

  test.each([
    ['a batch', [put('b1')], 'batch', 400],
    ['a resource that is not valid', [put('b1', { gender: 'unheard-of' })], 'transaction', 400],
    ['a type that is not supported', [{ request: { method: 'GET', url: 'Basic/1' } }], 'transaction', 404],
    ['a PATCH', [{ request: { method: 'PATCH', url: 'Patient/b1' } }], 'transaction', 400],
    ['a conditional update', [{ request: { method: 'PUT', url: 'Patient?_id=b1' } }], 'transaction', 400],
  ])('%s is refused at once', async (_, entry, type, status) => {
    const answer = await submit(entry, {}, type);
    expect([answer.status, answer.json.resourceType]).toEqual([status, 'OperationOutcome']);
  });

  test('is for who has sent it, with scopes that read Transaction', async () => {
    endpoint.allow({ scope: 'patient/*.cruds system/Transaction.read', patient: 'me' });
    const entry = [
      { resource: observation('mine', 'Patient/me'), request: { method: 'PUT', url: 'Observation/mine' } },
    ];
    const location = placeOf(await submit(entry, BEARER));
    expect((await ended(location, BEARER)).status).toBe(200);
    expect((await endpoint.send(location)).status).toBe(404);
    endpoint.allow({ scope: 'system/*.cruds' });
    expect((await endpoint.send(location, { headers: BEARER })).status).toBe(404);
    endpoint.allow({ scope: 'patient/*.cruds', patient: 'me' });
    expect((await endpoint.send(location, { headers: BEARER })).status).toBe(403);
  });

  test('does what the caller may, and no more', async () => {
    endpoint.allow({ scope: 'patient/*.cruds system/Transaction.read', patient: 'me' });
    const entry = [
      { resource: observation('o', 'Patient/other'), request: { method: 'PUT', url: 'Observation/o' } },
    ];
    expect((await ended(placeOf(await submit(entry, BEARER)), BEARER)).status).toBe(403);
    const forbidden = [
      { resource: { resourceType: 'Practitioner' }, request: { method: 'POST', url: 'Practitioner' } },
    ];
    expect((await submit(forbidden, BEARER)).status).toBe(403);
  });

  test.each([
    ['IN_PROGRESS', 'begun'],
    ['ENDED', 'ended'],
  ])(
    'waits where there is no room to write down that it is %s, and is done once there is',
    async (status, id) => {
      const { database } = endpoint.healthLake.store;
      database.exec(`CREATE TEMP TRIGGER full BEFORE UPDATE ON transactions WHEN NEW.status = '${status}'
        BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
      const location = placeOf(await submit([put(id)]));
      while (endpoint.troubles.length === 0) expect((await endpoint.send(location)).status).toBe(202);
      expect((await endpoint.send(`Patient/${id}`)).status).toBe(404);
      database.exec('DROP TRIGGER full');
      expect(endpoint.troubles.splice(0).map(String)).toContainEqual(expect.stringContaining('full'));
      const answer = await ended(location);
      expect(answer.json).toMatchObject({ entry: [{ response: { status: '201 Created' } }] });
      endpoint.troubles.length = 0;
    },
  );

  test('waits for its turn with at most 499 others', async () => {
    await endpoint.pauseTransactions();
    let last: Answer | undefined;
    for (let index = 0; index <= 500; index++) last = await submit([]);
    expect([last?.status, last?.issues[0]]).toEqual([429, expect.stringContaining('ThrottlingException')]);
    endpoint.resumeTransactions();
  });

  test('can be asked for while somebody else writes', async () => {
    const location = placeOf(await submit([put('y1')]));
    await ended(location);
    const { store } = endpoint.healthLake;
    const other = new DatabaseSync(store.database.location() ?? '');
    store.database.exec('PRAGMA busy_timeout = 0');
    other.exec('BEGIN IMMEDIATE');
    const { status } = await endpoint.send(location);
    other.close();
    store.database.exec('PRAGMA busy_timeout = 5000');
    expect(status).toBe(200);
  });

  test('is forgotten after 90 days', async () => {
    const location = placeOf(await submit([put('z1')]));
    await ended(location);
    await endpoint.clock.advance(89 * 86_400);
    expect((await endpoint.send(location)).status).toBe(200);
    await endpoint.clock.advance(2 * 86_400);
    expect((await endpoint.send(location)).status).toBe(404);
  });

  test('is forgotten then also where nobody asks for its answer', async () => {
    await ended(placeOf(await submit([put('z2')])));
    await endpoint.clock.advance(91 * 86_400);
    const location = placeOf(await submit([put('z3')]));
    const kept = endpoint.healthLake.store.database.prepare('SELECT id FROM transactions').all();
    expect(kept.map(({ id }) => id)).toEqual([location.split('/').at(-1)]);
    await ended(location);
  });
});
