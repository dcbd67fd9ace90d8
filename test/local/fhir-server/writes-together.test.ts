import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FhirError } from '../../../local/fhir-server/http/fhir-error.ts';
import { settledTogether, writesTogether } from '../../../local/fhir-server/writes-together.ts';
import type { Endpoint } from './endpoint.ts';
import { idsIn, startEndpoint } from './endpoint.ts';

/** Transactions that say what they do; the outer one fails with `failure` when it shall commit. */
function transactions(failure?: Error) {
  const said: string[] = [];
  let isOpen = false;
  const atomically = <Result>(work: () => Result): Result => {
    if (isOpen) return work();
    isOpen = true;
    said.push('begin');
    try {
      const result = work();
      if (failure && said.length > 2) throw failure;
      said.push('commit');
      return result;
    } catch (error) {
      said.push('rollback');
      throw error;
    } finally {
      isOpen = false;
    }
  };
  const write = (name: string) => () => {
    said.push(name);
    return name;
  };
  const refused = (): string => {
    throw new FhirError(412, 'conflict', 'Not so.');
  };
  return { said, atomically, write, refused };
}

describe('writes that have come together', () => {
  test('are one transaction, and answered once it has committed', async () => {
    const { said, atomically, write } = transactions();
    const together = writesTogether(atomically);
    const all = ['a', 'b', 'c'].map((name) =>
      together(write(name), 10).then((answer) => said.push(`answer ${answer}`)),
    );
    await Promise.all(all);
    expect(said).toEqual(['begin', 'a', 'b', 'c', 'commit', 'answer a', 'answer b', 'answer c']);
  });

  test('are refused one by one', async () => {
    const { said, atomically, write, refused } = transactions();
    const together = writesTogether(atomically);
    const all = [write('a'), refused, write('c')].map((work) => together(work, 10));
    const results = await Promise.allSettled(all);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(said).toEqual(['begin', 'a', 'c', 'commit']);
  });

  test('are no more than a megabyte or 64 of one transaction, and one at least', async () => {
    const { said, atomically, write } = transactions();
    const together = writesTogether(atomically);
    const large = ['a', 'b', 'c'].map((name) => together(write(name), name === 'a' ? 5e6 : 6e5));
    const small = Array.from({ length: 70 }, () => together(write('.'), 1));
    await Promise.all([...large, ...small]);
    const lengths = said
      .join('')
      .split(/begin|commit/)
      .filter((each) => each !== '')
      .map(({ length }) => length);
    // What is alone needs no transaction around its own.
    expect(lengths).toEqual(['ab'.length, 'c'.length + 63, 7]);
  });

  test('are done once more, each alone, where their transaction fails', () => {
    const { said, atomically, write, refused } = transactions(new Error('The disk is full.'));
    const results = settledTogether(atomically, [write('a'), refused, write('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(said).toEqual(['begin', 'a', 'c', 'rollback', 'a', 'c']);
  });

  test('end with the first that fails otherwise than by a refusal: nothing is done behind a transaction that is gone', () => {
    const { said, atomically, write } = transactions();
    const failing = (): string => {
      said.push('fails');
      throw new Error('The disk is full.');
    };
    const results = settledTogether(atomically, [write('a'), failing, write('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(said).toEqual(['begin', 'a', 'fails', 'rollback', 'a', 'fails', 'c']);
  });
});

describe('the endpoint', () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await startEndpoint();
  });
  afterAll(() => endpoint.stop());

  const patient = (id: string, family = 'Berg') => ({ resourceType: 'Patient', id, name: [{ family }] });

  /** How many transactions of the store something takes. */
  const committed = async (work: () => Promise<unknown>): Promise<number> => {
    const { store } = endpoint.healthLake;
    const exec = store.database.exec.bind(store.database);
    let commits = 0;
    store.database.exec = (sql) => {
      if (sql === 'COMMIT') commits++;
      exec(sql);
    };
    await work();
    store.database.exec = exec;
    return commits;
  };

  test('answers each of many writes that are sent at once, and finds them', async () => {
    await endpoint.put(patient('there'));
    const ids = Array.from({ length: 20 }, (_, at) => `together${at}`);
    const all = [
      ...ids.map((id) => endpoint.put(patient(id, 'Together'))),
      endpoint.put(patient('there', 'Together'), { 'if-match': 'W/"7"' }),
      endpoint.send('Patient', { method: 'POST', body: patient('any', 'Together') }),
      endpoint.send('Patient/there', { method: 'DELETE' }),
      endpoint.put({ ...patient('wrong'), birthDate: 'never' } as never),
    ];
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses).toEqual([...ids.map(() => 201), 412, 201, 204, 400]);
    const found = idsIn(await endpoint.send('Patient?family=Together'));
    expect(found).toHaveLength(21);
    expect(found).toEqual(expect.arrayContaining(ids));
    expect((await endpoint.send('Patient/there')).status).toBe(410);
  });

  test('writes what lies side by side in a batch in one transaction, each entry for itself', async () => {
    const entries = ['b1', 'b2', 'b3', 'b4'].map((id) => ({
      resource: id === 'b3' ? { ...patient(id), birthDate: 'never' } : patient(id, 'Batch'),
      request: { method: 'PUT', url: `Patient/${id}` },
    }));
    const search = { request: { method: 'GET', url: 'Patient?family=Batch' } };
    const last = { resource: patient('b5', 'Batch'), request: { method: 'PUT', url: 'Patient/b5' } };
    const body = { resourceType: 'Bundle', type: 'batch', entry: [...entries, search, last] };
    let answer: Record<string, unknown> = {};
    const commits = await committed(async () => {
      answer = (await endpoint.send('', { method: 'POST', body })).json;
    });
    const answered = answer.entry as { response: { status: string }; resource?: { entry?: unknown[] } }[];
    expect(answered.map(({ response }) => response.status.slice(0, 3))).toEqual([
      '201',
      '201',
      '400',
      '201',
      '200',
      '201',
    ]);
    expect(answered[4]?.resource?.entry).toHaveLength(3);
    expect(commits).toBe(2);
  });

  test('answers an entry of a batch that fails otherwise than by a refusal by itself: the others are written, and told so', async () => {
    const { database } = endpoint.healthLake.store;
    database.exec(`CREATE TEMP TRIGGER full BEFORE INSERT ON newest WHEN NEW.id = 'f2'
      BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
    const put = (id: string) => ({
      resource: patient(id),
      request: { method: 'PUT', url: `Patient/${id}` },
    });
    const search = { request: { method: 'GET', url: 'Patient?_id=f1' } };
    for (const entry of [
      [put('f1'), put('f2'), put('f3')],
      [search, put('f2'), search],
    ]) {
      const body = { resourceType: 'Bundle', type: 'batch', entry };
      const { status, json } = await endpoint.send('', { method: 'POST', body });
      const answered = json.entry as { response: { status: string } }[];
      expect([status, answered.map(({ response }) => response.status.slice(0, 1))]).toEqual([
        200,
        ['2', '5', '2'],
      ]);
    }
    database.exec('DROP TRIGGER full');
    expect(endpoint.troubles.splice(0).map(String)).toEqual(Array(2).fill(expect.stringContaining('full')));
    expect((await endpoint.send('Patient/f3')).status).toBe(200);
  });
});
