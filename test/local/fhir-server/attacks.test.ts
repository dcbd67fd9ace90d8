import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint, Sent } from './endpoint.ts';
import { BEARER, idsIn, linkOf, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

/*
 * A patient's token for `me` tries to reach what is not theirs. `theirs` belongs to `other`; so does the other data store.
 */
let endpoint: Endpoint;
let otherStore: string;
beforeAll(async () => {
  endpoint = await startEndpoint();
  const { datastoreId } = endpoint.healthLake.declareDatastore({ name: 'another', properties: {} });
  otherStore = endpoint.url.replace(endpoint.datastoreId, datastoreId);
  for (const id of ['me', 'other']) await endpoint.put({ resourceType: 'Patient', id });
  await endpoint.put(observation('mine', 'Patient/me'));
  await endpoint.put(observation('theirs', 'Patient/other', { note: [{ text: SECRET }] }));
  const body = { resourceType: 'Patient', id: 'me' };
  await endpoint.send(`${otherStore}Patient/me`, { method: 'PUT', body });
});
beforeEach(() => {
  endpoint.allow({ scope: 'patient/*.cruds', patient: 'me' });
});
afterAll(() => endpoint.stop());

const SECRET = 'Quackenbush';
const send = (path: string, sent: Sent = {}): Promise<Answer> =>
  endpoint.send(path, { ...sent, headers: { ...sent.headers, ...BEARER } });

describe('by the path', () => {
  test.each([
    'Observation/theirs/',
    'Observation/mine/../theirs',
    'Observation/mine/%2e%2e/theirs',
    'Observation/mine%2F..%2Ftheirs',
    'Observation//theirs',
    './Observation/theirs',
    'Observation/theirs?_id=mine',
    'Observation/theirs?patient=me',
    'Observation/theirs#mine',
    'Observation/theirs;mine',
    'Observation/theirs%00',
    'observation/theirs',
    'Observation/theirs/_history/1',
    'Observation/theirs/_history/01',
    'Observation/__proto__',
    'Observation/constructor/_history/1',
  ])('%s', async (path) => {
    const { status, text } = await send(path);
    expect([400, 403, 404]).toContain(status);
    expect(text).not.toContain(SECRET);
  });

  test('a raw request target with dots in it, which clients would have resolved', async () => {
    const { pathname, port } = new URL(endpoint.url);
    const status = await new Promise((resolve, reject) => {
      request(
        { port, path: `${pathname}Observation/mine/../theirs`, headers: BEARER, host: '127.0.0.1' },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  test('another data store, which the token is not for', async () => {
    expect((await send(`${otherStore}Patient/me`)).status).toBe(401);
  });
});

describe('by a search', () => {
  test.each([
    'Observation',
    'Observation?patient=other',
    'Observation?patient=me,other',
    'Observation?subject=Patient/other',
    'Observation?_id=theirs',
    'Observation?_id=theirs&patient=other',
    'Observation?_lastUpdated=ge1900',
    "Observation?patient=me'%20OR%20'1'='1",
    'Observation?patient=me%22)%3B--',
  ])('%s', async (path) => {
    const answer = await send(path);
    expect(idsIn(answer)).not.toContain('theirs');
    expect(answer.text).not.toContain(SECRET);
  });

  test.each([
    ['Observation?_count=1', 400],
    ['Observation?status=final&_count=1', 200],
  ])('with a next link of %s that somebody else was given', async (path, status) => {
    const answer = await send(linkOf(await endpoint.send(path), 'next') ?? '');
    expect([answer.status, idsIn(answer)]).toEqual([status, []]);
  });

  test('with parameters in both the URL and the body', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await send('Observation/_search?_id=theirs', {
      method: 'POST',
      headers,
      body: 'patient=other',
    });
    expect(idsIn(answer)).toEqual([]);
  });
});

describe('by a write', () => {
  const put = (body: object, path = 'Observation/new') => send(path, { method: 'PUT', body });

  test.each([
    ['a reference in a contained resource', { contained: [observation('c', 'Patient/me')] }],
    ['a reference in an element that is none of the compartment', { focus: [{ reference: 'Patient/me' }] }],
    ['an identifier of the patient', { subject: { type: 'Patient', identifier: { value: 'me' } } }],
    ['a display', { subject: { reference: 'Patient/other', display: 'Patient/me' } }],
    ['the patient of another server', { subject: { reference: 'https://elsewhere.example/Patient/me' } }],
    ['the patient of another data store', { subject: { reference: 'OTHER/Patient/me' } }],
    ['a query', { subject: { reference: 'Patient/me?x=1' } }],
    ['a conditional reference', { subject: { reference: 'Patient?_id=me' } }],
    ['a fragment', { subject: { reference: '#me' } }],
    ['white space', { subject: { reference: ' Patient/me' } }],
    ['a line', { subject: { reference: 'Patient/me\n' } }],
  ])('that names the patient by %s only', async (_, more) => {
    const resource = { ...observation('new', 'Patient/other'), ...more };
    const body = JSON.parse(JSON.stringify(resource).replace('OTHER/', otherStore)) as object;
    expect((await put(body)).status).toBe(403);
    expect((await endpoint.send('Observation/new')).status).toBe(404);
  });

  test('that says the subject twice, so that readers may differ about whose it is', async () => {
    for (const level of ['strict', 'structure-only', 'minimal']) {
      const headers = { 'x-amzn-healthlake-fhir-validation-level': level };
      for (const twice of [
        '"subject":{"reference":"Patient/other"},"subject":{"reference":"Patient/me"}',
        '"subject":{"reference":"Patient/other","reference":"Patient/me"}',
      ]) {
        const body = JSON.stringify(observation('new', 'Patient/me')).replace(/"subject":\{[^}]+\}/, twice);
        expect((await send('Observation/new', { method: 'PUT', headers, body })).status).toBe(400);
      }
    }
  });

  test('in a Bundle that names another data store', async () => {
    const entry = [
      {
        resource: { resourceType: 'Patient', id: 'me' },
        request: { method: 'PUT', url: `${otherStore}Patient/me` },
      },
      { request: { method: 'GET', url: `${otherStore}Patient/me` } },
    ];
    const answer = await send('', { method: 'POST', body: { resourceType: 'Bundle', type: 'batch', entry } });
    expect(answer.json.entry).toMatchObject([
      { response: { status: '404 Not Found' } },
      { response: { status: '404 Not Found' } },
    ]);
  });

  test('in a Bundle, of a resource type that their scopes do not name', async () => {
    endpoint.allow({ scope: 'patient/Observation.c', patient: 'me' });
    const entry = [
      { resource: observation('x', 'Patient/me'), request: { method: 'POST', url: 'Observation' } },
      { request: { method: 'GET', url: 'Observation/mine' } },
      { resource: { resourceType: 'Patient', id: 'me' }, request: { method: 'PUT', url: 'Patient/me' } },
    ];
    const answer = await send('', { method: 'POST', body: { resourceType: 'Bundle', type: 'batch', entry } });
    expect(answer.json.entry).toMatchObject([
      { response: { status: '201 Created' } },
      { response: { status: '403 Forbidden' } },
      { response: { status: '403 Forbidden' } },
    ]);
  });

  test.each([
    ['lists', '['],
    ['objects', '{"a":'],
  ])('of %s nested without end', async (_, opening) => {
    const body = `{"resourceType":"Observation","id":"new","a":${opening.repeat(500_000)}`;
    expect((await send('Observation/new', { method: 'PUT', body })).status).toBe(400);
  });

  test('with members that mean something to JavaScript', async () => {
    const body = JSON.stringify(observation('proto', 'Patient/me')).replace(
      '"status"',
      '"__proto__":{"resourceType":"Patient","id":"me"},"status"',
    );
    await send('Observation/proto', { method: 'PUT', body });
    expect(({} as Record<string, unknown>).resourceType).toBeUndefined();
    expect((await endpoint.send('Patient/me')).json).toMatchObject({ meta: { versionId: '1' } });
  });
});

test('none of it was a fault of the endpoint', () => {
  expect(endpoint.troubles).toEqual([]);
});
