import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RESOURCE_TYPES } from '../../../../fhir/r4/resource-types.ts';
import { checkScopes } from '../../../../local/fhir-server/authorization/check-scopes.ts';
import { PATIENT_COMPARTMENT } from '../../../../fhir/r4/patient-compartment.ts';
import { readScopes } from '../../../../local/fhir-server/authorization/read-scopes.ts';
import { observation } from '../resources.ts';
import { BOTH, ENDPOINT, fieldsOf, isGranted, reachOf, RIGHTS, V1_ONLY, WITHOUT_V2 } from './matrix.ts';

/** A resource for each column of the table. The token's patient is `me`. */
const COLUMNS: readonly Record<string, unknown>[] = [
  observation('mine', 'Patient/me'),
  observation('of another', 'Patient/other'),
  { resourceType: 'Patient', id: 'me' },
  { resourceType: 'Patient', id: 'other' },
  { resourceType: 'Practitioner', id: 'p' },
];

/** What each scope grants on each resource, in the letters of `cruds`; `-` is nothing. */
const TABLE = `
  scope                              | Observation of me | of another | Patient me | Patient other | Practitioner
  patient/*.read                     | rs    | -     | rs    | -     | -
  patient/*.write                    | cud   | -     | cud   | -     | -
  patient/*.*                        | cruds | -     | cruds | -     | -
  patient/Observation.read           | rs    | -     | -     | -     | -
  patient/Observation.write          | cud   | -     | -     | -     | -
  patient/Observation.*              | cruds | -     | -     | -     | -
  patient/Patient.read               | -     | -     | rs    | -     | -
  patient/Practitioner.read          | -     | -     | -     | -     | -
  user/*.read                        | rs    | rs    | rs    | rs    | rs
  user/*.write                       | cud   | cud   | cud   | cud   | cud
  user/Observation.read              | rs    | rs    | -     | -     | -
  user/Practitioner.*                | -     | -     | -     | -     | cruds
  system/*.read                      | rs    | rs    | rs    | rs    | rs
  system/*.*                         | cruds | cruds | cruds | cruds | cruds
  system/Patient.write               | -     | -     | cud   | cud   | -
  patient/*.rs                       | rs    | -     | rs    | -     | -
  patient/*.cruds                    | cruds | -     | cruds | -     | -
  patient/Observation.r              | r     | -     | -     | -     | -
  patient/Observation.s              | s     | -     | -     | -     | -
  patient/Observation.cud            | cud   | -     | -     | -     | -
  patient/Patient.u                  | -     | -     | u     | -     | -
  patient/Practitioner.cruds         | -     | -     | -     | -     | -
  user/*.cruds                       | cruds | cruds | cruds | cruds | cruds
  user/Observation.c                 | c     | c     | -     | -     | -
  system/*.rs                        | rs    | rs    | rs    | rs    | rs
  system/Practitioner.d              | -     | -     | -     | -     | d
  system/Observation.cr              | cr    | cr    | -     | -     | -
  patient/*.read system/Practitioner.read | rs | -  | rs    | -     | rs
  patient/*.cruds user/Observation.r | cruds | r     | cruds | -     | -
  patient/Observation.r patient/Observation.s | rs | - | -  | -     | -
  system/Observation.sr              | -     | -     | -     | -     | -
  system/Observation.CRUDS           | -     | -     | -     | -     | -
  system/Observation.                | -     | -     | -     | -     | -
  system/observation.read            | -     | -     | -     | -     | -
  system/Obs*.read                   | -     | -     | -     | -     | -
  system/*.read,write                | -     | -     | -     | -     | -
  System/*.read                      | -     | -     | -     | -     | -
  system/*.*.*                       | -     | -     | -     | -     | -
  */*.read                           | -     | -     | -     | -     | -
  system/Observation.rs?category=lab | -     | -     | -     | -     | -
  system/Observation.read?category=lab | -   | -     | -     | -     | -
  patient/Observation.rs?            | -     | -     | -     | -     | -
  launch/patient openid fhirUser     | -     | -     | -     | -     | -
  system/__proto__.read              | -     | -     | -     | -     | -
  system/constructor.cruds           | -     | -     | -     | -     | -
`;

const rows = fieldsOf(TABLE);

const wrong = (rules: typeof BOTH, expected: (row: (typeof rows)[number]) => boolean) =>
  rows.filter((row) => isGranted(row.scope, row.right, COLUMNS[row.column] ?? {}, rules) !== expected(row));

describe('what scopes grant', () => {
  test(`is what the table says, in each of its ${rows.length} fields`, () => {
    expect(rows.length).toBeGreaterThan(1000);
    expect(rows.filter(({ granted }) => granted).length).toBeGreaterThan(150);
    expect(wrong(BOTH, ({ granted }) => granted)).toEqual([]);
  });

  test.each([
    ['a V1 store', V1_ONLY],
    ['a store without permission-v2', WITHOUT_V2],
  ])('in %s is the same for v1, and nothing for v2', (_, rules) => {
    const isV1 = (scope: string) => /\.(?:read|write|\*)$/.test(scope);
    const pure = rows.filter(({ scope }) => !scope.includes(' '));
    expect(
      pure.filter(
        ({ scope, right, column, granted }) =>
          isGranted(scope, right, COLUMNS[column] ?? {}, rules) !== (granted && isV1(scope)),
      ),
    ).toEqual([]);
  });

  test('by patient/ is nothing without a patient', () => {
    const patients = rows.filter(({ scope }) => /^patient\/\S+$/.test(scope));
    for (const { scope, right, column } of patients) {
      const type = String(COLUMNS[column]?.resourceType);
      const context = { patientId: undefined, endpoint: ENDPOINT, parametersOf: () => [] };
      expect(checkScopes(readScopes(scope, BOTH), right, type, context)).toBe(undefined);
    }
  });
});

describe('whatever the scopes', () => {
  const scope = fc
    .tuple(
      fc.constantFrom('patient', 'user', 'system'),
      fc.constantFrom('*', 'Observation', 'Patient', 'Practitioner', 'Encounter'),
      fc.constantFrom('read', 'write', '*', 'c', 'r', 'rs', 'cud', 'cruds'),
    )
    .map(([context, type, rights]) => `${context}/${type}.${rights}`);
  const question = fc.tuple(fc.constantFrom(...RIGHTS), fc.constantFrom(...RESOURCE_TYPES));

  test('more of them never grant less, and their order changes nothing', () => {
    fc.assert(
      fc.property(fc.array(scope), scope, question, (scopes, more, [right, type]) => {
        const width = (list: string[]) => {
          const reach = reachOf(list.join(' '), right, type, BOTH);
          return reach === 'everything' ? 2 : Number(reach !== undefined);
        };
        const after = width([...scopes, more]);
        expect(width([more, ...scopes].reverse())).toBe(after);
        expect(after).toBeGreaterThanOrEqual(width(scopes));
      }),
    );
  });

  test('patient/ alone never reaches everything, nor a type outside the compartment', () => {
    fc.assert(
      fc.property(fc.array(scope), question, (scopes, [right, type]) => {
        const patientOnly = scopes.filter((each) => each.startsWith('patient/')).join(' ');
        const reach = reachOf(patientOnly, right, type, BOTH);
        expect(reach).not.toBe('everything');
        if (reach) expect(type in PATIENT_COMPARTMENT).toBe(true);
      }),
    );
  });

  test('texts that are no resource scopes grant nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/(?:patient|user|system)\//.test(text));
        expect(readScopes(text, BOTH)).toEqual([]);
      }),
    );
  });
});
