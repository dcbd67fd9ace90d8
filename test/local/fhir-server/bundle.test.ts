import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from './endpoint.ts';
import { idsIn, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

interface Entry {
  fullUrl?: string;
  resource?: object;
  request: Record<string, string>;
}

const bundle = (type: string, entry: readonly Entry[]): Promise<Answer> =>
  endpoint.send('', { method: 'POST', body: { resourceType: 'Bundle', type, entry } });

const put = (id: string, more: object = {}): Entry => ({
  resource: { resourceType: 'Patient', id, ...more },
  request: { method: 'PUT', url: `Patient/${id}` },
});
const get = (url: string): Entry => ({ request: { method: 'GET', url } });

interface Responded {
  resource?: { id: string; entry?: unknown[] };
  response: { status: string; etag?: string; location?: string; outcome?: { issue: unknown[] } };
}
const entriesOf = ({ json }: Answer): Responded[] => json.entry as Responded[];
const statusesOf = (answer: Answer): string[] => entriesOf(answer).map(({ response }) => response.status);

describe('a batch', () => {
  test('answers each entry by itself, in order; one that fails keeps none from being done', async () => {
    const answer = await bundle('batch', [
      put('b1'),
      { ...put('b2'), request: { method: 'PUT', url: 'Patient/other' } },
      get('Patient/b1'),
      get('Patient/nobody'),
      { request: { method: 'PATCH', url: 'Patient/b1' } },
      { request: { method: 'DELETE', url: '/Patient/b1' } },
    ]);
    expect([answer.status, answer.json.type, statusesOf(answer)]).toEqual([
      200,
      'batch-response',
      ['201 Created', '400 Bad Request', '200 OK', '404 Not Found', '400 Bad Request', '204 No Content'],
    ]);
    const [created, refused, read] = entriesOf(answer);
    expect(created?.response).toMatchObject({
      etag: 'W/"1"',
      location: `${endpoint.url}Patient/b1/_history/1`,
    });
    expect(refused?.response.outcome).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(read?.resource).toMatchObject({ id: 'b1' });
    expect((await endpoint.send('Patient/b1')).status).toBe(410);
  });

  test('takes conditions in the entries, and URLs of the endpoint', async () => {
    await endpoint.put({ resourceType: 'Patient', id: 'b3' });
    const ifMatch = (etag: string): Entry => ({
      ...put('b3'),
      request: { method: 'PUT', url: `${endpoint.url}Patient/b3`, ifMatch: etag },
    });
    expect(statusesOf(await bundle('batch', [ifMatch('W/"9"'), ifMatch('W/"1"')]))).toEqual([
      '412 Precondition Failed',
      '200 OK',
    ]);
    const conditional = { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=1' };
    expect(statusesOf(await bundle('batch', [{ ...put('x'), request: conditional }]))).toEqual([
      '201 Created',
    ]);
  });

  test('keeps the digits of its resources', async () => {
    const resource = JSON.stringify(observation('b4', 'Patient/b3', { valueQuantity: { value: 7 } })).replace(
      ':7}',
      ':7.500}',
    );
    await endpoint.send('', {
      method: 'POST',
      body: `{"resourceType":"Bundle","type":"batch","entry":[ {"request":{"method":"PUT","url":"Observation/b4"},"resource":${resource}} ]}`,
    });
    expect((await endpoint.send('Observation/b4')).text).toContain('{"value":7.500}');
    expect((await bundle('batch', [get('Observation/b4')])).text).toContain('{"value":7.500}');
    expect((await endpoint.send('Observation?_id=b4')).text).toContain('{"value":7.500}');
  });

  test('does not hold another Bundle, metadata, or more than 500 entries', async () => {
    expect(
      statusesOf(await bundle('batch', [{ ...put('x'), request: { method: 'POST', url: '' } }])),
    ).toEqual(['400 Bad Request']);
    expect(statusesOf(await bundle('batch', [get('metadata')]))).toEqual(['400 Bad Request']);
    const many = Array.from({ length: 501 }, () => get('Patient/b3'));
    expect((await bundle('batch', many)).issues[0]).toMatch(/^too-costly/);
    expect((await bundle('batch', many.slice(1))).status).toBe(200);
  });

  test.each([
    ['of another type', { resourceType: 'Bundle', type: 'document' }],
    ['that is none', { resourceType: 'Patient' }],
    ['whose entries are no list', { resourceType: 'Bundle', type: 'batch', entry: {} }],
    ['with an entry without a request', { resourceType: 'Bundle', type: 'batch', entry: [{}] }],
    ['with an entry that is nothing', { resourceType: 'Bundle', type: 'batch', entry: [null] }],
  ])('a Bundle %s is 400', async (_, body) => {
    expect((await endpoint.send('', { method: 'POST', body })).status).toBe(400);
  });

  test('an empty Bundle is answered with an empty one', async () => {
    expect(
      (await endpoint.send('', { method: 'POST', body: { resourceType: 'Bundle', type: 'batch' } })).json,
    ).toEqual({ resourceType: 'Bundle', type: 'batch-response' });
  });
});

describe('a transaction', () => {
  test('does all or nothing, and says which entry it was', async () => {
    const answer = await bundle('transaction', [put('t1'), get('Patient/nobody'), put('t2')]);
    expect([answer.status, answer.issues]).toEqual([
      404,
      ['not-found: Bundle.entry[1]: There is no such Patient.'],
    ]);
    expect((await endpoint.send('Patient/t1')).status).toBe(404);
    expect(statusesOf(await bundle('transaction', [put('t1'), put('t2')]))).toEqual([
      '201 Created',
      '201 Created',
    ]);
  });

  test('deletes first and reads last, whatever the order of the entries', async () => {
    await endpoint.put({ resourceType: 'Patient', id: 't3' });
    const answer = await bundle('transaction', [
      get('Patient?_id=t3,t4'),
      put('t4'),
      { request: { method: 'DELETE', url: 'Patient/t3' } },
    ]);
    expect([answer.json.type, statusesOf(answer)]).toEqual([
      'transaction-response',
      ['200 OK', '201 Created', '204 No Content'],
    ]);
    const [searched] = entriesOf(answer);
    expect(idsIn({ ...answer, json: searched?.resource ?? {} })).toEqual(['t4']);
  });

  test('lets references by URN point to what is created', async () => {
    const urn = 'urn:uuid:2f1c9d0e-52b5-4a51-9c3b-6d1d6d1f0a01';
    const answer = await bundle('transaction', [
      {
        resource: observation('any', urn, { note: [{ text: `of "reference": "${urn}"` }] }),
        request: { method: 'POST', url: 'Observation' },
      },
      { fullUrl: urn, resource: { resourceType: 'Patient' }, request: { method: 'POST', url: 'Patient' } },
    ]);
    const [observed, patient] = entriesOf(answer).map(({ resource }) => resource?.id ?? '');
    const stored = (await endpoint.send(`Observation/${observed ?? ''}`)).json;
    expect(stored.subject).toEqual({ reference: `Patient/${patient ?? ''}` });
    expect(stored.note).toEqual([{ text: `of "reference": "${urn}"` }]);
    expect(idsIn(await endpoint.send(`Observation?patient=${patient ?? ''}`))).toEqual([observed]);
  });

  test('writes no resource twice', async () => {
    expect((await bundle('transaction', [put('t5'), put('t5')])).status).toBe(400);
    expect((await endpoint.send('Patient/t5')).status).toBe(404);
  });
});
