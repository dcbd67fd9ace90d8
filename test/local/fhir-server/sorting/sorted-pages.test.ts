import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from '../endpoint.ts';
import { BEARER, idsIn, linkOf, startEndpoint } from '../endpoint.ts';
import { pageCursors } from '../../../../local/fhir-server/search/page-cursor.ts';
import { observation } from '../resources.ts';

/** More than are gathered and sorted at once. */
const MANY = 640;

interface Made {
  id: string;
  /** Days of one month, with gaps; undefined for none. */
  day: number | undefined;
  /** A period from that day on. */
  isPeriod: boolean;
  code: string;
  status: string;
  patient: string;
}

/** Ties, resources without a value, periods that begin together and end apart, and no order in the ids. */
const ALL: readonly Made[] = Array.from({ length: MANY }, (_, at) => ({
  id: `o${(at * 389) % MANY}`,
  day: at % 9 === 0 ? undefined : 1 + ((at * 7) % 27),
  isPeriod: at % 4 === 1,
  code: `c${(at * 31) % 211}`,
  status: at % 8 === 0 ? 'amended' : 'final',
  patient: at % 6 === 2 ? 'q' : 'p',
}));

const two = (day: number): string => String(day).padStart(2, '0');
const resourceOf = ({ id, day, isPeriod, code, status, patient }: Made, at: number) =>
  observation(id, `Patient/${patient}`, {
    status,
    code: { coding: [{ code }, { code: `d${code}` }] },
    ...(day !== undefined &&
      (isPeriod
        ? { effectivePeriod: { start: `2026-01-${two(day)}`, end: `2026-02-${two(1 + (at % 20))}` } }
        : { effectiveDateTime: `2026-01-${two(day)}` })),
  });

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  // Transactions wait for the disk once.
  for (let from = 0; from < MANY; from += 80) {
    const entry = ALL.slice(from, from + 80).map((each, at) => ({
      resource: resourceOf(each, from + at),
      request: { method: 'PUT', url: `Observation/${each.id}` },
    }));
    const { status } = await endpoint.send('', {
      method: 'POST',
      body: { resourceType: 'Bundle', type: 'transaction', entry },
    });
    expect(status).toBe(200);
  }
});
afterAll(() => endpoint.stop());

/** All pages of a search. @param between what is done behind each */
async function pagesOf(
  path: string,
  between?: (page: number) => Promise<unknown>,
  headers: Record<string, string> = {},
): Promise<string[]> {
  const ids: string[] = [];
  let at = 0;
  for (let next: string | undefined = path; next !== undefined; at++) {
    const answer: Answer = await endpoint.send(next, { headers });
    expect(answer.issues).toEqual([]);
    ids.push(...idsIn(answer));
    next = linkOf(answer, 'next');
    await between?.(at);
  }
  return ids;
}

/** What is sorted by days, the rest in the order of its writes, what has none last. */
const byDay = (made: readonly Made[], sign: 1 | -1): string[] =>
  made
    .map((each, at) => ({ ...each, at }))
    .sort((one, other) => {
      if (one.day === other.day) return one.at - other.at;
      if (one.day === undefined) return 1;
      return other.day === undefined ? -1 : sign * (one.day - other.day);
    })
    .map(({ id }) => id);

const ofStatus = (status: string): string[] =>
  ALL.filter((each) => each.status === status).map(({ id }) => id);

describe('a sorted search that finds much', () => {
  test.each<[string, string[]]>([
    ['_sort=date&_count=100', byDay(ALL, 1)],
    ['_sort=-date&_count=100', byDay(ALL, -1)],
    ['_sort=-date&_count=37', byDay(ALL, -1)],
    [
      'status=final&_sort=date&_count=100',
      byDay(
        ALL.filter(({ status }) => status === 'final'),
        1,
      ),
    ],
    [
      'status:not=final&_sort=date',
      byDay(
        ALL.filter(({ status }) => status !== 'final'),
        1,
      ),
    ],
    ['_sort=status&_count=100', ['amended', 'final'].flatMap(ofStatus)],
    ['_sort=-status&_count=100', ['final', 'amended'].flatMap(ofStatus)],
    ['code:text=x&_sort=date', []],
  ])('%s has each once, in its order', async (query, expected) => {
    expect(await pagesOf(`Observation?${query}`)).toEqual(expected);
  });

  test('sorts equals by what follows', async () => {
    const expected = ALL.map((each) => ({ ...each }))
      .filter(({ day }) => day !== undefined)
      .sort((one, other) => (other.day ?? 0) - (one.day ?? 0) || (one.id < other.id ? -1 : 1));
    const found = await pagesOf('Observation?date:missing=false&_sort=-date,_id&_count=50');
    expect(found).toEqual(expected.map(({ id }) => id));
  });

  test('has a resource of several values at its best', async () => {
    const least = await pagesOf('Observation?_sort=code&_count=100');
    const greatest = await pagesOf('Observation?_sort=-code&_count=100');
    const codeOf = (id: string): string => ALL.find((each) => each.id === id)?.code ?? '';
    expect([least.length, new Set(least).size, new Set(greatest).size]).toEqual([MANY, MANY, MANY]);
    expect(least.map(codeOf)).toEqual(least.map(codeOf).sort());
    expect(greatest.map(codeOf)).toEqual(greatest.map(codeOf).sort().reverse());
  });

  test('has nothing but what the token reaches', async () => {
    endpoint.allow({ scope: 'patient/Observation.rs', patient: 'p' });
    const reached = ALL.filter(({ patient }) => patient === 'p');
    expect(reached.length).toBeGreaterThan(500);
    const search = (query: string) => pagesOf(`Observation?${query}`, undefined, BEARER);
    expect(await search('_sort=-date&_count=100')).toEqual(byDay(reached, -1));
    endpoint.allow({ scope: 'patient/Observation.rs', patient: 'q' });
    const others = ALL.filter(({ patient }) => patient === 'q');
    expect(await search('_sort=date&_count=40')).toEqual(byDay(others, 1));
  });

  test('tells nothing by a page parameter that somebody made to be behind what the token does not reach', async () => {
    endpoint.allow({ scope: 'patient/*.cruds', patient: 'p' });
    const asked = { _sort: 'date', _count: '2' };
    const behind = async (row: number): Promise<string[]> => {
      const parameters = new URLSearchParams(asked);
      const { datastoreId } = endpoint;
      const page = pageCursors(endpoint.healthLake.pageSeal).write(
        { datastoreId, resourceType: 'Observation', parameters, order: 'row' },
        `4.${row}`,
      );
      const query = new URLSearchParams({ ...asked, page }).toString();
      return idsIn(await endpoint.send(`Observation?${query}`, { headers: BEARER }));
    };
    const nowhere = await behind(1_000_000);
    const rows = ALL.flatMap(({ patient }, at) => (patient === 'q' ? [at + 1] : []));
    for (const row of rows.slice(0, 12)) expect([row, await behind(row)]).toEqual([row, nowhere]);
    // Of what it reaches, the row is where the page begins.
    expect(await behind(2)).not.toEqual(nowhere);
  });

  test('goes on behind what was deleted or changed since', async () => {
    const [first = '', second = ''] = byDay(ALL, 1).slice(98);
    const found = await pagesOf('Observation?_sort=date&_count=100', async (page) => {
      if (page !== 0) return;
      await endpoint.send(`Observation/${second}`, { method: 'DELETE' });
      const changed = ALL.find(({ id }) => id === first);
      if (changed) await endpoint.put(resourceOf({ ...changed, day: 27 }, 0));
    });
    const expected = byDay(ALL, 1);
    expect(found.slice(0, 100)).toEqual(expected.slice(0, 100));
    expect(found.slice(100).filter((id) => id !== first)).toEqual(expected.slice(100));
    expect(found.slice(100)).toContain(first);
  });
});
