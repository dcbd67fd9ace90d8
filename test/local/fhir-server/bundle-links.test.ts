import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from './endpoint.ts';
import { BEARER, idsIn, startEndpoint } from './endpoint.ts';
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

const transaction = (entry: readonly Entry[], headers: Record<string, string> = {}): Promise<Answer> =>
  endpoint.send('', {
    method: 'POST',
    headers,
    body: { resourceType: 'Bundle', type: 'transaction', entry },
  });
const post = (resource: { resourceType: string }, fullUrl?: string): Entry => ({
  ...(fullUrl !== undefined && { fullUrl }),
  resource,
  request: { method: 'POST', url: resource.resourceType },
});
const put = (resource: { resourceType: string; id: string }, fullUrl?: string): Entry => ({
  ...(fullUrl !== undefined && { fullUrl }),
  resource,
  request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
});
const resourcesIn = ({ json }: Answer): Record<string, unknown>[] =>
  (json.entry as { resource?: Record<string, unknown> }[]).map(({ resource = {} }) => resource);

const URN = 'urn:uuid:2f1c9d0e-52b5-4a51-9c3b-6d1d6d1f0a01';
const OID = 'urn:oid:1.2.36.146.595.217.0.1';
const OTHER = 'https://other.example/fhir/Patient/7';
const patient = { resourceType: 'Patient' };

describe('the links of a transaction', () => {
  test.each<[string, string, string, string | undefined]>([
    ['a urn:uuid:', URN, URN, undefined],
    ['a urn:oid:', OID, OID, undefined],
    ['an absolute address', OTHER, OTHER, undefined],
    ['an absolute address with a version', OTHER, `${OTHER}/_history/3`, undefined],
    [
      'a relative one, from an entry of the same server',
      OTHER,
      'Patient/7',
      'https://other.example/fhir/Observation/8',
    ],
  ])('follow %s to what is created', async (_, fullUrl, reference, own) => {
    const answer = await transaction([post(observation('any', reference), own), post(patient, fullUrl)]);
    const [observed, created] = resourcesIn(answer);
    expect([answer.status, observed?.subject]).toEqual([
      200,
      { reference: `Patient/${String(created?.id)}` },
    ]);
  });

  test('follow the data store’s own addresses to what is created, also relative ones', async () => {
    const answer = await transaction([
      post(observation('any', 'Patient/temporary')),
      post(observation('any', `${endpoint.url}Patient/temporary`)),
      post(patient, `${endpoint.url}Patient/temporary`),
    ]);
    const [one, two, created] = resourcesIn(answer);
    const subject = { reference: `Patient/${String(created?.id)}` };
    expect([one?.subject, two?.subject]).toEqual([subject, subject]);
  });

  test('keep their bytes where they point to what is updated already', async () => {
    const absolute = `${endpoint.url}Patient/kept`;
    const answer = await transaction([
      post(observation('any', absolute)),
      put({ ...patient, id: 'kept' }, absolute),
    ]);
    expect(resourcesIn(answer)[0]?.subject).toEqual({ reference: absolute });
  });

  test('stay where no entry of the transaction has them', async () => {
    for (const reference of [
      'Patient/7',
      'https://third.example/Patient/7',
      'urn:uuid:2f1c9d0e-52b5-4a51-9c3b-6d1d6d1f0a02',
    ]) {
      const answer = await transaction([
        post(observation('any', reference), 'https://third.example/Observation/8'),
        post(patient, OTHER),
      ]);
      expect(resourcesIn(answer)[0]?.subject).toEqual({ reference });
    }
  });

  test('are followed in elements of type uri, url, oid and uuid, and in narratives; texts are not', async () => {
    const div = (url: string) =>
      `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${url}">${URN}</a><img src="${url}" alt="x"/></div>`;
    const document = (url: string, urn: string, oid: string) => ({
      resourceType: 'DocumentReference',
      status: 'current',
      text: { status: 'generated', div: div(url) },
      description: URN,
      identifier: [{ system: url, value: URN }],
      extension: [
        { url: 'http://example.org/uri', valueUri: url },
        { url: 'http://example.org/uuid', valueUuid: urn },
        { url: 'http://example.org/oid', valueOid: oid },
        { url: 'http://example.org/canonical', valueCanonical: URN },
      ],
      content: [{ attachment: { url } }],
    });
    const answer = await transaction([
      post(document(URN, URN, OID)),
      post(patient, URN),
      post({ resourceType: 'Group', type: 'person', actual: true } as { resourceType: string }, OID),
    ]);
    expect([answer.status, answer.issues]).toEqual([200, []]);
    const [stored, created, group] = resourcesIn(answer);
    const target = `Patient/${String(created?.id)}`;
    expect(stored).toMatchObject(document(target, target, `Group/${String(group?.id)}`));
  });

  test('are ambiguous where two entries that write have one fullUrl: nothing is done', async () => {
    const answer = await transaction([post(patient, URN), put({ ...patient, id: 'twice' }, URN)]);
    expect([answer.status, answer.issues]).toEqual([
      400,
      ['invalid: Bundle.entry[1].fullUrl is that of another entry.'],
    ]);
    expect((await endpoint.send('Patient/twice')).status).toBe(404);
  });

  test('are judged by what they point to', async () => {
    const answer = await transaction([
      post(observation('any', URN)),
      post({ resourceType: 'Medication' }, URN),
    ]);
    expect([answer.status, answer.issues[0]]).toEqual([400, expect.stringContaining('Bundle.entry[0]: ')]);
  });
});

describe('a conditional reference in a transaction', () => {
  const identified = (id: string, value: string) => ({
    ...patient,
    id,
    identifier: [{ system: 'urn:s', value }],
  });
  beforeAll(async () => {
    await endpoint.put(identified('c1', 'one'));
    await endpoint.put(identified('c2', 'two'));
    await endpoint.put(identified('c3', 'two'));
  });
  const referring = (query: string) => post(observation('any', `Patient?identifier=urn:s|${query}`));
  const refused = async (entries: readonly Entry[]): Promise<[number, string | undefined]> => {
    const before = idsIn(await endpoint.send('Observation'));
    const { status, issues } = await transaction(entries);
    expect(idsIn(await endpoint.send('Observation'))).toEqual(before);
    return [status, issues[0]];
  };

  test('becomes a reference to the one that it finds', async () => {
    for (const prefix of ['', endpoint.url]) {
      const reference = `${prefix}Patient?identifier=urn:s|one`;
      const answer = await transaction([post(observation('any', reference))]);
      expect(resourcesIn(answer)[0]?.subject).toEqual({ reference: 'Patient/c1' });
    }
  });

  test('that finds none, or several, refuses the whole, without a word of what it asked for', async () => {
    expect(await refused([referring('nobody')])).toEqual([
      412,
      'not-found: Bundle.entry[0]: A conditional reference to a Patient finds none.',
    ]);
    expect(await refused([post(patient), referring('two')])).toEqual([
      412,
      'multiple-matches: Bundle.entry[1]: A conditional reference to a Patient finds more than one.',
    ]);
  });

  test('that is no search that there is refuses the whole', async () => {
    expect(await refused([post(observation('any', 'Patient?favourite=blue'))])).toEqual([
      400,
      expect.stringMatching(/^not-supported: Bundle\.entry\[0\]: /),
    ]);
    expect((await refused([post(observation('any', 'Basic?code=x'))]))[0]).toBe(404);
    expect((await refused([referring('one&_count=1')]))[0]).toBe(400);
    expect((await refused([post(observation('any', 'Patient?_total=accurate'))]))[0]).toBe(400);
  });

  test('finds what the transaction itself writes, and not what it deletes or changes', async () => {
    const created = await transaction([referring('new'), post(identified('any', 'new'), URN)]);
    expect(created.status).toBe(200);
    const [observed, made] = resourcesIn(created);
    expect(observed?.subject).toEqual({ reference: `Patient/${String(made?.id)}` });

    const left = await transaction([referring('two'), { request: { method: 'DELETE', url: 'Patient/c2' } }]);
    expect(resourcesIn(left)[0]?.subject).toEqual({ reference: 'Patient/c3' });
    expect((await refused([referring('two'), put(identified('c3', 'three'))]))[0]).toBe(412);
  });

  test('finds nobody whom the caller may not search for', async () => {
    endpoint.allow({ scope: 'system/Observation.cruds' });
    const answer = await transaction([referring('one')], BEARER);
    expect([answer.status, answer.issues[0]]).toEqual([403, expect.stringMatching(/^forbidden: /)]);
  });
});

describe('the size of a transaction', () => {
  const many = (count: number): Entry[] =>
    Array.from({ length: count }, (_, index) => put({ ...patient, id: `m${index}` }));

  test('is 100 entries, and 500 with Prefer: respond-async', async () => {
    const answer = await transaction(many(101));
    expect([answer.status, answer.issues[0]]).toEqual([422, expect.stringMatching(/^too-costly: /)]);
    expect((await endpoint.send('Patient/m0')).status).toBe(404);
    expect((await transaction(many(100))).status).toBe(200);
    expect((await transaction(many(101), { prefer: 'return=minimal, respond-async' })).status).toBe(202);
    expect((await transaction(many(501), { prefer: 'respond-async' })).issues[0]).toMatch(/^too-costly: /);
  });

  test('a batch has 500 all the same, and is never asynchronous', async () => {
    const batch = (headers: Record<string, string>) =>
      endpoint.send('', {
        method: 'POST',
        headers,
        body: { resourceType: 'Bundle', type: 'batch', entry: many(101) },
      });
    expect((await batch({})).status).toBe(200);
    expect((await batch({ prefer: 'respond-async' })).status).toBe(400);
  });
});

test('HEAD in an entry is answered as GET is, without the resource', async () => {
  await endpoint.put({ ...patient, id: 'head' });
  const { json } = await transaction([{ request: { method: 'HEAD', url: 'Patient/head' } }]);
  expect(json.entry).toEqual([{ response: expect.objectContaining({ status: '200 OK', etag: 'W/"1"' }) }]);
});
