import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { buildModel } from '../../../fhir/build/build-model.ts';
import { buildR4, readDefinitions, readSearchParameters } from '../../../fhir/build/build-r4.ts';
import type { SearchParameterDefinition } from '../../../fhir/build/search-parameters.ts';
import { searchTable } from '../../../fhir/build/search-parameters.ts';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { RESOURCE_TYPES } from '../../../fhir/r4/resource-types.ts';
import { loadSearchTable } from '../../../fhir/search/search-table.ts';
import { testWith } from '../../support/shared-data.ts';

const table = loadSearchTable(await buildR4());
const parameter = (type: string, name: string) => table.types[type]?.find((each) => each.name === name);

test.each([
  ['Patient', 'identifier', [['identifier']]],
  ['Observation', 'combo-code', [['code'], ['component', 'code']]],
  ['Observation', 'value-concept', [['valueCodeableConcept']]],
  ['Condition', 'onset-age', [['onsetAge'], ['onsetRange']]],
  ['Patient', 'phone', [['telecom', { where: ['system', 'phone'] }]]],
  ['Patient', 'deceased', [[{ isSet: ['deceasedBoolean', 'deceasedDateTime'] }]]],
  ['Encounter', 'practitioner', [['participant', 'individual', { to: 'Practitioner' }]]],
  ['Bundle', 'composition', [['entry', { item: 0 }, 'resource']]],
  ['InsurancePlan', 'name', [['name'], ['alias']]],
  ['Observation', '_tag', [['meta', 'tag']]],
])('%s has %s at %j', (type, name, steps) => {
  expect(parameter(type, name)?.plans.map((plan) => plan.steps)).toEqual(steps);
});

test('the parts of a composite are parameters of the same type, and have values', () => {
  for (const [type, parameters] of Object.entries(table.types))
    for (const { name, parts } of parameters)
      for (const part of parts ?? []) {
        expect([type, name, part.name, parameter(type, part.name)?.kind]).toEqual([
          type,
          name,
          part.name,
          part.kind,
        ]);
        expect([type, name, part.plans]).not.toEqual([type, name, []]);
      }
});

test('each parameter of R4 has a row for each of its types, and what has none is named', async () => {
  const has = new Set(
    Object.entries(table.types).flatMap(([type, rows]) => rows.map(({ name }) => `${type} ${name}`)),
  );
  const missing = (await readSearchParameters()).flatMap(({ code, base }) =>
    RESOURCE_TYPES.filter((type) => base.includes(type) || base.includes('Resource'))
      .map((type) => `${type} ${code}`)
      .filter((each) => !has.has(each)),
  );
  const ofItsOwn = RESOURCE_TYPES.flatMap((type) => [`${type} _id`, `${type} _lastUpdated`]);
  const named = table.unserved.map(({ resourceType, name }) => `${resourceType} ${name}`);
  expect(missing.sort()).toEqual([...named, ...ofItsOwn].sort());
  expect([...new Set(table.unserved.map(({ name, why }) => `${name}: ${why}`))].sort()).toEqual([
    '_content: R4 gives no expression for it',
    '_query: R4 gives no expression for it',
    'near: it is of type special',
  ]);
});

const HL7 = 'hl7.fhir.r4.core-4.0.1.tgz';

/** The search parameters in HL7's own package that are of R4 itself, and not an example or one of an extension. */
const published = (archive: string): SearchParameterDefinition[] =>
  [...tarFiles(gunzipSync(readFileSync(archive)))]
    .filter(({ name }) =>
      /^package\/SearchParameter-(?!example|filter|.*-(?:extensions|genetic)-).*\.json$/.test(name),
    )
    .map(({ content }) => JSON.parse(content.toString('utf8')) as SearchParameterDefinition);

testWith(HL7, 'the table is that of HL7’s own definitions, whole', async (archive) => {
  const theirs = searchTable(published(archive), buildModel(await readDefinitions()), '');
  for (const type of RESOURCE_TYPES) {
    const sorted = (of: Pick<typeof table, 'types'>) =>
      (of.types[type] ?? [])
        .map(({ number: _, plans, ...row }) => ({
          ...row,
          plans: plans.map((each) => JSON.stringify(each)).sort(),
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    expect([type, sorted(table)]).toEqual([type, sorted(theirs)]);
  }
});
