import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyJsonPatch } from '../../../local/fhir-server/patch/json-patch.ts';
import { copied, exactJson, isEqual } from '../../../local/fhir-server/patch/exact-json.ts';
import type { Endpoint } from './endpoint.ts';
import { BEARER, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

describe('JSON Patch', () => {
  const patched = (value: string, ...operations: object[]): string =>
    JSON.stringify(applyJsonPatch(exactJson(value), operations));

  /** RFC 6902, appendix A, with the values of its examples in words of our own. */
  test.each([
    ['A.1 adds a member', '{"a":1}', { op: 'add', path: '/b', value: 2 }, '{"a":1,"b":2}'],
    ['A.2 adds an item', '{"a":[1,3]}', { op: 'add', path: '/a/1', value: 2 }, '{"a":[1,2,3]}'],
    ['A.3 removes a member', '{"a":1,"b":2}', { op: 'remove', path: '/a' }, '{"b":2}'],
    ['A.4 removes an item', '{"a":[1,2,3]}', { op: 'remove', path: '/a/1' }, '{"a":[1,3]}'],
    ['A.5 replaces', '{"a":1,"b":2}', { op: 'replace', path: '/a', value: 3 }, '{"a":3,"b":2}'],
    [
      'A.6 moves a value',
      '{"a":{"x":1},"b":{}}',
      { op: 'move', from: '/a/x', path: '/b/y' },
      '{"a":{},"b":{"y":1}}',
    ],
    ['A.7 moves an item', '{"a":[1,2,3]}', { op: 'move', from: '/a/0', path: '/a/2' }, '{"a":[2,3,1]}'],
    ['A.8 tests', '{"a":[1,"x"]}', { op: 'test', path: '/a/1', value: 'x' }, '{"a":[1,"x"]}'],
    ['A.10 adds an object', '{}', { op: 'add', path: '/a', value: { b: {} } }, '{"a":{"b":{}}}'],
    ['A.11 passes over what it does not know', '{}', { op: 'add', path: '/a', value: 1, x: 2 }, '{"a":1}'],
    ['A.14 reads escapes', '{"/":9,"~1":10}', { op: 'test', path: '/~01', value: 10 }, '{"/":9,"~1":10}'],
    ['A.16 adds a list at the end', '{"a":[1]}', { op: 'add', path: '/a/-', value: [2] }, '{"a":[1,[2]]}'],
    ['copies', '{"a":{"x":1}}', { op: 'copy', from: '/a', path: '/b' }, '{"a":{"x":1},"b":{"x":1}}'],
    ['replaces all', '{"a":1}', { op: 'replace', path: '', value: 2 }, '2'],
    ['takes null for a value', '{"a":1}', { op: 'add', path: '/a', value: null }, '{"a":null}'],
    [
      'takes a member of any name',
      '{"a":1}',
      { op: 'add', path: '/__proto__', value: 1 },
      '{"a":1,"__proto__":1}',
    ],
    ['tests numbers by value', '{"a":1.0}', { op: 'test', path: '/a', value: 1 }, '{"a":1.0}'],
  ])('%s', (_, value, operation, expected) => {
    expect(patched(value, operation)).toBe(expected);
  });

  test.each([
    ['A.9 a test that fails', { op: 'test', path: '/a', value: 'x' }, 422],
    ['A.12 a target that is not there', { op: 'add', path: '/x/y', value: 1 }, 422],
    ['A.15 a text is no number', { op: 'test', path: '/a', value: '1' }, 422],
    ['an index with a zero before it', { op: 'add', path: '/l/01', value: 1 }, 422],
    ['an index behind the end', { op: 'add', path: '/l/3', value: 1 }, 422],
    ['the end, where something is to be removed', { op: 'remove', path: '/l/-' }, 422],
    ['a member of the prototype', { op: 'test', path: '/constructor', value: 1 }, 422],
    ['what is moved into itself', { op: 'move', from: '/l', path: '/l/0' }, 422],
    ['no value', { op: 'add', path: '/x' }, 400],
    ['no path', { op: 'remove' }, 400],
    ['an op that is none', { op: 'merge', path: '/a' }, 400],
    ['an inherited op', { op: 'toString', path: '/a' }, 400],
    ['a pointer that is none', { op: 'remove', path: 'a' }, 400],
    ['a broken escape', { op: 'remove', path: '/~2' }, 400],
  ])('refuses %s', (_, operation, status) => {
    expect(() => patched('{"a":1,"l":[1,2]}', operation)).toThrow(expect.objectContaining({ status }));
  });

  test('that adds what it removes leaves what was there', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (value, at) => {
        const names = Object.keys(value);
        const name = names[at % names.length] ?? '';
        const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const before = copied(value);
        const after = applyJsonPatch(copied(value), [
          { op: 'remove', path },
          { op: 'add', path, value: value[name] },
        ]);
        expect(isEqual(after, before)).toBe(true);
      }),
    );
  });
});

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

let id = '';
let number = 0;
beforeEach(async () => {
  id = `p${number++}`;
  await endpoint.put({
    resourceType: 'Patient',
    id,
    name: [
      { use: 'official', family: 'Old', given: ['A', 'B'] },
      { use: 'nickname', given: ['C'] },
    ],
    birthDate: '1990-01-01',
  } as never);
});

const JSON_PATCH = { 'content-type': 'application/json-patch+json' };
const patch = (body: unknown, headers: Record<string, string> = JSON_PATCH, path = `Patient/${id}`) =>
  endpoint.send(path, { method: 'PATCH', headers, body });

const operation = (parts: Record<string, unknown>) => ({
  name: 'operation',
  part: Object.entries(parts).map(([name, value]) => ({ name, ...(value as object) })),
});
const fhirPath = (...operations: object[]) =>
  patch({ resourceType: 'Parameters', parameter: operations }, {});
const code = (valueCode: string) => ({ valueCode });
const text = (valueString: string) => ({ valueString });

describe('PATCH', () => {
  test('makes the next version, which has all of the patch', async () => {
    const answer = await patch([
      { op: 'replace', path: '/name/0/family', value: 'New' },
      { op: 'add', path: '/active', value: true },
    ]);
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, 'W/"2"']);
    expect(answer.json).toMatchObject({
      active: true,
      name: [{ family: 'New' }, {}],
      meta: { versionId: '2' },
    });
    expect((await endpoint.send(`Patient/${id}/_history/1`)).json).not.toHaveProperty('active');
  });

  test('or nothing of it', async () => {
    const answer = await patch([
      { op: 'add', path: '/active', value: true },
      { op: 'test', path: '/birthDate', value: '2000-01-01' },
    ]);
    expect([answer.status, answer.issues[0]]).toEqual([422, expect.stringContaining('Operation 1')]);
    expect((await endpoint.send(`Patient/${id}`)).headers.get('etag')).toBe('W/"1"');
  });

  test('keeps the digits of every number', async () => {
    const body = `{"resourceType":"Observation","id":"d","status":"final","code":{"text":"c"},"valueQuantity":{"value":1.2300,"unit":"x"},"component":[{"code":{"text":"c"},"valueQuantity":{"value":1e2}}]}`;
    await endpoint.send('Observation/d', { method: 'PUT', body });
    const answer = await patch(
      '[{"op":"add","path":"/component/0/valueQuantity/value","value":7.00}]',
      JSON_PATCH,
      'Observation/d',
    );
    expect(answer.text).toContain('"value":1.2300');
    expect(answer.text).toContain('"value":7.00');
  });

  test('is judged before it is stored', async () => {
    const wrong = await patch([{ op: 'add', path: '/gender', value: 'unheard-of' }]);
    expect([wrong.status, wrong.json.resourceType]).toEqual([400, 'OperationOutcome']);
    expect((await patch([{ op: 'replace', path: '/id', value: 'other' }])).status).toBe(422);
    expect((await patch([{ op: 'replace', path: '', value: 1 }])).status).toBe(422);
    expect((await endpoint.send(`Patient/${id}`)).headers.get('etag')).toBe('W/"1"');
  });

  test('holds against If-Match, and asks for what is there', async () => {
    const active = [{ op: 'add', path: '/active', value: true }];
    expect((await patch(active, { ...JSON_PATCH, 'if-match': 'W/"3"' })).status).toBe(412);
    expect((await patch(active, { ...JSON_PATCH, 'if-match': 'W/"1"' })).status).toBe(200);
    expect((await patch(active, JSON_PATCH, 'Patient/nobody')).status).toBe(404);
    await endpoint.send(`Patient/${id}`, { method: 'DELETE' });
    expect((await patch(active)).status).toBe(410);
    expect((await patch(active, JSON_PATCH, 'AuditEvent/a')).status).toBe(405);
  });

  test.each([
    ['no JSON', '[', JSON_PATCH, 400],
    ['no list', '{}', JSON_PATCH, 400],
    ['another type', '[]', { 'content-type': 'application/merge-patch+json' }, 415],
    ['what is nested too deeply', '['.repeat(100_000), JSON_PATCH, 400],
    ['no Parameters', '{"resourceType":"Patient"}', {}, 400],
  ])('refuses %s', async (_, body, headers, status) => {
    expect((await patch(body, headers as Record<string, string>)).status).toBe(status);
  });

  test('does not lead out of what the caller reaches, nor into it', async () => {
    await endpoint.put(observation('mine', 'Patient/me'));
    await endpoint.put(observation('other', 'Patient/other'));
    endpoint.allow({ scope: 'patient/Observation.u', patient: 'me' });
    const headers = { ...JSON_PATCH, ...BEARER };
    const subject = (reference: string) => [{ op: 'add', path: '/subject', value: { reference } }];
    expect((await patch(subject('Patient/other'), headers, 'Observation/mine')).status).toBe(403);
    expect((await patch(subject('Patient/me'), headers, 'Observation/other')).status).toBe(403);
    expect((await patch([], headers, 'Observation/none')).status).toBe(403);
    expect((await patch(subject('Patient/me'), headers, 'Observation/mine')).status).toBe(200);
    endpoint.allow({ scope: 'patient/Observation.crds', patient: 'me' });
    expect((await patch([], headers, 'Observation/mine')).status).toBe(403);
  });
});

describe('FHIRPath Patch', () => {
  test.each([
    [
      'adds an element',
      operation({
        type: code('add'),
        path: text('Patient'),
        name: text('active'),
        value: { valueBoolean: true },
      }),
      { active: true },
    ],
    [
      'adds to a list',
      operation({
        type: code('add'),
        path: text('Patient'),
        name: text('telecom'),
        value: { valueContactPoint: { system: 'phone', value: '1' } },
      }),
      { telecom: [{ system: 'phone', value: '1' }] },
    ],
    [
      'adds a choice by its type',
      operation({
        type: code('add'),
        path: text('Patient'),
        name: text('deceased'),
        value: { valueDateTime: '2020' },
      }),
      { deceasedDateTime: '2020' },
    ],
    [
      'adds an element without a type of its own',
      operation({
        type: code('add'),
        path: text('Patient'),
        name: text('contact'),
        value: {
          part: [
            { name: 'name', valueHumanName: { text: 'n' } },
            { name: 'telecom', valueContactPoint: { system: 'phone', value: '1' } },
          ],
        },
      }),
      { contact: [{ name: { text: 'n' }, telecom: [{ system: 'phone', value: '1' }] }] },
    ],
    [
      'inserts',
      operation({
        type: code('insert'),
        path: text('Patient.name[0].given'),
        index: { valueInteger: 1 },
        value: { valueString: 'X' },
      }),
      { name: [{ given: ['A', 'X', 'B'] }, {}] },
    ],
    [
      'deletes an item',
      operation({ type: code('delete'), path: text("Patient.name.where(use = 'nickname')") }),
      { name: [{ use: 'official' }] },
    ],
    [
      'deletes nothing',
      operation({ type: code('delete'), path: text('Patient.maritalStatus') }),
      { birthDate: '1990-01-01' },
    ],
    [
      'replaces a value',
      operation({
        type: code('replace'),
        path: text('Patient.birthDate'),
        value: { valueDate: '1991-02-03' },
      }),
      { birthDate: '1991-02-03' },
    ],
    [
      'replaces an item',
      operation({
        type: code('replace'),
        path: text('Patient.name.first().given[1]'),
        value: { valueString: 'Z' },
      }),
      { name: [{ given: ['A', 'Z'] }, {}] },
    ],
    [
      'moves',
      operation({
        type: code('move'),
        path: text('Patient.name'),
        source: { valueInteger: 1 },
        destination: { valueInteger: 0 },
      }),
      { name: [{ use: 'nickname' }, { use: 'official' }] },
    ],
  ])('%s', async (_, given, expected) => {
    const answer = await fhirPath(given);
    expect([answer.status, answer.issues]).toEqual([200, []]);
    expect(answer.json).toMatchObject(expected);
    const names = (answer.json.name as unknown[]).length;
    expect(names).toBe((expected as { name?: unknown[] }).name?.length ?? 2);
  });

  test.each([
    [
      'a path to nothing',
      operation({ type: code('replace'), path: text('Patient.maritalStatus'), value: { valueString: 'x' } }),
      422,
    ],
    ['a path to two', operation({ type: code('delete'), path: text('Patient.name') }), 422],
    [
      'an element that is not there',
      operation({
        type: code('add'),
        path: text('Patient'),
        name: text('nonsense'),
        value: { valueString: 'x' },
      }),
      422,
    ],
    [
      'an element that is there already',
      operation({
        type: code('add'),
        path: text('Patient'),
        name: text('birthDate'),
        value: { valueDate: '1991' },
      }),
      422,
    ],
    [
      'an index behind the end',
      operation({
        type: code('insert'),
        path: text('Patient.name'),
        index: { valueInteger: 9 },
        value: { valueHumanName: {} },
      }),
      422,
    ],
    [
      'a move within a list that is not there',
      operation({
        type: code('move'),
        path: text('Patient.telecom'),
        source: { valueInteger: 0 },
        destination: { valueInteger: 0 },
      }),
      422,
    ],
    ['no expression', operation({ type: code('delete'), path: text('Patient.name[') }), 400],
    ['no value', operation({ type: code('replace'), path: text('Patient.birthDate') }), 400],
    ['another operation', operation({ type: code('merge'), path: text('Patient') }), 400],
  ])('refuses %s', async (_, given, status) => {
    expect((await fhirPath(given)).status).toBe(status);
  });

  test('does its operations one after the other', async () => {
    const answer = await fhirPath(
      operation({ type: code('delete'), path: text('Patient.name[1]') }),
      operation({ type: code('replace'), path: text('Patient.name.family'), value: { valueString: 'N' } }),
    );
    expect(answer.json).toMatchObject({ name: [{ family: 'N' }] });
  });
});

describe('in Bundles', () => {
  test.each(['batch', 'transaction'])('both kinds work in a %s', async (type) => {
    const data = Buffer.from('[{"op":"add","path":"/active","value":true}]').toString('base64');
    const answer = await endpoint.send('', {
      method: 'POST',
      body: {
        resourceType: 'Bundle',
        type,
        entry: [
          {
            resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data },
            request: { method: 'PATCH', url: `Patient/${id}` },
          },
          {
            resource: {
              resourceType: 'Parameters',
              parameter: [operation({ type: code('delete'), path: text('Patient.birthDate') })],
            },
            request: { method: 'PATCH', url: `Patient/p0` },
          },
        ],
      },
    });
    expect(answer.json).toMatchObject({
      entry: [
        { response: { status: '200 OK' }, resource: { active: true } },
        { response: { status: '200 OK' } },
      ],
    });
  });
});
