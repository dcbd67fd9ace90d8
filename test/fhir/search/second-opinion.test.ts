import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { buildModel } from '../../../fhir/build/build-model.ts';
import { buildR4, readDefinitions, readSearchParameters } from '../../../fhir/build/build-r4.ts';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { elementsAt } from '../../../fhir/search/follow-plan.ts';
import type { SearchParameterRow } from '../../../fhir/search/search-table.ts';
import { loadSearchTable } from '../../../fhir/search/search-table.ts';
import { samplePopulation } from '../../../tools/sample-population/generate-population.ts';
import { testWith } from '../../support/shared-data.ts';
import { resourceMaker } from '../made-resources.ts';

/** What HL7's own engine finds and we do not, by parameter, and why that is right. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'CarePlan.activity-date': 'CarePlan.activity.detail.scheduled[x] may be a string, which is no date.',
  'Consent.source-reference': 'Consent.source[x] may be an Attachment, which is no reference.',
  'Immunization.date': 'Immunization.occurrence[x] may be a string, which is no date.',
  'Procedure.date': 'Procedure.performed[x] may be a string, an Age or a Range: none is a date.',
};

const table = loadSearchTable(await buildR4());
const definitions = await readSearchParameters();

type Evaluate = (resource: unknown) => unknown[];
const compiled = new Map<string, Evaluate>();

/** The expression as HL7 has it. An engine without a server resolves nothing: a reference's own text stands for `resolve()`. */
function theirs(type: string, { name }: SearchParameterRow): Evaluate {
  const { expression = '' } =
    definitions.find(
      ({ code, base }) =>
        code === name && [type, 'Resource', 'DomainResource'].some((each) => base.includes(each)),
    ) ?? {};
  const evaluate =
    compiled.get(expression) ??
    (fhirpath.compile(
      expression.replaceAll(
        /where\(resolve\(\) is (\w+)\)/g,
        "where(reference.contains('$1/') or type = '$1')",
      ),
      r4,
      { resolveInternalTypes: true },
    ) as Evaluate);
  compiled.set(expression, evaluate);
  return evaluate;
}

const sorted = (elements: readonly unknown[]): string[] =>
  [...new Set(elements.map((each) => JSON.stringify(each)))].sort();

/** How many elements were found, and the parameters of which the engines disagree on some resource. */
function compared(resources: Iterable<Readonly<Record<string, unknown>>>): {
  found: number;
  differ: string[];
} {
  const differ = new Set<string>();
  let found = 0;
  for (const resource of resources) {
    const type = String(resource.resourceType);
    for (const row of table.types[type] ?? []) {
      // A union has each element once.
      const ours = sorted(row.plans.flatMap((plan) => [...elementsAt(plan, resource, resource)]));
      found += ours.length;
      if (ours.join() !== sorted(theirs(type, row)(resource)).join()) differ.add(`${type}.${row.name}`);
    }
  }
  return { found, differ: [...differ].sort() };
}

/** Some lines of each file, spread over all of it. */
function* someOf(content: Buffer): Generator<Readonly<Record<string, unknown>>> {
  const lines = content.toString('utf8').split('\n').filter(Boolean);
  const step = Math.ceil(lines.length / LINES_OF_A_FILE);
  for (let at = 0; at < lines.length; at += step)
    yield JSON.parse(lines[at] ?? '') as Readonly<Record<string, unknown>>;
}

/** All of them take minutes: INLET_ALL_LINES=1. */
const LINES_OF_A_FILE = process.env.INLET_ALL_LINES === undefined ? 60 : Infinity;

const inFolder = (folder: string): Buffer[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => readFileSync(join(folder, name)));

test('HL7’s engine finds what our plans find, in made-up resources of every type', async () => {
  const make = resourceMaker(buildModel(await readDefinitions()), 18);
  const resources = Object.keys(table.types).flatMap((type) => Array.from({ length: 15 }, () => make(type)));
  const { found, differ } = compared(resources);
  expect(found).toBeGreaterThan(8000);
  expect(differ.filter((each) => DIFFERENCES[each] === undefined)).toEqual([]);
});

test('and in our own sample population', () => {
  const resources = [...samplePopulation()].map((line) => JSON.parse(line) as Record<string, unknown>);
  const { found, differ } = compared(resources.filter((_, at) => at % 5 === 0));
  expect(found).toBeGreaterThan(1000);
  expect(differ.filter((each) => DIFFERENCES[each] === undefined)).toEqual([]);
});

testWith('synthea-r4.tar.gz', 'and in a population of Synthea', (archive) => {
  const files = [...tarFiles(gunzipSync(readFileSync(archive)))].filter(({ name }) =>
    name.endsWith('.ndjson'),
  );
  for (const { content } of files) expect(compared(someOf(content)).differ).toEqual([]);
});

testWith('synthea-bulk-10', 'and in a bulk export of Synthea', (folder) => {
  for (const content of inFolder(folder)) expect(compared(someOf(content)).differ).toEqual([]);
});

testWith('us-core-examples', 'and in the examples of US Core', (folder) => {
  for (const content of inFolder(folder)) expect(compared(someOf(content)).differ).toEqual([]);
});
