import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from './endpoint.ts';
import { BEARER, linkOf, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

interface Entry {
  resource?: { meta: { versionId: string } };
  request: { method: string; url: string };
  response: { status: string; location: string; etag: string };
}

/** Of each entry its method and where its version lies. */
const versionsIn = ({ json }: Answer): string[] =>
  ((json.entry ?? []) as Entry[]).map(({ request, response }) => `${request.method} ${response.location}`);

describe('the history of a resource', () => {
  test('has all versions, deletions too, the newest first', async () => {
    await endpoint.put(patient('h1'));
    await endpoint.put(patient('h1', { active: true }));
    await endpoint.send('Patient/h1', { method: 'DELETE' });
    await endpoint.put(patient('h1', { active: false }));
    const answer = await endpoint.send('Patient/h1/_history');
    expect(answer.json).toMatchObject({ resourceType: 'Bundle', type: 'history' });
    expect(versionsIn(answer)).toEqual([
      'PUT Patient/h1/_history/4',
      'DELETE Patient/h1/_history/3',
      'PUT Patient/h1/_history/2',
      'PUT Patient/h1/_history/1',
    ]);
    const entries = answer.json.entry as Entry[];
    expect(entries.map(({ resource, response }) => [resource?.meta.versionId, response.status])).toEqual([
      ['4', '201 Created'],
      [undefined, '204 No Content'],
      ['2', '200 OK'],
      ['1', '201 Created'],
    ]);
  });

  test('comes in pages, which what is written meanwhile does not move', async () => {
    for (const active of [true, false, true, false]) await endpoint.put(patient('pages', { active }));
    const first = await endpoint.send('Patient/pages/_history?_count=2');
    await endpoint.put(patient('pages'));
    const second = await endpoint.send(linkOf(first, 'next') ?? '');
    expect([...versionsIn(first), ...versionsIn(second)]).toEqual(
      [4, 3, 2, 1].map((version) => `PUT Patient/pages/_history/${version}`),
    );
    expect(linkOf(second, 'next')).toBeUndefined();
    const foreign = new URL(linkOf(first, 'next') ?? '');
    foreign.searchParams.set('_count', '3');
    expect((await endpoint.send(foreign.href)).status).toBe(400);
  });

  test('can be asked for since a time, and for what was current at a time', async () => {
    await endpoint.put(patient('times'));
    await endpoint.clock.advance(60);
    const from = new Date(endpoint.clock.now()).toISOString();
    await endpoint.clock.advance(60);
    await endpoint.put(patient('times', { active: true }));
    const since = await endpoint.send(`Patient/times/_history?_since=${from}`);
    expect(versionsIn(since)).toEqual(['PUT Patient/times/_history/2']);
    const at = await endpoint.send(`Patient/times/_history?_at=${from}`);
    expect(versionsIn(at)).toEqual(['PUT Patient/times/_history/1']);
  });

  test.each([
    ['_count=0', 400],
    ['_count=x', 400],
    ['_count=5000', 200],
    ['_since=yesterday', 400],
    ['_sort=_id', 400],
    ['_count=1&_count=2', 400],
  ])('with %s is %d', async (query, status) => {
    await endpoint.put(patient('q'));
    expect((await endpoint.send(`Patient/q/_history?${query}`)).status).toBe(status);
  });

  test('of what was never there is 404', async () => {
    expect((await endpoint.send('Patient/never/_history')).status).toBe(404);
  });
});

describe('the history of a type', () => {
  test('has what happened to all its resources, in the order of the writes, in pages', async () => {
    await endpoint.put({ resourceType: 'Group', id: 'b', ...group });
    await endpoint.put({ resourceType: 'Group', id: 'a', ...group });
    await endpoint.put({ resourceType: 'Group', id: 'b', ...group, active: true } as never);
    await endpoint.send('Group/a', { method: 'DELETE' });
    const found: string[] = [];
    for (let next: string | undefined = 'Group/_history?_count=3'; next !== undefined;) {
      const page = await endpoint.send(next);
      found.push(...versionsIn(page));
      next = linkOf(page, 'next');
    }
    expect(found).toEqual([
      'DELETE Group/a/_history/2',
      'PUT Group/b/_history/2',
      'PUT Group/a/_history/1',
      'PUT Group/b/_history/1',
    ]);
  });
});

const group = { type: 'person', actual: true };

describe('who reaches a part of a type only', () => {
  test('sees the versions that are in it, of resources that are in it now', async () => {
    await endpoint.put({ ...observation('moved-in', 'Patient/other') });
    await endpoint.put({ ...observation('moved-in', 'Patient/me') });
    await endpoint.put({ ...observation('moved-out', 'Patient/me') });
    await endpoint.put({ ...observation('moved-out', 'Patient/other') });
    await endpoint.put({ ...observation('gone', 'Patient/me') });
    await endpoint.send('Observation/gone', { method: 'DELETE' });
    await endpoint.put({ ...observation('gone-other', 'Patient/other') });
    await endpoint.send('Observation/gone-other', { method: 'DELETE' });
    endpoint.allow({ scope: 'patient/Observation.rs', patient: 'me' });
    const history = await endpoint.send('Observation/_history', { headers: BEARER });
    expect(versionsIn(history)).toEqual([
      'DELETE Observation/gone/_history/2',
      'PUT Observation/gone/_history/1',
      'PUT Observation/moved-in/_history/2',
    ]);
    const statusOf = async (id: string) =>
      (await endpoint.send(`Observation/${id}/_history`, { headers: BEARER })).status;
    expect(await statusOf('moved-in')).toBe(200);
    expect([await statusOf('moved-out'), await statusOf('gone-other'), await statusOf('never')]).toEqual([
      403, 403, 403,
    ]);
  });
});
