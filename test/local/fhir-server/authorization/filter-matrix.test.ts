import { expect, test } from '@jest/globals';
import { observation } from '../resources.ts';
import { BOTH, fieldsOf, isGranted, V1_ONLY, V2_2 } from './matrix.ts';

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
const category = (code: string) => [{ coding: [{ system: CATEGORY, code }] }];
const laboratory = { category: category('laboratory') };

/** A resource for each column of the table. The token's patient is `me`. */
const COLUMNS: readonly Record<string, unknown>[] = [
  observation('my-laboratory', 'Patient/me', laboratory),
  observation('my-vitals', 'Patient/me', {
    category: [{ text: 'laboratory' }, ...category('vital-signs')],
    status: 'amended',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }, { code: 'heart-rate' }] },
    meta: { security: [{ system: 'urn:s', code: 'R' }] },
  }),
  observation('their-laboratory', 'Patient/other', laboratory),
  {
    resourceType: 'Patient',
    id: 'me',
    active: true,
    gender: 'female',
    identifier: [{ system: 'urn:a,b', value: '1' }],
  },
];

/** What each scope grants on each resource, in the letters of `cruds`; `-` is nothing. `@` stands for the category's system. */
const TABLE = `
  scope                                              | my laboratory | my vitals | their laboratory | Patient me
  patient/Observation.rs?category=laboratory         | rs    | -     | -     | -
  patient/Observation.cruds?category=laboratory      | cruds | -     | -     | -
  system/Observation.cruds?category=laboratory       | cruds | -     | cruds | -
  user/Observation.s?category=laboratory             | s     | -     | s     | -
  patient/Observation.rs?category=@|laboratory       | rs    | -     | -     | -
  patient/Observation.rs?category=@%7Claboratory     | rs    | -     | -     | -
  patient/Observation.rs?category=@|                 | rs    | rs    | -     | -
  patient/Observation.rs?category=|laboratory        | -     | -     | -     | -
  patient/Observation.rs?category=urn:x|laboratory   | -     | -     | -     | -
  patient/Observation.rs?category=Laboratory         | -     | -     | -     | -
  patient/Observation.rs?category=laboratory,vital-signs | rs | rs   | -     | -
  patient/Observation.rs?category=laboratory%5C,vital-signs | - | -  | -     | -
  patient/Observation.rs?category=laboratory&category=vital-signs | - | - | - | -
  patient/Observation.rs?category=laboratory&status=final | rs | -   | -     | -
  patient/Observation.rs?category=laboratory&status=amended | - | -  | -     | -
  system/Observation.r?status=final,amended          | r     | r     | r     | -
  system/Observation.r?status=|final                 | r     | -     | r     | -
  system/Observation.r?status=urn:x|final            | -     | -     | -     | -
  system/Observation.r?code=http://loinc.org|8867-4  | -     | r     | -     | -
  system/Observation.r?code=|heart-rate              | -     | r     | -     | -
  system/Observation.r?combo-code=8867-4             | -     | r     | -     | -
  system/Observation.r?_security=urn:s|R             | -     | r     | -     | -
  system/Observation.rs?_id=my-vitals                | -     | rs    | -     | -
  system/Observation.rs?subject=Patient/other        | -     | -     | rs    | -
  system/Observation.rs?patient=me                   | rs    | rs    | -     | -
  system/Patient.rs?gender=female                    | -     | -     | -     | rs
  system/Patient.rs?gender=male                      | -     | -     | -     | -
  system/Patient.rs?active=true                      | -     | -     | -     | rs
  system/Patient.rs?active=false                     | -     | -     | -     | -
  system/Patient.rs?identifier=urn:a%5C,b|1          | -     | -     | -     | rs
  system/Patient.rs?identifier=1                     | -     | -     | -     | rs
  patient/Observation.rs?category=laboratory patient/Observation.rs?category=vital-signs | rs | rs | - | -
  patient/Observation.rs?category=laboratory patient/Observation.cud?category=vital-signs | rs | cud | - | -
  patient/Observation.rs?category=laboratory patient/Observation.r | rs | r | - | -
  patient/Observation.rs?category=laboratory patient/Observation.read | rs | rs | - | -
  patient/Observation.rs?category=laboratory system/Observation.r?category=laboratory | rs | - | r | -
  patient/Observation.rs?category=laboratory patient/*.r | rs | r | -  | r
  patient/Observation.rs?value-quantity=1            | -     | -     | -     | -
  patient/Observation.rs?date=ge2020                 | -     | -     | -     | -
  patient/Observation.rs?code-value-concept=a$b      | -     | -     | -     | -
  patient/Observation.rs?category:not=laboratory     | -     | -     | -     | -
  patient/Observation.rs?category:in=urn:vs          | -     | -     | -     | -
  patient/Observation.rs?subject.gender=female       | -     | -     | -     | -
  patient/Observation.rs?_has:Group:member:_id=1     | -     | -     | -     | -
  patient/Observation.rs?_include=Observation:subject | -    | -     | -     | -
  patient/Observation.rs?category=laboratory&_count=1 | -    | -     | -     | -
  patient/Observation.rs?category=laboratory&date=ge2020 | - | -     | -     | -
  patient/Observation.rs?category=a|b|c              | -     | -     | -     | -
  patient/Observation.rs?category=|                  | -     | -     | -     | -
  patient/Observation.rs?category=laboratory,        | -     | -     | -     | -
  patient/Observation.rs?category=                   | -     | -     | -     | -
  patient/Observation.rs?category                    | -     | -     | -     | -
  patient/Observation.rs?=laboratory                 | -     | -     | -     | -
  patient/Observation.rs?                            | -     | -     | -     | -
  patient/Observation.rs?category=laboratory&        | -     | -     | -     | -
  patient/Observation.rs?category=%E0%A4%A           | -     | -     | -     | -
  patient/Observation.rs?Category=laboratory         | -     | -     | -     | -
  patient/Observation.rs?constructor=laboratory      | -     | -     | -     | -
  patient/Observation.read?category=laboratory       | -     | -     | -     | -
  patient/Observation.*?category=laboratory          | -     | -     | -     | -
  patient/*.rs?category=laboratory                   | -     | -     | -     | -
  system/*.rs?_id=me                                 | -     | -     | -     | -
  patient/Practitioner.rs?active=true                | -     | -     | -     | -
  system/Patient.rs?deceased=false                  | -     | -     | -     | rs
`.replaceAll('@', CATEGORY);

const fields = fieldsOf(TABLE);

/** The fields in which a scope grants something else than expected. */
const wrong = (rules: typeof V2_2, expected: (field: (typeof fields)[number]) => boolean) =>
  fields.filter(
    (field) => isGranted(field.scope, field.right, COLUMNS[field.column] ?? {}, rules) !== expected(field),
  );

test(`what scopes with filters grant is what the table says, in each of its ${fields.length} fields`, () => {
  expect(fields.length).toBeGreaterThan(1200);
  expect(fields.filter(({ granted }) => granted).length).toBeGreaterThan(75);
  expect(wrong(V2_2, ({ granted }) => granted)).toEqual([]);
});

const pure = (scope: string): boolean => !scope.includes(' ');

test.each([
  ['a store without permission-v2.2', BOTH],
  ['a V1 store', V1_ONLY],
])('in %s they grant nothing', (_, rules) => {
  expect(wrong(rules, () => false).filter(({ scope }) => pure(scope))).toEqual([]);
});
