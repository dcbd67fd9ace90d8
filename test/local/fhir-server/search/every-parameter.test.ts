import { afterAll, expect, test } from '@jest/globals';
import { buildModel } from '../../../../fhir/build/build-model.ts';
import { readDefinitions } from '../../../../fhir/build/build-r4.ts';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import type { Entry } from '../../../../fhir/search/entry.ts';
import { ENDLESS, SEPARATOR, isText } from '../../../../fhir/search/entry.ts';
import { elementsAt, entriesAt, entriesOf } from '../../../../fhir/search/follow-plan.ts';
import type { SearchKind, SearchParameterRow } from '../../../../fhir/search/search-table.ts';
import { isRefused } from '../../../../local/fhir-server/resources/type-limits.ts';
import { resourceMaker } from '../../../fhir/made-resources.ts';
import { idsIn, startEndpoint } from '../endpoint.ts';

const endpoint = await startEndpoint();
afterAll(() => endpoint.stop());

const { table } = await endpoint.healthLake.searchIndex();
const make = resourceMaker(buildModel(await readDefinitions()), 4);

/** Made-up resources of a type: enough of them that most parameters have a value in one. */
const MADE = 150;

const escaped = (text: string): string => text.replaceAll(/[\\,|$]/g, String.raw`\$&`);

/** A value of a search that an entry meets. */
function valueFor(kind: SearchKind, entry: Entry): string {
  if (!isText(entry)) {
    if (kind !== 'date')
      return String(
        entry.low === -ENDLESS
          ? `le${entry.high}`
          : entry.high === ENDLESS
            ? `ge${entry.low}`
            : entry.low === entry.high
              ? entry.low
              : `ap${entry.low}`,
      );
    return entry.low === -ENDLESS
      ? `lt${new Date(entry.high).toISOString()}`
      : `ge${new Date(entry.low).toISOString()}`;
  }
  if (kind !== 'token') return escaped(entry.value);
  const [code = '', system = ''] = entry.value.split(SEPARATOR);
  return code === '' ? `${escaped(system)}|` : `${escaped(system)}|${escaped(code)}`;
}

/** The value of a composite that one of its elements has; undefined where none has all parts. */
function compositeValue({ plans, parts = [] }: SearchParameterRow, resource: unknown): string | undefined {
  for (const element of plans.flatMap((plan) => elementsAt(plan, resource, resource))) {
    const values = parts.map(({ kind, plans: those }) => {
      const [entry] = entriesAt(those, kind, element, resource);
      return entry && valueFor(kind, entry);
    });
    if (values.every((value) => value !== undefined)) return values.join('$');
  }
  return undefined;
}

const asked = (row: SearchParameterRow, resource: unknown): string | undefined => {
  if (row.kind === 'composite') return compositeValue(row, resource);
  // Identifiers of logical references are asked for by a modifier.
  const entry = entriesOf(row, resource).find((each) => !isText(each) || !each.value.startsWith(SEPARATOR));
  // Who is not known to be dead is not: the empty Patient, too.
  if (row.name === 'deceased' && entry && isText(entry) && entry.value.startsWith('false')) return undefined;
  return entry && valueFor(row.kind, entry);
};

const types = Object.keys(table.types).filter((type) => !isRefused(type, 'search-type'));

/** Store them as an import does: what they are worth is not what is asked here. */
function store(type: string, resources: readonly Record<string, unknown>[]): void {
  const { store: fhirStore } = endpoint.healthLake;
  fhirStore.atomically(() => {
    const number = fhirStore.storeNumber(endpoint.datastoreId);
    for (const each of resources)
      fhirStore.upsert(
        number,
        typeNumber(type) ?? 0,
        String(each.id),
        Buffer.from(JSON.stringify(each)),
        1000,
      );
  });
}

test('every parameter of every type finds a resource that has its value, and not the empty one', async () => {
  const without: string[] = [];
  const wrong: string[] = [];
  let asking = 0;
  for (const type of types) {
    const empty = { resourceType: type, id: 'empty' };
    const made = Array.from({ length: MADE }, (_, at): Record<string, unknown> => ({
      ...make(type),
      id: `made-${at}`,
    }));
    const cases = (table.types[type] ?? []).flatMap((row) => {
      const having = made.find((each) => asked(row, each) !== undefined);
      if (!having) without.push(`${type}.${row.name}`);
      return having ? [{ row, having }] : [];
    });
    store(type, [empty, ...new Set(cases.map(({ having }) => having))]);
    for (const { row, having } of cases) {
      const value = encodeURIComponent(asked(row, having) ?? '');
      const only = `&_id=${String(having.id)},empty`;
      // By the index, and of the resources themselves.
      for (const more of ['&_count=100', only]) {
        const answer = await endpoint.send(`${type}?${row.name}=${value}${more}`);
        asking++;
        const ids = idsIn(answer);
        if (answer.status !== 200 || !ids.includes(String(having.id)) || ids.includes('empty'))
          wrong.push(
            `${type}?${row.name}=${decodeURIComponent(value)}${more}: ${answer.status} ${answer.issues.join()}`,
          );
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(asking).toBeGreaterThan(2800);
  // What made-up resources have no value of is few, and named where it grows.
  expect(without.length).toBeLessThan(120);
}, 300_000);
