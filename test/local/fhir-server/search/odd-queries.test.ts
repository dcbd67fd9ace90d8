import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../endpoint.ts';
import { idsIn, linkOf, startEndpoint } from '../endpoint.ts';
import { observation } from '../resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  await endpoint.put({ resourceType: 'Patient', id: 'p', name: [{ family: "O'Neill+Søn, Jr|$" }] } as never);
  for (let at = 0; at < 9; at++)
    await endpoint.put(observation(`o${at}`, 'Patient/p', { effectiveDateTime: `2024-02-2${at}` }));
});
afterAll(() => endpoint.stop());

describe('an odd query is answered or refused, and never a fault', () => {
  test.each<[query: string, status: number]>([
    ['Observation?_count=0', 400],
    ['Observation?_count=101', 400],
    ['Observation?_count=99999999999999999999', 400],
    ['Observation?_count=1e2', 400],
    ['Observation?_count=%2B5', 400],
    ['Observation?_count=5&_count=5', 400],
    ['Observation?_sort=date&_sort=code', 400],
    ['Observation?page=x', 400],
    ['Observation?page=', 400],
    ['Observation?page=AAAAAAAAAAAAAAAA', 400],
    ['Observation?date=2024-02-30', 400],
    ['Observation?date=2024-13', 400],
    ['Observation?date=0000', 400],
    ['Observation?date=9999-12-31T23:59:59.999-14:00', 200],
    ['Observation?date=0001-01-01T00:00:00%2B14:00', 200],
    ['Observation?date=2024-02-29T24:00:00Z', 400],
    ['Observation?date=ge', 400],
    ['Observation?date=2024-02-20T00:00:00+01:00', 200],
    ['Observation?_lastUpdated=,', 400],
    ['Observation?_id=,', 400],
    ['Observation?_text=,', 400],
    ['Observation?code:text=,', 400],
    ['Observation?X-Amz-Date=20260101T000000Z', 200],
    ['Observation?x-amz-date=1', 400],
    ['Observation?X-Amz-Meta=1', 400],
    ['Observation?date=%00', 400],
    ['Observation?code=%00', 200],
    ['Observation?code=%F0%9F%A9%BA', 200],
    ['Observation?code=%ED%A0%80', 200],
    ['Observation?code=%', 200],
    ['Observation?%63ode=a', 200],
    ['Observation?code=a;status=final', 200],
    ['Observation?&&code=a&&', 200],
    ['Observation?=a', 400],
    ['Observation?code', 400],
    ['Observation?__proto__=a', 400],
    ['Observation?constructor=a', 400],
    ['Observation?code:__proto__=a', 400],
    ['Observation?patient.=a', 400],
    ['Observation?.name=a', 400],
    ['Observation?_has:::=a', 400],
    ['Observation?value-quantity=1e400', 400],
    ['Observation?value-quantity=-0', 200],
    [`Observation?code=${'a,'.repeat(2_000)}a`, 200],
    [`Observation?${'code=a&'.repeat(300)}`, 200],
    [`Observation?date=${new Array(600).fill('ge2024').join()}`, 200],
  ])('%s', async (query, expected) => {
    const { status, json } = await endpoint.send(query);
    expect([status, json.resourceType]).toEqual([expected, expected === 200 ? 'Bundle' : 'OperationOutcome']);
    expect(endpoint.troubles).toEqual([]);
  });
});

test('a name with all that has to be escaped is found by it', async () => {
  const escaped = String.raw`O'Neill+Søn\, Jr\|\$`;
  const found = await endpoint.send(`Patient?family:exact=${encodeURIComponent(escaped)}`);
  expect(idsIn(found)).toEqual(['p']);
  const form = await endpoint.send('Patient/_search', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ 'family:exact': escaped }).toString(),
  });
  expect(idsIn(form)).toEqual(['p']);
});

test.each(['', '&_sort=date', '&_sort=-date'])(
  'what is deleted and written while pages are read is neither twice there nor does it hide another%s',
  async (sort) => {
    const ids: string[] = [];
    let at = 0;
    for (let next: string | undefined = `Observation?status=final&_count=2${sort}`; next !== undefined;) {
      const answer = await endpoint.send(next);
      ids.push(...idsIn(answer));
      next = linkOf(answer, 'next');
      // The last of a page goes before the next is asked for.
      const gone = ids.at(-1);
      if (at++ < 3 && gone !== undefined) await endpoint.send(`Observation/${gone}`, { method: 'DELETE' });
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(9);
    for (let each = 0; each < 9; each++)
      await endpoint.put(observation(`o${each}`, 'Patient/p', { effectiveDateTime: `2024-02-2${each}` }));
  },
);

test('a page that was damaged on its way is refused, wherever', async () => {
  for (const query of [
    'Observation?',
    'Observation?_sort=date&',
    'Observation?status=final&',
    'Observation/_history?',
  ]) {
    const next = new URL(linkOf(await endpoint.send(`${query}_count=1`), 'next') ?? '');
    const page = next.searchParams.get('page') ?? '';
    for (const damaged of [
      `${page}A`,
      `${page}AA`,
      `${page}AAAA`,
      page.slice(0, -1),
      page.slice(0, 16),
      page.toLowerCase(),
    ]) {
      next.searchParams.set('page', damaged);
      expect([query, damaged, (await endpoint.send(next.href)).status]).toEqual([query, damaged, 400]);
    }
  }
});

test('the page of another search is refused, whatever differs', async () => {
  const next = new URL(linkOf(await endpoint.send('Observation?status=final&_count=2'), 'next') ?? '');
  const page = encodeURIComponent(next.searchParams.get('page') ?? '');
  for (const query of [
    'status=final&_count=3',
    'status=amended&_count=2',
    'status=final&_count=2&_sort=date',
    '_count=2',
  ])
    expect([query, (await endpoint.send(`Observation?${query}&page=${page}`)).status]).toEqual([query, 400]);
  expect((await endpoint.send(`Encounter?status=final&_count=2&page=${page}`)).status).toBe(400);
  // The same in another order is the same search.
  expect((await endpoint.send(`Observation?page=${page}&_count=2&status=final`)).status).toBe(200);
});
