import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from './endpoint.ts';
import { BEARER, idsIn, linkOf, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  for (const id of ['a', 'b', 'c', 'd', 'e']) await endpoint.put({ resourceType: 'Patient', id });
  await endpoint.put(observation('o1', 'Patient/a'));
  await endpoint.put(observation('o2', `${endpoint.url}Patient/a`));
  await endpoint.put(observation('o3', 'Patient/a/_history/1'));
  await endpoint.put(observation('o4', 'https://elsewhere.example/Patient/a'));
  await endpoint.put(observation('o5', 'Group/a'));
  await endpoint.put(observation('o6', 'Patient/b'));
  await endpoint.send('Observation/o7', {
    method: 'PUT',
    body: JSON.stringify(observation('o7', 'Patient/a')).replace('Patient/a', String.raw`Patient\/\u0061`),
  });
  await endpoint.put(observation('t1', 'Group/t', { code: { coding: [{ system: 'urn:s', code: '1,2' }] } }));
  await endpoint.put(observation('t2', 'Group/t', { code: { coding: [{ code: '1' }] }, status: 'amended' }));
  await endpoint.send('Observation/t3', {
    method: 'PUT',
    body: JSON.stringify(observation('t3', 'Group/t', { code: { coding: [{ code: 'vitals' }] } })).replace(
      'vitals',
      String.raw`vital\u0073`,
    ),
  });
  await endpoint.put(observation('gone', 'Patient/a'));
  await endpoint.send('Observation/gone', { method: 'DELETE' });
});
afterAll(() => endpoint.stop());

const get = (path: string): Promise<Answer> => endpoint.send(path);
const found = async (path: string): Promise<string[]> => idsIn(await get(path));

describe('a search', () => {
  test('answers a searchset with what is there, its versions and its own link', async () => {
    const answer = await get('Patient?_id=a');
    expect(answer.json).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      link: [{ relation: 'self', url: `${endpoint.url}Patient?_id=a` }],
      entry: [
        {
          fullUrl: `${endpoint.url}Patient/a`,
          resource: { resourceType: 'Patient', id: 'a', meta: { versionId: '1' } },
          search: { mode: 'match' },
        },
      ],
    });
    const nothing = await get('Patient?_id=nobody');
    expect([nothing.status, nothing.json.entry]).toEqual([200, undefined]);
  });

  test.each([
    ['Patient', ['a', 'b', 'c', 'd', 'e']],
    ['Patient?_id=e,a,nobody', ['a', 'e']],
    ['Patient?_id=a&_id=b', []],
    ['Patient?_lastUpdated=ge2020-01-01', ['a', 'b', 'c', 'd', 'e']],
    ['Patient?_lastUpdated=lt2020-01-01', []],
    ['Patient?_lastUpdated=lt2020,gt2021&_id=c', ['c']],
    ['Observation?patient=a', ['o1', 'o2', 'o3', 'o7']],
    ['Observation?patient=Patient/a', ['o1', 'o2', 'o3', 'o7']],
    ['Observation?subject=Patient/a', ['o1', 'o2', 'o3', 'o7']],
    ['Observation?subject=a', ['o1', 'o2', 'o3', 'o5', 'o7']],
    ['Observation?subject=Group/a', ['o5']],
    ['Observation?patient=Group/a', []],
    ['Observation?patient=a,b', ['o1', 'o2', 'o3', 'o6', 'o7']],
    ['Observation?patient=a&_id=o3,o6', ['o3']],
    ['Observation?status=amended', ['t2']],
    ['Observation?code=1', ['t2']],
    [String.raw`Observation?code=1\,2`, ['t1']],
    ['Observation?code=urn:s|', ['t1']],
    ['Observation?code=|1,vitals', ['t2', 't3']],
    ['Observation?code=1&status=final', []],
  ])('%s finds %j', async (path, ids) => {
    expect(await found(path)).toEqual(ids);
  });

  test('takes an absolute reference to this data store', async () => {
    expect(await found(`Observation?subject=${encodeURIComponent(`${endpoint.url}Patient/b`)}`)).toEqual([
      'o6',
    ]);
  });

  test.each([
    ['Patient?_count=0', 'invalid'],
    ['Patient?_count=101', 'invalid'],
    ['Patient?_count=ten', 'invalid'],
    ['Patient?_count=5&_count=6', 'invalid'],
    ['Patient?_id=', 'invalid'],
    ['Patient?_id=a b', 'invalid'],
    ['Patient?_lastUpdated=2026-02-31', 'invalid'],
    ['Patient?_lastUpdated=zz2026', 'invalid'],
    ['Patient?page=AAAA', 'invalid'],
    ['Patient?gender=a|b|c', 'invalid'],
    ['Patient?near=1|2', 'not-supported'],
    ['Patient?_content=a', 'not-supported'],
    ['Patient?gender:in=male', 'not-supported'],
    ['Patient?gender:not-in=male', 'not-supported'],
    ['Patient?gender:above=male', 'not-supported'],
    ['Patient?gender:below=male', 'not-supported'],
    ['Patient?identifier:of-type=a|b|c', 'not-supported'],
    ['Patient?name:not=a', 'not-supported'],
    ['Patient?_id:not=a', 'not-supported'],
    ['Patient?birthdate:exact=2000', 'not-supported'],
    ['Observation?patient:Group=a', 'not-supported'],
    ['Patient?subject=a', 'not-supported'],
    ['Patient?gender:missing=yes', 'invalid'],
    ['Patient?birthdate=soon', 'invalid'],
    ['Observation?value-quantity=much', 'invalid'],
    ['Observation?value-quantity=1|a', 'invalid'],
    ['Observation?code-value-quantity=a', 'invalid'],
    ['Patient?_sort=nobody', 'invalid'],
    ['Patient?_sort=_id,name,gender,family,given,active', 'invalid'],
    ['Patient?_summary=short', 'invalid'],
    ['Patient?_total=estimate', 'invalid'],
    ['Observation?code.name=a', 'invalid'],
    ['Observation?subject.nobody=a', 'not-supported'],
    ['Patient?_has:Observation:code:status=final', 'invalid'],
    ['Patient?_has:Observation:patient:nobody=a', 'not-supported'],
    ['Observation?_include=Observation:code', 'invalid'],
    ['Observation?_include:recurse=Observation:subject', 'invalid'],
    ['Patient?_revinclude=*', 'invalid'],
  ])('%s is 400 %s', async (path, code) => {
    const answer = await get(path);
    expect([answer.status, answer.issues]).toEqual([400, [expect.stringMatching(`^${code}: `)]]);
  });

  test('does not echo a parameter that may be data', async () => {
    expect((await get('Patient?Erika%20Mustermann=1')).text).not.toContain('Erika');
  });
});

describe('pages', () => {
  test('follow each other by next links until all has been found once', async () => {
    const ids: string[][] = [];
    for (let url: string | undefined = 'Patient?_count=2'; url;) {
      const page: Answer = await get(url);
      ids.push(idsIn(page));
      url = linkOf(page, 'next');
    }
    expect(ids).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  test('a full last page has no next link', async () => {
    expect(linkOf(await get('Patient?_count=5'), 'next')).toBeUndefined();
  });

  test('what is deleted between two pages is not found, and nothing is passed over for it', async () => {
    for (const id of ['1', '2', '3', '4']) await endpoint.put({ resourceType: 'Group', id, ...GROUP });
    const first = await get('Group?_count=2');
    await endpoint.send('Group/2', { method: 'DELETE' });
    await endpoint.send('Group/3', { method: 'DELETE' });
    expect([idsIn(first), await found(linkOf(first, 'next') ?? '')]).toEqual([['1', '2'], ['4']]);
  });

  test('a cursor is good for its own search only', async () => {
    const page = new URL(linkOf(await get('Patient?_count=2'), 'next') ?? '').searchParams.get('page') ?? '';
    for (const path of ['Patient?_count=3', 'Observation?_count=2', 'Patient?_count=2&_id=a,b,c'])
      expect((await get(`${path}&page=${page}`)).status).toBe(400);
    expect((await get(`Patient?_count=2&page=${page}`)).status).toBe(200);
    expect((await get(`Patient?_count=2&page=${page}=`)).status).toBe(400);
  });

  test('a cursor is not taken for a place in another order, which a token of a patient has', async () => {
    endpoint.allow({ scope: 'patient/*.rs', patient: 'a' });
    const path = 'Observation?_count=2';
    const all = await get(path);
    const ofPatient = await endpoint.send(path, { headers: BEARER });
    const next = [linkOf(all, 'next') ?? '', linkOf(ofPatient, 'next') ?? ''] as const;
    expect((await endpoint.send(next[0], { headers: BEARER })).status).toBe(400);
    expect((await get(next[1])).status).toBe(400);
    expect([await found(next[0]), idsIn(await endpoint.send(next[1], { headers: BEARER }))]).toEqual([
      ['o3', 'o4'],
      ['o3', 'o7'],
    ]);
  });
});

const GROUP = { type: 'person', actual: true };

describe('a search by POST', () => {
  const post = (body: string, type = 'application/x-www-form-urlencoded') =>
    endpoint.send('Observation/_search', { method: 'POST', headers: { 'content-type': type }, body });

  test('takes its parameters from the body, and goes on by GET', async () => {
    const answer = await post('patient=Patient%2Fa&_count=3');
    expect(idsIn(answer)).toEqual(['o1', 'o2', 'o3']);
    expect(await found(linkOf(answer, 'next') ?? '')).toEqual(['o7']);
  });

  test('refuses a body that is no form', async () => {
    // AWS's own client sends its forms so.
    for (const type of ['application/fhir+json', 'application/json; charset=utf-8'])
      expect(idsIn(await post('patient=a&_id=o1', type))).toEqual(['o1']);
    for (const type of ['application/fhir+json', 'application/json'])
      for (const body of ['{"patient":"a"}', ' [1]', '"patient=a"'])
        expect([type, body, (await post(body, type)).status]).toEqual([type, body, 415]);
    expect((await post('patient=a', 'text/plain')).status).toBe(415);
  });
});
