import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { knownText } from '../../../lib/results/summary/known-texts.ts';
import { PackageError } from '../../../fhir/packages/read-package.ts';
import type { ElementDefinition } from '../../../fhir/definitions/definitions.ts';
import { writePackage } from '../../support/fhir-package.ts';
import { openTestValidator } from '../../support/open-test-validator.ts';
import { tarArchive } from '../../support/tar-archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'inlet-profiles-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const URL = 'http://example.org/StructureDefinition/';

const profile = (
  name: string,
  type: string,
  elements: Partial<ElementDefinition>[],
  version = '1.0.0',
): object => ({
  resourceType: 'StructureDefinition',
  url: `${URL}${name}`,
  version,
  name,
  type,
  kind: 'resource',
  abstract: false,
  derivation: 'constraint',
  snapshot: {
    element: [
      { id: type, path: type },
      ...elements.map(({ id = '', ...rest }) => ({
        id,
        path: id.replaceAll(/:\w+/g, ''),
        min: 0,
        max: '*',
        ...rest,
      })),
    ],
  },
});

const PATIENT = profile('patient', 'Patient', [
  {
    id: 'Patient.identifier',
    min: 1,
    slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'open' },
  },
  { id: 'Patient.identifier:mrn', sliceName: 'mrn', min: 1, max: '1' },
  { id: 'Patient.identifier:mrn.system', min: 1, max: '1', fixedUri: 'http://mrn' },
  { id: 'Patient.identifier:mrn.value', min: 1, max: '1' },
  { id: 'Patient.extension', slicing: { discriminator: [{ type: 'value', path: 'url' }], rules: 'open' } },
  {
    id: 'Patient.extension:colour',
    sliceName: 'colour',
    max: '1',
    type: [{ code: 'Extension', profile: [`${URL}colour`] }],
  },
  { id: 'Patient.photo', max: '0', base: { path: 'Patient.photo', min: 0, max: '*' } },
  {
    id: 'Patient.maritalStatus',
    max: '1',
    base: { path: 'Patient.maritalStatus', min: 0, max: '1' },
    patternCodeableConcept: { coding: [{ system: 'http://m' }] },
  },
  {
    id: 'Patient.deceased[x]',
    max: '1',
    base: { path: 'Patient.deceased[x]', min: 0, max: '1' },
    type: [{ code: 'dateTime' }],
  },
  {
    id: 'Patient.contact',
    constraint: [{ key: 'ex-1', severity: 'error', human: 'a name is needed', expression: 'name.exists()' }],
  },
  {
    id: 'Patient.managingOrganization',
    max: '1',
    type: [{ code: 'Reference', targetProfile: [`${URL}organization`] }],
  },
]);
const COLOUR = profile('colour', 'Extension', [
  { id: 'Extension.url', min: 1, max: '1', fixedUri: `${URL}colour` },
  {
    id: 'Extension.value[x]',
    min: 1,
    max: '1',
    type: [{ code: 'code' }],
    binding: { strength: 'required', valueSet: `${URL}colours` },
  },
]);
const OBSERVATION = profile('observation', 'Observation', [
  {
    id: 'Observation.component',
    slicing: {
      discriminator: [
        { type: 'pattern', path: 'code' },
        { type: 'type', path: 'value' },
      ],
      rules: 'closed',
    },
  },
  { id: 'Observation.component:size', sliceName: 'size', min: 1 },
  { id: 'Observation.component:size.code', min: 1, patternCodeableConcept: { coding: [{ code: 'size' }] } },
  { id: 'Observation.component:size.value[x]', type: [{ code: 'Quantity' }] },
]);
const MEASURED = profile('measured', 'Observation', [
  {
    id: 'Observation.value[x]',
    max: '1',
    type: [{ code: 'integer' }],
    minValueInteger: 1,
    maxValueInteger: 10,
  },
  {
    id: 'Observation.issued',
    max: '1',
    type: [{ code: 'instant' }],
    maxValueInstant: '2020-12-31T00:00:00Z',
  },
  {
    id: 'Observation.note',
    constraint: [{ key: 'ex-2', severity: 'error', human: 'x', expression: "text.memberOf('http://x')" }],
  },
  { id: 'Observation.note.text', max: '1', type: [{ code: 'markdown' }], maxLength: 5 },
]);
const DOCUMENT = profile('document', 'Bundle', [
  {
    id: 'Bundle.entry',
    slicing: { discriminator: [{ type: 'profile', path: 'resource' }], rules: 'open' },
  },
  { id: 'Bundle.entry:patient', sliceName: 'patient', min: 1, max: '1' },
  {
    id: 'Bundle.entry:patient.resource',
    min: 1,
    max: '1',
    type: [{ code: 'Patient', profile: [`${URL}patient`] }],
  },
]);
const CARE_TEAM = profile('care-team', 'CareTeam', [
  {
    id: 'CareTeam.participant',
    slicing: { discriminator: [{ type: 'profile', path: 'member.resolve()' }], rules: 'open' },
  },
  { id: 'CareTeam.participant:lead', sliceName: 'lead', min: 1 },
]);
const DIGITS = profile('digits', 'Observation', [
  {
    id: 'Observation.value[x]',
    max: '1',
    type: [{ code: 'Quantity' }],
    constraint: [
      {
        key: 'two-places',
        severity: 'error',
        human: 'Two places',
        expression: "value.toString().matches('^[0-9]+[.][0-9][0-9]$')",
      },
    ],
  },
]);
const ORGANIZATION = profile('organization', 'Practitioner', []);
const COLOURS = {
  resourceType: 'ValueSet',
  url: `${URL}colours`,
  compose: { include: [{ system: 's', concept: [{ code: 'red' }] }] },
};
const UNLISTED = profile('unlisted', 'Patient', [
  {
    id: 'Patient.language',
    binding: { strength: 'required', valueSet: 'http://unknown' },
    max: '1',
    base: { path: '', min: 0, max: '1' },
    type: [{ code: 'code' }],
  },
]);

const file = writePackage(join(folder, 'example.tgz'), 'example', '1.0.0', [
  PATIENT,
  COLOUR,
  OBSERVATION,
  ORGANIZATION,
  COLOURS,
  UNLISTED,
  MEASURED,
  DOCUMENT,
  CARE_TEAM,
  DIGITS,
]);
const newer = writePackage(join(folder, 'newer.tgz'), 'example', '1.10.0', [
  profile('observation', 'Observation', [{ id: 'Observation.subject', min: 1 }], '1.10.0'),
]);
const ballot = writePackage(join(folder, 'ballot.tgz'), 'example', '1.10.0-ballot', [
  profile('observation', 'Observation', [{ id: 'Observation.note', min: 1 }], '1.10.0-ballot'),
]);
const validator = await openTestValidator({ packages: [file, newer, ballot] });

const mrn = { system: 'http://mrn', value: '1' };
const patient = (members: object, name = 'patient'): object => ({
  resourceType: 'Patient',
  id: 'a',
  meta: { profile: [URL + name] },
  identifier: [mrn],
  ...members,
});
const observation = (members: object, version = '|1.0.0'): object => ({
  resourceType: 'Observation',
  id: 'a',
  status: 'final',
  code: { text: 'x' },
  meta: { profile: [`${URL}observation${version}`] },
  ...members,
});
const measured = (members: object): object =>
  observation({ meta: { profile: [`${URL}measured`] }, ...members });
const document = (...resources: object[]): object => ({
  resourceType: 'Bundle',
  id: 'b',
  type: 'collection',
  meta: { profile: [`${URL}document`] },
  entry: resources.map((resource, index) => ({ fullUrl: `http://a/Patient/${index}`, resource })),
});
const careTeam = {
  resourceType: 'CareTeam',
  id: 'c',
  meta: { profile: [`${URL}care-team`] },
  participant: [{ member: { reference: 'Practitioner/1' } }],
};
const size = { code: { coding: [{ system: 's', code: 'size' }] }, valueQuantity: { value: 1 } };

/** Each error with its place, without the profile that it is from. */
const errorsOf = (resource: object): string[] =>
  (validator.check(Buffer.from(JSON.stringify(resource)), 'strict').errors ?? []).map(
    ({ location = [], diagnostics }) => `${location[0] ?? ''}: ${diagnostics.replace(/ \(from .*\)$/, '')}`,
  );

test.each<[what: string, resource: object]>([
  ['a patient', patient({})],
  ['one with more identifiers', patient({ identifier: [{ system: 'http://other' }, mrn] })],
  [
    'one with a colour',
    patient({
      extension: [
        { url: `${URL}colour`, valueCode: 'red' },
        { url: 'http://other', valueString: 'x' },
      ],
    }),
  ],
  [
    'one with more than the pattern',
    patient({ maritalStatus: { text: 'x', coding: [{ code: 'y' }, { system: 'http://m', code: 'z' }] } }),
  ],
  ['one of the narrowed type', patient({ deceasedDateTime: '2020' })],
  ['an observation', observation({ component: [size] })],
  [
    'an observation within its bounds',
    measured({ valueInteger: 10, issued: '2020-12-31T00:00:00Z', note: [{ text: '12345' }] }),
  ],
  ['a document of a patient that keeps its profile', document(patient({}), { resourceType: 'Patient' })],
  ['a care team, of whose members nothing is known', careTeam],
])('%s keeps the profile', (_what, resource) => {
  expect(errorsOf(resource)).toEqual([]);
});

test.each<[resource: object, error: string]>([
  [patient({ identifier: undefined }), 'Patient: Patient.identifier: minimum required = 1, but only found 0'],
  [
    patient({ identifier: [{ system: 'http://other' }] }),
    "Patient: Slice 'Patient.identifier:mrn': a matching slice is required, but not found",
  ],
  [
    patient({ identifier: [mrn, mrn] }),
    "Patient: Slice 'Patient.identifier:mrn': max allowed = 1, but found 2",
  ],
  [
    patient({ identifier: [{ system: 'http://mrn' }] }),
    'Patient.identifier[0]: Patient.identifier:mrn.value: minimum required = 1, but only found 0',
  ],
  [
    patient({ extension: [{ url: `${URL}colour`, valueCode: 'blue' }] }),
    `Patient.extension[0].value: The value provided ('blue') is not in the value set ${URL}colours, and a code is required from this value set`,
  ],
  [
    patient({ extension: [{ url: `${URL}colour`, valueString: 'red' }] }),
    'Patient.extension[0].value: Extension.value[x]: the type string is not allowed here',
  ],
  [
    patient({ photo: [{ contentType: 'image/png' }] }),
    'Patient: Patient.photo: max allowed = 0, but found 1',
  ],
  [
    patient({ maritalStatus: { text: 'x' } }),
    'Patient.maritalStatus: Patient.maritalStatus: the value must have what is in {"coding":[{"system":"http://m"}]}',
  ],
  [
    patient({ deceasedBoolean: true }),
    'Patient.deceased: Patient.deceased[x]: the type boolean is not allowed here',
  ],
  [
    patient({ contact: [{ organization: { reference: 'Organization/1' } }] }),
    "Patient.contact[0]: Constraint failed: ex-1: 'a name is needed'",
  ],
  [
    patient({ managingOrganization: { reference: 'Organization/1' } }),
    'Patient.managingOrganization: The reference is to Organization, but only Practitioner is allowed here',
  ],
  [
    patient({
      contained: [{ resourceType: 'Organization', id: 'o', name: 'x' }],
      managingOrganization: { reference: '#o' },
    }),
    'Patient.managingOrganization: The reference is to Organization, but only Practitioner is allowed here',
  ],
  [
    patient({ managingOrganization: { type: 'Organization', display: 'x' } }),
    "Patient.managingOrganization: The type of the reference is 'Organization', but only Practitioner is allowed here",
  ],
  [
    measured({ valueInteger: 0 }),
    "Observation.value: Observation.value[x]: the value '0' is below the least that is allowed, '1'",
  ],
  [
    measured({ valueInteger: 11 }),
    "Observation.value: Observation.value[x]: the value '11' is above the most that is allowed, '10'",
  ],
  [
    measured({ issued: '2021-01-01T00:00:00Z' }),
    "Observation.issued: Observation.issued: the value '2021-01-01T00:00:00Z' is above the most that is allowed, '2020-12-31T00:00:00Z'",
  ],
  [
    measured({ note: [{ text: '123456' }] }),
    'Observation.note[0].text: Observation.note.text: the text has 6 characters, and at most 5 are allowed',
  ],
  [
    document(patient({ identifier: undefined })),
    "Bundle: Slice 'Bundle.entry:patient': a matching slice is required, but not found",
  ],
  [
    observation({}),
    "Observation: Slice 'Observation.component:size': a matching slice is required, but not found",
  ],
  [
    observation({ component: [size, { code: { text: 'y' }, valueString: 'z' }] }),
    'Observation.component[1]: Observation.component: this is in no slice, and the slicing is closed',
  ],
  [
    {
      resourceType: 'Bundle',
      id: 'b',
      type: 'collection',
      entry: [{ fullUrl: 'http://a/Patient/a', resource: patient({ identifier: undefined }) }],
    },
    'Bundle.entry[0].resource: Patient.identifier: minimum required = 1, but only found 0',
  ],
])('%j does not keep it: %s', (resource, error) => {
  expect(errorsOf(resource)).toContain(error);
  expect(knownText(`${error.slice(error.indexOf(': ') + 2)} (from ${URL}x|1.0.0)`)).toBeDefined();
});

test('a claim without a version is of the newest that is loaded, of which a ballot comes before its release', () => {
  expect(errorsOf(observation({ component: [size] }, ''))).toEqual([
    'Observation: Observation.subject: minimum required = 1, but only found 0',
  ]);
});

test('value sets that no package lists are named', () => {
  expect(errorsOf(patient({ language: 'anything' }, 'unlisted'))).toEqual([]);
  expect(validator.unchecked().valueSets).toContain('http://unknown');
});

test.each<[what: string, bytes: Buffer, reason: string]>([
  ['no gzip', Buffer.from('text'), 'it cannot be unpacked'],
  ['a gzip of no archive', gzipSync(Buffer.alloc(1024, 'x')), 'A header of the archive is damaged.'],
  [
    'an archive without package.json',
    gzipSync(tarArchive([['other', '{}']])),
    'it has no package/package.json',
  ],
])('a file that is %s is no package', async (what, bytes, reason) => {
  const path = join(folder, `${what}.tgz`);
  writeFileSync(path, bytes);
  await expect(openTestValidator({ packages: [path] })).rejects.toThrow(PackageError);
  await expect(openTestValidator({ packages: [path] })).rejects.toThrow(reason);
});

test('a package that is not there is named', async () => {
  await expect(openTestValidator({ packages: ['nowhere.tgz'] })).rejects.toThrow(
    'nowhere.tgz is no FHIR package: there is no such file',
  );
});

test('what cannot be checked of the profiles met is told, with the reason', () => {
  errorsOf(measured({}));
  errorsOf(careTeam);
  expect(validator.unchecked().rules).toEqual([
    'the invariant ex-2 of Observation.note: the function memberOf is not supported',
    `the slices of CareTeam.participant in ${URL}care-team: the profile of what is referred to`,
  ]);
});

test.each([
  ['7.50', true],
  ['0.10', true],
  ['7.5', false],
  ['7.500', false],
  ['750e-2', false],
])('a rule sees the digits of a decimal as they are written: %s', (digits, isKept) => {
  const of = (contained: string): Buffer =>
    Buffer.from(
      `{"resourceType":"Observation","id":"a","meta":{"profile":["${URL}digits"]},"status":"final","code":{"text":"x"}${contained},"valueQuantity":{"value":${digits}}}`,
    );
  const errorsOf = (line: Buffer): readonly unknown[] => validator.check(line, 'strict').errors ?? [];
  expect(errorsOf(of('')).length).toBe(isKept ? 0 : 1);
  // Elsewhere on the line numbers have digits of their own.
  expect(errorsOf(of(',"component":[{"code":{"text":"y"},"valueQuantity":{"value":1.234}}]')).length).toBe(
    isKept ? 0 : 1,
  );
});
