import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { corrected } from '../../../fhir/build/as-published.ts';
import { buildModel } from '../../../fhir/build/build-model.ts';
import { readDefinitions } from '../../../fhir/build/build-r4.ts';
import { coreDefinitions } from '../../../fhir/build/core-definitions.ts';
import type { Definition } from '../../../fhir/definitions/definitions.ts';
import { CORRECTED } from '../../../fhir/build/published-table.ts';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { testWith } from '../../support/shared-data.ts';

const HL7 = 'hl7.fhir.r4.core-4.0.1.tgz';
const KINDS = /^package\/(?:StructureDefinition|ValueSet|CodeSystem)-.*\.json$/;

/** The definitions in HL7's own package. */
const published = (archive: string): Definition[] =>
  [...tarFiles(gunzipSync(readFileSync(archive)))]
    .filter(({ name }) => KINDS.test(name))
    .map(({ content }) => JSON.parse(content.toString('utf8')) as Definition);

const ours = await readDefinitions();
const model = buildModel(ours);

/** Codes as sets: their order says nothing. */
const sorted = (codes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>): unknown =>
  Object.fromEntries(
    Object.entries(codes).map(([url, systems]) => [
      url,
      Object.fromEntries(Object.entries(systems).map(([system, known]) => [system, [...known].sort()])),
    ]),
  );

testWith(HL7, "the model is that of HL7's own definitions, save for the corrections", (archive) => {
  const theirs = buildModel(corrected(published(archive)));
  expect(Object.keys(model.types).sort()).toEqual(Object.keys(theirs.types).sort());
  for (const [name, type] of Object.entries(theirs.types))
    expect({ name, ...model.types[name] }).toEqual({ name, ...type });
  expect(sorted(model.valueSets)).toEqual(sorted(theirs.valueSets));
  expect(model.unlisted).toEqual(theirs.unlisted);
});

testWith(HL7, 'every correction is of an invariant as HL7 published it', (archive) => {
  const constraints = published(archive).flatMap((each) =>
    each.resourceType === 'StructureDefinition'
      ? (each.snapshot?.element.flatMap(({ constraint = [] }) => constraint) ?? [])
      : [],
  );
  for (const [key, correction] of Object.entries(CORRECTED))
    expect([
      key,
      [...new Set(constraints.filter((each) => each.key === key).map(({ expression }) => expression))],
    ]).toEqual([key, [correction?.published]]);
});

testWith(HL7, "R4's own profiles and value sets that are loaded are HL7's", (archive) => {
  const theirs = coreDefinitions(corrected(published(archive)), '4.0.1');
  const own = coreDefinitions(ours, '4.0.1');
  const byUrl = new Map(theirs.profiles.map((each) => [each.url, each]));
  expect(own.profiles.length).toBeGreaterThan(40);
  for (const profile of own.profiles) expect(profile).toEqual(byUrl.get(profile.url));
  expect(Object.keys(own.valueSets).length).toBeGreaterThan(700);
  const same = Object.fromEntries(
    Object.keys(own.valueSets).map((url) => [url, theirs.valueSets[url] ?? {}] as const),
  );
  expect(sorted(own.valueSets)).toEqual(sorted(same));
});

test('only the four invariants that docs/fhir-rules.md names are corrected', () => {
  expect(Object.keys(CORRECTED)).toEqual(['app-4', 'bdl-8', 'ras-2', 'tim-9']);
});
