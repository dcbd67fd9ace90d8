import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../support/cloud.ts';
import { VERSIONED, versionedPackage } from '../../support/fhir-package.ts';
import type { Endpoint } from './endpoint.ts';
import { idsIn, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

describe('update', () => {
  test('makes a resource under the client’s id, and the next version of it after that', async () => {
    const first = await endpoint.put(patient('u1'));
    expect([first.status, first.headers.get('etag'), first.headers.get('location')]).toEqual([
      201,
      'W/"1"',
      `${endpoint.url}Patient/u1/_history/1`,
    ]);
    expect(first.headers.get('content-type')).toBe('application/fhir+json');
    const second = await endpoint.put(patient('u1', { active: true }));
    expect([second.status, second.headers.get('etag')]).toEqual([200, 'W/"2"']);
    expect(second.json).toMatchObject({ active: true, meta: { versionId: '2' } });
  });

  test('keeps every byte but those of the version in meta', async () => {
    const body =
      '{ "resourceType":"Observation", "id":"digits", "meta":{"versionId":"77","source":"urn:s"},\n "status":"final", "code":{"text":"c"}, "valueQuantity":{"value":1.2300e2} }';
    await endpoint.send('Observation/digits', { method: 'PUT', body });
    const { text } = await endpoint.send('Observation/digits');
    const [, lastUpdated = ''] = /"lastUpdated":"([^"]+)"/.exec(text) ?? [];
    expect(text).toBe(body.replace('"versionId":"77"', `"versionId":"1","lastUpdated":"${lastUpdated}"`));
    expect(Date.parse(lastUpdated)).toBeGreaterThan(0);
  });

  test('holds the write against If-Match and If-None-Match', async () => {
    await endpoint.put(patient('u2'));
    const statusOf = async (headers: Record<string, string>): Promise<number> =>
      (await endpoint.put(patient('u2'), headers)).status;
    expect(await statusOf({ 'if-match': 'W/"7"' })).toBe(412);
    expect(await statusOf({ 'if-match': 'newest' })).toBe(400);
    expect(await statusOf({ 'if-match': 'W/"7", W/"8"' })).toBe(412);
    expect(await statusOf({ 'if-match': 'W/"7", newest' })).toBe(400);
    expect(await statusOf({ 'if-none-match': '*' })).toBe(412);
    expect(await statusOf({ 'if-match': 'W/"1"' })).toBe(200);
    expect(await statusOf({ 'if-match': 'W/"1"' })).toBe(412);
    expect(await statusOf({ 'if-match': 'W/"1", "2"' })).toBe(200);
    expect((await endpoint.put(patient('u3'), { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await endpoint.put(patient('u3'), { 'if-none-match': '*' })).status).toBe(201);
  });

  test('of two that saw the same version one is refused', async () => {
    await endpoint.put(patient('race'));
    const both = [1, 2].map(() => endpoint.put(patient('race'), { 'if-match': 'W/"1"' }));
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  test.each([
    ['another id', 'Patient/x', { resourceType: 'Patient', id: 'y' }, 400],
    ['no id', 'Patient/x', { resourceType: 'Patient' }, 400],
    ['another type', 'Patient/x', { resourceType: 'Group', id: 'x' }, 400],
    ['a list', 'Patient/x', [], 400],
    ['no JSON', 'Patient/x', '{"resourceType":', 400],
    ['nothing', 'Patient/x', '', 400],
  ])('refuses a body with %s', async (_, path, body, status) => {
    const answer = await endpoint.send(path, { method: 'PUT', body });
    expect([answer.status, answer.json.resourceType]).toEqual([status, 'OperationOutcome']);
    expect((await endpoint.send('Patient/x')).status).toBe(404);
  });

  test('refuses other content than JSON, and a validation level that does not exist', async () => {
    const body = patient('x');
    const statusOf = async (headers: Record<string, string>): Promise<number> =>
      (await endpoint.send('Patient/x', { method: 'PUT', body, headers })).status;
    expect(await statusOf({ 'content-type': 'application/fhir+xml' })).toBe(415);
    expect(await statusOf({ 'content-encoding': 'br' })).toBe(415);
    expect(await statusOf({ 'x-amzn-healthlake-fhir-validation-level': 'lax' })).toBe(400);
    expect(await statusOf({ 'x-amzn-healthlake-fhir-validation-level': 'structure-only' })).toBe(201);
  });

  test('checks a resource as an import does, at the level that is asked for, strictly where none is', async () => {
    const wrong = { ...observation('checked', 'Patient/a'), status: undefined, invented: true };
    const at = (level?: string) =>
      endpoint.put(wrong, level === undefined ? {} : { 'x-amzn-healthlake-fhir-validation-level': level });
    const strict = await at();
    expect([strict.status, strict.issues]).toEqual([
      400,
      [
        "processing: Unrecognised property '@invented'",
        'processing: Observation.status: minimum required = 1, but only found 0',
      ],
    ]);
    expect([(await at('structure-only')).status, (await at('minimal')).status]).toEqual([400, 201]);
    const broken = {
      ...observation('broken', 'Patient/a'),
      valueQuantity: { value: 1 },
      dataAbsentReason: { text: 'x' },
    };
    expect((await endpoint.put(broken)).issues).toEqual([expect.stringContaining('obs-6')]);
    const structure = { 'x-amzn-healthlake-fhir-validation-level': 'structure-only' };
    expect((await endpoint.put(broken, structure)).status).toBe(201);
  });

  test('judges a claim of a version that is not loaded by the setting for imports', async () => {
    const { folder, remove } = await temporaryFolder();
    endpoint.healthLake.configure({ fhirPackages: [versionedPackage(folder)] });
    const claiming = patient('versioned', { meta: { profile: [`${VERSIONED}|1.0.0`] } });
    expect((await endpoint.put(claiming)).issues).toEqual([
      expect.stringContaining('version 1.0.0 is meant, and 2.0.0 loaded'),
    ]);
    endpoint.healthLake.configure({ profileVersions: 'latest-loaded' });
    expect((await endpoint.put(claiming)).status).toBe(201);
    expect((await endpoint.put({ ...claiming, ...{ name: [{ text: 'x' }] } })).status).toBe(400);
    endpoint.healthLake.configure({ fhirPackages: [], profileVersions: 'exact' });
    await remove();
  });

  test('takes bodies up to 5 MB', async () => {
    const [head = '', tail = ''] = JSON.stringify(patient('big', { gender: '#' })).split('#');
    const sent = async (bytes: number): Promise<number> => {
      const body = head + 'x'.repeat(bytes - head.length - tail.length) + tail;
      return (await endpoint.send('Group/big', { method: 'PUT', body })).status;
    };
    expect(await sent(5 * 1024 * 1024 + 1)).toBe(413);
    // It is read then, and refused for its type.
    expect(await sent(5 * 1024 * 1024)).toBe(400);
  });
});

describe('create', () => {
  test('gives an id of its own, whatever id was sent', async () => {
    const answer = await endpoint.send('Patient', {
      method: 'POST',
      body: patient('mine', { active: true }),
    });
    const { id } = answer.json as { id: string };
    expect([answer.status, id === 'mine', id.length]).toEqual([201, false, 36]);
    expect(answer.headers.get('location')).toBe(`${endpoint.url}Patient/${id}/_history/1`);
    expect((await endpoint.send(`Patient/${id}`)).json).toMatchObject({ id, active: true });
  });

  test('keeps the digits of a resource without an id', async () => {
    const body =
      '{"resourceType":"Observation","status":"final","code":{"text":"c"},"valueQuantity":{"value":0.10}}';
    const { json, text } = await endpoint.send('Observation', { method: 'POST', body });
    expect(text).toContain(`{"resourceType":"Observation","id":"${String(json.id)}"`);
    expect(text).toContain('{"value":0.10}');
  });

  test('answers a repeated idempotency key with what the first created, and where it lies', async () => {
    const headers = { 'x-amz-fhir-idempotency-key': '6f2d9a64-9d5c-4a5b-8f29-0c4f31f7a001' };
    const create = (more: object = {}) =>
      endpoint.send('Patient', { method: 'POST', headers, body: patient('any', more) });
    const first = await create({ active: true });
    const second = await create({ active: false });
    expect([first.status, second.status]).toEqual([201, 409]);
    const location = `${endpoint.url}Patient/${String(first.json.id)}`;
    expect([second.headers.get('location'), second.headers.get('etag')]).toEqual([location, 'W/"1"']);
    expect(second.json).toEqual(first.json);
    expect(idsIn(await endpoint.send(`Patient?_id=${String(first.json.id)}`))).toHaveLength(1);

    // Of another type, or when it is gone, there is no original to answer with.
    const other = await endpoint.send('Observation', {
      method: 'POST',
      headers,
      body: observation('any', 'Patient/a'),
    });
    await endpoint.send(location, { method: 'DELETE' });
    const third = await create();
    for (const answer of [other, third])
      expect([answer.status, answer.headers.get('location'), answer.issues]).toEqual([
        409,
        location,
        [expect.stringMatching(/^conflict: /)],
      ]);
  });

  test('takes no idempotency key that is no UUID', async () => {
    const other = { 'x-amz-fhir-idempotency-key': 'again' };
    expect(
      (await endpoint.send('Patient', { method: 'POST', headers: other, body: patient('any') })).status,
    ).toBe(400);
  });
});

describe('HEAD', () => {
  test.each(['Patient/h1', 'Patient/h1/_history/1', 'Patient?_id=h1', 'Patient', 'metadata'])(
    'of %s is what GET is, without the body',
    async (path) => {
      await endpoint.put(patient('h1'), { 'if-none-match': '*' });
      const got = await endpoint.send(path);
      const head = await endpoint.send(path, { method: 'HEAD' });
      expect([head.status, head.text]).toEqual([200, '']);
      for (const name of ['etag', 'last-modified', 'content-type', 'content-length'])
        expect([name, head.headers.get(name)]).toEqual([name, got.headers.get(name)]);
    },
  );

  test('of what is not there, or not served, has the status alone', async () => {
    for (const [path, status] of [
      ['Patient/nobody', 404],
      ['_history', 501],
      ['Patient/h1/a/b/c', 404],
      ['Parameters/x', 405],
    ] as const) {
      const { status: answered, text } = await endpoint.send(path, { method: 'HEAD' });
      expect([path, answered, text]).toEqual([path, status, '']);
    }
  });
});

describe('read, vread and delete', () => {
  test('what is deleted is gone, its versions stay, and they go on where it is written again', async () => {
    await endpoint.put(patient('d1', { active: true }));
    await endpoint.put(patient('d1', { active: false }));
    const deleted = await endpoint.send('Patient/d1', { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('etag'), deleted.text]).toEqual([204, 'W/"3"', '']);
    const gone = await endpoint.send('Patient/d1');
    expect([gone.status, gone.issues]).toEqual([410, ['deleted: The Patient is deleted.']]);
    expect((await endpoint.send('Patient/d1', { method: 'DELETE' })).headers.get('etag')).toBe('W/"3"');
    const versions = await Promise.all([1, 2, 3, 4].map((n) => endpoint.send(`Patient/d1/_history/${n}`)));
    expect(versions.map(({ status, json }) => [status, json.active])).toEqual([
      [200, true],
      [200, false],
      [410, undefined],
      [404, undefined],
    ]);
    expect(versions[0]?.json).toMatchObject({ meta: { versionId: '1' } });
    expect((await endpoint.put(patient('d1'))).headers.get('etag')).toBe('W/"4"');
  });

  test('what was never there is 404', async () => {
    for (const [method, path] of [
      ['GET', 'Patient/nobody'],
      ['GET', 'Patient/nobody/_history/1'],
      ['DELETE', 'Patient/nobody'],
    ] as const)
      expect((await endpoint.send(path, { method })).issues).toEqual([
        'not-found: There is no such Patient.',
      ]);
  });

  test('a delete holds to If-Match', async () => {
    await endpoint.put(patient('d2'));
    const remove = (etag: string) =>
      endpoint.send('Patient/d2', { method: 'DELETE', headers: { 'if-match': etag } });
    expect([(await remove('W/"2"')).status, (await remove('W/"1"')).status]).toEqual([412, 204]);
  });
});
