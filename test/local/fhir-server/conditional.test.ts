import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Endpoint } from './endpoint.ts';
import { BEARER, idsIn, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

/** Each test has a value of its own, so that none finds what another wrote. */
let value = 0;
beforeEach(() => {
  value += 1;
});
const known = (id: string | undefined, more: object = {}) => ({
  resourceType: 'Patient',
  ...(id !== undefined && { id }),
  identifier: [{ system: 'urn:s', value: String(value) }],
  ...more,
});
const criteria = () => `identifier=urn:s|${value}`;

describe('conditional read', () => {
  test('is 304 for who has the version', async () => {
    const { headers } = await endpoint.put(known('read') as never);
    const statusOf = async (condition: Record<string, string>) => {
      const answer = await endpoint.send('Patient/read', { headers: condition });
      return [answer.status, answer.text === '', answer.headers.get('etag')];
    };
    expect(await statusOf({ 'if-none-match': 'W/"1"' })).toEqual([304, true, 'W/"1"']);
    expect(await statusOf({ 'if-none-match': 'W/"7", "1"' })).toEqual([304, true, 'W/"1"']);
    expect(await statusOf({ 'if-none-match': 'W/"2"' })).toEqual([200, false, 'W/"1"']);
    const modified = headers.get('last-modified') ?? '';
    expect(await statusOf({ 'if-modified-since': modified })).toEqual([304, true, 'W/"1"']);
    const before = new Date(Date.parse(modified) - 1000).toUTCString();
    expect(await statusOf({ 'if-modified-since': before })).toEqual([200, false, 'W/"1"']);
    expect(await statusOf({ 'if-none-match': 'W/"2"', 'if-modified-since': modified })).toEqual([
      200,
      false,
      'W/"1"',
    ]);
  });
});

describe('conditional create', () => {
  const create = (condition: string) =>
    endpoint.send('Patient', {
      method: 'POST',
      headers: { 'if-none-exist': condition },
      body: known(undefined),
    });

  test('creates what is not there, and answers what is', async () => {
    const first = await create(criteria());
    const second = await create(`?${criteria()}`);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json.id).toBe(first.json.id);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    await create('_id=other');
    expect((await create(criteria())).status).toBe(412);
  });

  test('of two at once makes one', async () => {
    const both = await Promise.all([create(criteria()), create(criteria())]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
  });

  test('without criteria, or with what no search has, is refused', async () => {
    expect((await create('')).status).toBe(400);
    expect((await create('invented=1')).status).toBe(400);
  });

  test('with what is of a search’s result is refused: it would change what is found', async () => {
    await create(criteria());
    for (const each of [
      '_summary=count',
      '_count=1',
      '_total=accurate',
      '_sort=name',
      '_include=Patient:link',
      '_revinclude:iterate=Patient:link',
      '_elements=id',
      'page=x',
    ]) {
      expect((await create(`${criteria()}&${each}`)).status).toBe(400);
      expect((await create(each)).status).toBe(400);
    }
    expect((await create(`${criteria()}&_format=json`)).status).toBe(200);
  });

  test('shows the resource to who may read it, and its place to who may search', async () => {
    await create(criteria());
    endpoint.allow({ scope: 'system/Patient.cs' });
    const headers = { ...BEARER, 'if-none-exist': criteria() };
    const answer = await endpoint.send('Patient', { method: 'POST', headers, body: known(undefined) });
    expect([answer.status, answer.text]).toEqual([200, '']);
    endpoint.allow({ scope: 'system/Patient.c' });
    const blind = await endpoint.send('Patient', { method: 'POST', headers, body: known(undefined) });
    expect(blind.status).toBe(403);
  });
});

describe('conditional update', () => {
  const put = (body: object, headers: Record<string, string> = {}) =>
    endpoint.send(`Patient?${criteria()}`, { method: 'PUT', body, headers });

  test('creates where nothing is found, and updates the one that is', async () => {
    const created = await put(known(undefined));
    expect([created.status, created.headers.get('etag')]).toEqual([201, 'W/"1"']);
    const updated = await put(known(undefined, { active: true }));
    expect([updated.status, updated.json.id, updated.json.active]).toEqual([200, created.json.id, true]);
    expect((await put(known(String(created.json.id)))).status).toBe(200);
  });

  test('is 409 where the body has another id, or one that is taken', async () => {
    await endpoint.put({ resourceType: 'Patient', id: `taken-${value}` });
    expect((await put(known(`taken-${value}`))).status).toBe(409);
    await put(known(`new-${value}`));
    expect((await put(known('another'))).status).toBe(409);
  });

  test('is 412 where more than one is found, and where If-Match is of another version', async () => {
    await endpoint.put(known('one') as never);
    expect((await put(known(undefined), { 'if-match': 'W/"9"' })).status).toBe(412);
    await endpoint.put(known('two') as never);
    expect((await put(known(undefined))).status).toBe(412);
  });

  test('needs the right to search and to update', async () => {
    endpoint.allow({ scope: 'system/Patient.u' });
    expect((await put(known(undefined), BEARER)).status).toBe(403);
    endpoint.allow({ scope: 'system/Patient.s' });
    expect((await put(known(undefined), BEARER)).status).toBe(403);
    endpoint.allow({ scope: 'system/Patient.us' });
    expect((await put(known(undefined), BEARER)).status).toBe(201);
  });

  test('finds for a patient nothing of another', async () => {
    await endpoint.put({
      ...observation('of-other', 'Patient/other'),
      identifier: [{ value: 'x' }],
    } as never);
    endpoint.allow({ scope: 'patient/Observation.cruds', patient: 'me' });
    const body = { ...observation('mine', 'Patient/me'), id: undefined, identifier: [{ value: 'x' }] };
    const answer = await endpoint.send('Observation?identifier=x', { method: 'PUT', headers: BEARER, body });
    expect(answer.status).toBe(201);
    expect(answer.json.id).not.toBe('of-other');
  });
});

describe('conditional delete', () => {
  const remove = (query: string, headers: Record<string, string> = {}) =>
    endpoint.send(`Patient?${query}`, { method: 'DELETE', headers });

  test('deletes the one that is found', async () => {
    await endpoint.put(known('d1') as never);
    expect((await remove(criteria(), { 'if-match': 'W/"4"' })).status).toBe(412);
    expect((await remove(criteria())).status).toBe(204);
    expect((await endpoint.send('Patient/d1')).status).toBe(410);
    expect((await remove(criteria())).status).toBe(404);
  });

  test('is 412 for more than one', async () => {
    await endpoint.put(known('d2') as never);
    await endpoint.put(known('d3') as never);
    expect((await remove(criteria())).status).toBe(412);
  });

  test('of an id tells what became of the resource', async () => {
    await endpoint.put(known('d4') as never);
    expect((await remove('_id=d4&_lastUpdated=lt2000-01-01')).status).toBe(409);
    expect((await remove('_id=d4&_lastUpdated=gt2000-01-01')).status).toBe(204);
    expect((await remove('_id=d4&_lastUpdated=gt2000-01-01')).status).toBe(204);
    expect((await remove('_id=never')).status).toBe(404);
  });

  test('with _count deletes page by page, and says so of each resource', async () => {
    for (const id of ['e1', 'e2', 'e3']) await endpoint.put(known(id) as never);
    const first = await remove(`${criteria()}&_count=2`);
    expect(first.json).toMatchObject({
      type: 'batch-response',
      entry: [
        { response: { status: '204 No Content', location: 'Patient/e1' } },
        { response: { status: '204 No Content', location: 'Patient/e2' } },
      ],
    });
    const [next] = first.json.link as { relation: string; url: string }[];
    const second = await endpoint.send(next?.url ?? '', { method: 'DELETE' });
    expect(second.json).toMatchObject({ entry: [{ response: { location: 'Patient/e3' } }] });
    const none = await remove(`${criteria()}&_count=2`);
    expect([none.status, none.json.entry]).toEqual([200, undefined]);
    expect((await remove(`${criteria()}&_count=2`, { 'if-match': 'W/"1"' })).status).toBe(400);
    expect((await remove(`${criteria()}&_count=101`)).status).toBe(400);
  });

  test('deletes nothing by what is of a search’s result alone, nor what that includes', async () => {
    await endpoint.put(known('k1') as never);
    await endpoint.put(
      known('k2', { link: [{ other: { reference: 'Patient/k1' }, type: 'seealso' }] }) as never,
    );
    for (const each of ['_count=5', '_total=accurate', '_sort=name', '_id=k2&_count=5&_include=Patient:link'])
      expect((await remove(each)).status).toBe(400);
    for (const each of [
      '_id=k2&_include=Patient:link',
      '_id=k2&_pretty=true',
      '_pretty=true',
      '_format=json',
    ])
      expect((await remove(each)).status).toBe(400);
    expect(idsIn(await endpoint.send(`Patient?${criteria()}`))).toEqual(['k1', 'k2']);
  });

  test('tells who may only search that of each resource, and who may not search nothing', async () => {
    await endpoint.put(known('f1') as never);
    endpoint.allow({ scope: 'system/Patient.s' });
    const answer = await remove(`${criteria()}&_count=5`, BEARER);
    expect(answer.json).toMatchObject({ entry: [{ response: { status: '403 Forbidden' } }] });
    expect((await remove(criteria(), BEARER)).status).toBe(403);
    endpoint.allow({ scope: 'system/Patient.d' });
    expect((await remove(`${criteria()}&_count=5`, BEARER)).status).toBe(403);
    expect(idsIn(await endpoint.send(`Patient?${criteria()}`))).toEqual(['f1']);
  });
});

describe('in a transaction', () => {
  const transaction = (entry: object[]) =>
    endpoint.send('', { method: 'POST', body: { resourceType: 'Bundle', type: 'transaction', entry } });

  test('what a condition finds is what links lead to', async () => {
    await endpoint.put(known('there') as never);
    const answer = await transaction([
      {
        fullUrl: 'urn:uuid:1',
        resource: known(undefined),
        request: { method: 'POST', url: 'Patient', ifNoneExist: criteria() },
      },
      {
        resource: { ...observation('x', 'urn:uuid:1'), id: undefined },
        request: { method: 'POST', url: 'Observation' },
      },
    ]);
    expect(answer.json).toMatchObject({
      entry: [
        { response: { status: '200 OK' } },
        { response: { status: '201 Created' }, resource: { subject: { reference: 'Patient/there' } } },
      ],
    });
  });

  test('a conditional update makes what it does not find, and links lead there', async () => {
    const answer = await transaction([
      {
        fullUrl: 'urn:uuid:2',
        resource: known(undefined),
        request: { method: 'PUT', url: `Patient?${criteria()}` },
      },
      {
        resource: { ...observation('y', 'urn:uuid:2'), id: undefined },
        request: { method: 'POST', url: 'Observation' },
      },
    ]);
    const [made, linked] = answer.json.entry as {
      resource: { id: string; subject: { reference: string } };
    }[];
    expect(linked?.resource.subject.reference).toBe(`Patient/${made?.resource.id ?? ''}`);
  });

  test('conditions that fail leave nothing behind', async () => {
    await endpoint.put(known('g1') as never);
    await endpoint.put(known('g2') as never);
    const answer = await transaction([
      { resource: { resourceType: 'Patient', id: 'g3' }, request: { method: 'PUT', url: 'Patient/g3' } },
      { request: { method: 'DELETE', url: `Patient?${criteria()}` } },
    ]);
    expect([answer.status, answer.issues[0]]).toEqual([412, expect.stringContaining('Bundle.entry[1]')]);
    expect((await endpoint.send('Patient/g3')).status).toBe(404);
  });

  test('no resource is written twice, be it by a condition', async () => {
    await endpoint.put(known('h1') as never);
    const answer = await transaction([
      { resource: known('h1'), request: { method: 'PUT', url: 'Patient/h1' } },
      { request: { method: 'DELETE', url: `Patient?${criteria()}` } },
    ]);
    expect(answer.status).toBe(400);
  });

  test('nor made twice by one condition', async () => {
    const update = { resource: known(undefined), request: { method: 'PUT', url: `Patient?${criteria()}` } };
    const create = {
      resource: known(undefined),
      request: { method: 'POST', url: 'Patient', ifNoneExist: criteria() },
    };
    const ofId = { resource: known('i1'), request: { method: 'PUT', url: 'Patient/i1' } };
    const toId = { resource: known('i1'), request: { method: 'PUT', url: `Patient?${criteria()}` } };
    for (const entries of [
      [update, update],
      [create, update],
      [update, create],
      [ofId, toId],
    ])
      expect((await transaction(entries)).status).toBe(400);
    expect(idsIn(await endpoint.send(`Patient?${criteria()}`))).toEqual([]);
  });

  test('a conditional create finds what another of the same condition makes, and links lead there', async () => {
    const create = (fullUrl: string) => ({
      fullUrl,
      resource: known(undefined),
      request: { method: 'POST', url: 'Patient', ifNoneExist: criteria() },
    });
    const [one, other] = [
      'urn:uuid:6a1f7d5e-0000-4000-8000-000000000001',
      'urn:uuid:6a1f7d5e-0000-4000-8000-000000000002',
    ];
    const answer = await transaction([
      create(one),
      create(other),
      { resource: observation('any', other), request: { method: 'POST', url: 'Observation' } },
    ]);
    const [made = ''] = idsIn(await endpoint.send(`Patient?${criteria()}`));
    expect(answer.json.entry).toMatchObject([
      { response: { status: '201 Created' } },
      { resource: { id: made }, response: { status: '200 OK' } },
      { resource: { subject: { reference: `Patient/${made}` } } },
    ]);
  });
});
