import { expect } from '@jest/globals';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import { parametersOpener } from '../../../../local/fhir-server/open-parameters.ts';
import { incomingCandidate } from '../../../../local/fhir-server/search/candidate.ts';
import { readQuery } from '../../../../local/fhir-server/search/read-query.ts';
import { randomNumbers } from '../../../fhir/fuzz.ts';
import type { Endpoint } from '../endpoint.ts';
import { idsIn, linkOf, startEndpoint } from '../endpoint.ts';
import { observation } from '../resources.ts';

/*
 * What a search finds, page by page, is what a plain filter leaves of all resources, in the order of their last writes: whichever criterion leads, whether
 * few resources meet it or most, and whether the index is asked or the resources are.
 */
const RESOURCES = 3_000;
const random = randomNumbers(1810);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const some = (most: number): number => Math.floor(random() * most);
const two = (value: number): string => String(value).padStart(2, '0');

/** Dates of any precision and zone, near each other. */
const anyDate = (): string => {
  const [year, month, day] = [pick(['2024', '2025', '2026']), two(1 + some(12)), two(1 + some(28))];
  return pick([
    year,
    `${year}-${month}`,
    `${year}-${month}-${day}`,
    `${year}-${month}-${day}T${two(some(24))}:30:00${pick(['Z', '+14:00', '-11:30'])}`,
    `${year}-${month}-${day}T23:59:59.999Z`,
  ]);
};
const anyPeriod = () => ({
  ...(random() < 0.8 && { start: anyDate() }),
  ...(random() < 0.8 && { end: anyDate() }),
});
const anyNumber = (): number => pick([0, 1, 1.5, 100, 99.5, -3, 1e6, 0.001, some(1000)]);

const made = (at: number) =>
  observation(`o${at}`, `Patient/p${at % 40}`, {
    status: at % 50 === 0 ? 'amended' : 'final',
    code: {
      coding: [{ system: 'urn:s', code: `c${at % 7}` }],
      text: pick(['Pulse', 'pulse', 'Pulse rate', 'Ärger']),
    },
    ...(random() < 0.5
      ? { effectiveDateTime: anyDate() }
      : random() < 0.8 && { effectivePeriod: anyPeriod() }),
    ...(random() < 0.7 && {
      valueQuantity: {
        value: anyNumber(),
        unit: 'mg',
        system: 'http://unitsofmeasure.org',
        code: pick(['mg', 'g']),
      },
    }),
    ...(random() < 0.3 && { valueString: undefined, identifier: [{ value: `i${at % 300}` }] }),
    ...(at === 17 && { note: [{ text: 'rare' }], method: { text: 'rare', coding: [{ code: 'rare' }] } }),
  });

const prefix = (): string => pick(['', '', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap']);
const CRITERIA: readonly (() => string)[] = [
  () => `date=${prefix()}${encodeURIComponent(anyDate())}`,
  () => `date=${encodeURIComponent(`${prefix()}${anyDate()},${prefix()}${anyDate()}`)}`,
  () => `date:missing=${pick(['true', 'false'])}`,
  () => `value-quantity=${prefix()}${anyNumber()}${pick(['', '|http://unitsofmeasure.org|mg', '||g'])}`,
  () => `status=${pick(['final', 'amended', 'final,amended', 'none'])}`,
  () => `status:not=${pick(['final', 'amended'])}`,
  () => `code=${pick(['urn:s|c1', 'c2', 'urn:s|c3,urn:s|c4', '|c5', 'urn:s|'])}`,
  () => `code:not=urn:s|c${some(7)}`,
  () => `patient=p${some(45)}`,
  () => `subject=Patient/p${some(40)},Patient/p${some(40)}`,
  () => `identifier=i${some(320)}`,
  () => 'identifier:missing=false',
  () => `method=rare`,
  () => `code-value-quantity=${encodeURIComponent(`urn:s|c${some(7)}$${prefix()}${anyNumber()}`)}`,
  () => `_lastUpdated=${prefix()}1970`,
];

/** Asks searches of an endpoint of its own. @returns how many resources each has found */
export async function searchesAgainstFilter(rounds: number): Promise<number[]> {
  const endpoint = await startEndpoint();
  try {
    return await compared(endpoint, rounds);
  } finally {
    await endpoint.stop();
  }
}

async function compared(endpoint: Endpoint, rounds: number): Promise<number[]> {
  const { store } = endpoint.healthLake;
  const resources = Array.from(
    { length: RESOURCES },
    (_, at) => JSON.parse(JSON.stringify(made(at))) as { id: string },
  );
  store.atomically(() => {
    const number = store.storeNumber(endpoint.datastoreId);
    for (const each of resources)
      store.upsert(number, typeNumber('Observation') ?? 0, each.id, Buffer.from(JSON.stringify(each)), 1000);
  });
  const candidates = resources.map((each) => incomingCandidate({ ...each }, each.id, 1000));
  const parametersOf = await parametersOpener()();
  const sizes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const asked = Array.from({ length: pick([1, 1, 2, 2, 3]) }, () => pick(CRITERIA)());
    const query = asked.join('&');
    const { criteria } = readQuery(new URLSearchParams(query), {
      resourceType: 'Observation',
      endpoint: endpoint.url,
      now: endpoint.clock.now(),
      parametersOf,
    });
    const expected = candidates
      .filter((each) => criteria.every(({ meets }) => meets(each)))
      .map(({ id }) => id);
    const { ids, total } = await searched(
      endpoint,
      `${query}&_total=accurate&_count=${pick([100, 100, 37])}`,
    );
    // What is near now, by "ap", may change while it is asked.
    if (asked.some((each) => /=ap|%2Cap|,ap/.test(each) && each.startsWith('date'))) continue;
    expect({ query, total, ids }).toEqual({ query, total: expected.length, ids: expected });
    sizes.push(expected.length);
    const sorted = await searched(
      endpoint,
      `${query}&_sort=${pick(['date', '-date', '-value-quantity', '_id', 'code,-date'])}`,
    );
    expect({ query, ids: sorted.ids.sort() }).toEqual({ query, ids: [...expected].sort() });
  }
  return sizes;
}

/** All pages. */
async function searched(endpoint: Endpoint, query: string): Promise<{ ids: string[]; total: unknown }> {
  const ids: string[] = [];
  let total: unknown;
  for (let next: string | undefined = `Observation?${query}`; next !== undefined;) {
    const answer = await endpoint.send(next);
    expect([query, answer.status, answer.issues]).toEqual([query, 200, []]);
    total = answer.json.total;
    ids.push(...idsIn(answer));
    next = linkOf(answer, 'next');
  }
  return { ids, total };
}
