import { expect, test } from '@jest/globals';
import type { Verdict } from '../../../fhir/validate/validate.ts';
import { openTestValidator } from '../../support/open-test-validator.ts';

const validator = await openTestValidator();

const check = (line: string | Buffer): Verdict => validator.check(Buffer.from(line), 'structure-only');

const patient = (members: object): string => JSON.stringify({ resourceType: 'Patient', id: 'a', ...members });

/** Where a line is wrong, and how. */
const wrongs = (line: string | Buffer): (string | undefined)[][] =>
  (check(line).errors ?? [])
    .filter(({ severity }) => severity === 'error')
    .map(({ location, diagnostics }) => [location?.[0], diagnostics]);

test('a path that leads very deep is shown by its begin and its end', () => {
  const nested = (depth: number): object =>
    depth === 0 ? { url: 1 } : { url: 'x', extension: [nested(depth - 1)] };
  const line = JSON.stringify({ resourceType: 'Patient', id: 'a', extension: [nested(150)] });
  const { errors = [] } = validator.check(Buffer.from(line), 'structure-only');
  const [first = ''] = errors.flatMap(({ location = [] }) => location);
  expect(first).toMatch(/^Patient\.extension\[0\]\..*\.\.\..*\.extension\[0\]\.url$/);
  expect(first.length).toBeLessThan(250);
  const missing = JSON.stringify({ resourceType: 'Patient', id: 'a', extension: [nested(150)] }).replace(
    '"url":1',
    '"id":"x","valueCode":"a"',
  );
  const texts = (validator.check(Buffer.from(missing), 'structure-only').errors ?? []).map(
    ({ diagnostics }) => diagnostics,
  );
  expect(texts.filter((text) => text.length > 400)).toEqual([]);
  expect(texts).toContainEqual(expect.stringMatching(/\.url: minimum required = 1, but only found 0$/));
});

test('all that is wrong with a line is told, each with its place', () => {
  const line = patient({
    foo: 1,
    gender: 'x',
    birthDate: '2020-02-30',
    name: [{ given: ['a', null] }],
    contact: [{}],
    communication: [{ preferred: true }],
    generalPractitioner: [{ reference: 'Patient/1' }],
    multipleBirthInteger: 1,
    multipleBirthBoolean: true,
    text: { status: 'generated', div: '<div>x</div>' },
  });
  expect(wrongs(line)).toEqual([
    ['Patient', "Unrecognised property '@foo'"],
    [
      'Patient.gender',
      "The value provided ('x') is not in the value set http://hl7.org/fhir/ValueSet/administrative-gender, and a code is required from this value set",
    ],
    [
      'Patient.birthDate',
      "Not a valid date (a date: YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists): found '2020-02-30'",
    ],
    ['Patient.name[0].given[1]', 'This property must not be null: it needs a value or an extension'],
    ['Patient.contact[0]', 'Element must have some content'],
    ['Patient.communication[0]', 'Patient.communication.language: minimum required = 1, but only found 0'],
    [
      'Patient.generalPractitioner[0]',
      'The reference is to Patient, but only Organization, Practitioner, PractitionerRole is allowed here',
    ],
    ['Patient.text.div', 'The narrative is not valid XHTML for FHIR: the root element has no namespace'],
    ['Patient', 'Patient.multipleBirth[x]: max allowed = 1, but found 2'],
  ]);
});

test('a line has no more than a hundred errors', () => {
  expect(check(patient({ name: Array.from({ length: 5000 }, () => ({})) })).errors).toHaveLength(100);
});

test.each<[line: string | Buffer, diagnostics: string]>([
  ['{"resourceType":"Patient","id":"a"', 'Invalid JSON found in input file'],
  ['[]', 'Invalid JSON found in input file'],
  [Buffer.from([0x22, 0xff, 0x22]), 'Invalid JSON found in input file'],
  ['{"resourceType":"Patient","id":"a","__proto__":{"x":1}}', "Unrecognised property '@__proto__'"],
  [
    '{"resourceType":"Patient","id":"a","gender":"male","gender":"female"}',
    "Duplicated property name: '@gender'",
  ],
  [
    '{"resourceType":"Patient","id":"a","name":[{"family":"\\ud800"}]}',
    'A text has half of a surrogate pair, which is no character',
  ],
  [
    '{"resourceType":"Patient","id":"a","multipleBirthInteger":1.0}',
    'A number of type integer has no fraction and no exponent, not even .0',
  ],
  [
    '{"resourceType":"Patient","id":"a","multipleBirthInteger":1e0}',
    'A number of type integer has no fraction and no exponent, not even .0',
  ],
  [
    `{"resourceType":"Patient","id":"a","extension":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
    'This property must be an Object, not an Array',
  ],
  [
    `{"resourceType":"Patient","id":"a","multipleBirthInteger":1.0,"extension":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
    'The resource is nested too deeply',
  ],
  [
    `{"resourceType":"Patient","id":"a","extension":${'[{"url":"x","extension":'.repeat(300)}[]${'}]'.repeat(300)}}`,
    'Elements are nested more than 200 levels deep',
  ],
  ['{"resourceType":"Patient","id":"a","contained":[{"resourceType":"Foo"}]}', "Unknown resource type 'Foo'"],
])('%.60j is refused', (line, diagnostics) => {
  expect(wrongs(line).map(([, text]) => text)).toEqual([diagnostics]);
});

test.each([
  '{"resourceType":"Patient","id":"a","name":[{"family":"\\ud83d\\ude00"}]}',
  '{"resourceType":"Observation","id":"a","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.0}}',
  '{"resourceType":"Patient","id":"a","multipleBirthInteger":2,"extension":[{"url":"x","valueDecimal":2.0}]}',
  '{"resourceType":"Patient","id":"a","name":[{"family":":\\":x"}],"_birthDate":{"extension":[{"url":"x","valueString":":x"}]}}',
  '{"id":"a","resourceType":"Binary","contentType":"text/plain","data":"YQ=="}',
])('%s is taken', (line) => {
  expect(check(line)).toMatchObject({ id: 'a', warnings: [] });
});

test('what is stored but works otherwise than one may think is warned of', () => {
  const conditional =
    'Conditional references (Type?criteria) are stored as they are: an import resolves none';
  const bundle = 'A Bundle is stored as one resource: its entries are not imported one by one';
  const warnings = (line: string): unknown => {
    const verdict = check(line);
    return verdict.errors ?? verdict.warnings.map(({ severity, diagnostics }) => [severity, diagnostics]);
  };
  expect(warnings(patient({ generalPractitioner: [{ reference: 'Practitioner?identifier=a|1' }] }))).toEqual([
    ['warning', conditional],
  ]);
  expect(
    warnings(patient({ name: [{ given: [null], _given: [{ extension: [{ url: 'x', valueCode: 'y' }] }] }] })),
  ).toEqual([]);
  expect(
    warnings(
      '{"resourceType":"Bundle","id":"a","type":"collection","entry":[{"resource":{"resourceType":"Patient"}}]}',
    ),
  ).toEqual([['warning', bundle]]);
});

test('the entries of a Bundle are checked, and need no id', () => {
  const bundle = {
    resourceType: 'Bundle',
    id: 'b',
    type: 'collection',
    entry: [{ resource: { resourceType: 'Patient', active: 1 } }],
  };
  expect(wrongs(JSON.stringify(bundle))).toEqual([
    ['Bundle.entry[0].resource.active', 'The property must be a JSON boolean for type boolean, not a number'],
  ]);
});
