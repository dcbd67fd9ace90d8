import { expect, test } from '@jest/globals';
import type { DigestBuilder } from '../../../cli/validate/digest.ts';
import { digestBuilder } from '../../../cli/validate/digest.ts';
import { reportLines } from '../../../cli/validate/report.ts';
import type { Issue } from '../../../fhir/messages/issue.ts';
import { information, processingError, warning } from '../../../fhir/messages/issue.ts';
import type { ValidatedRange } from '../../../fhir/validate/validate-range.ts';
import { NO_LINES } from '../../../fhir/validate/validate-range.ts';
import { openValidator } from '../../../fhir/validate/open-validator.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';
import { typeNumber } from '../../../fhir/r4/resource-types.ts';

/** A line with its verdict, by its number in its range. */
type Line = Pick<ValidatedRange, 'failures' | 'warnings'> & {
  resource?: [type: string, id: string];
  line: number;
};

const refused = (line: number, ...issues: Issue[]): Line => ({
  line,
  failures: [{ line, issues }],
  warnings: [],
});
const right = (line: number, identity: string, ...issues: Issue[]): Line => ({
  line,
  failures: [],
  warnings: issues.length > 0 ? [{ line, issues }] : [],
  resource: identity.split('/') as [string, string],
});

/** The range that such lines are in. */
function range(...lines: Line[]): ValidatedRange {
  const resources = lines.flatMap(({ resource, line }) => (resource ? [{ resource, line }] : []));
  return {
    ...NO_LINES,
    failures: lines.flatMap(({ failures }) => failures),
    warnings: lines.flatMap(({ warnings }) => warnings),
    places: Uint32Array.from(
      resources.flatMap(({ resource: [type], line }) => [0, 0, typeNumber(type) ?? -1, line, 0]),
    ),
    ids: resources.map(({ resource: [, id] }) => id).join('\n'),
    lines: Math.max(0, ...lines.map(({ line }) => line)),
    scanned: lines.length,
  };
}

const [A, B] = [{ name: 'a' }, { name: 'b' }];
const shownOf = (builder: DigestBuilder): string[] =>
  builder.digest().issues.map(({ diagnostics }) => diagnostics);

test('issues that differ in values and indexes alone are counted together, by lines', () => {
  const builder = digestBuilder();
  const birthDate = (value: string): Issue =>
    processingError(`Not a valid date (a date): found '${value}'`, 'Patient.birthDate');
  const given = (index: number): Issue =>
    processingError('This property must not be null', `Patient.name[${index}].given[0]`);
  builder.add(A, range(refused(1, birthDate('x'), given(0), given(1))));
  builder.add(B, range(refused(7, birthDate('Smith'))));
  builder.add(B, range(refused(8, given(3))));
  const { issues } = builder.digest();
  expect(issues).toEqual([
    {
      severity: 'error',
      fate: 'refused',
      location: 'Patient.birthDate',
      diagnostics: "Not a valid date (a date): found '...'",
      lines: 2,
      first: { file: 'a', line: 1 },
    },
    {
      severity: 'error',
      fate: 'refused',
      location: 'Patient.name.given',
      diagnostics: 'This property must not be null',
      lines: 2,
      first: { file: 'a', line: 1 },
    },
  ]);
});

test.each([
  ["Unrecognised property '@nmae'", "Unrecognised property '@nmae'"],
  [
    "Profile reference 'http://a/b|1' has not been checked because it is unknown",
    "Profile reference 'http://a/b|1' has not been checked because it is unknown",
  ],
  ["Unsupported resource type 'Patientt'", "Unsupported resource type 'Patientt'"],
  ["Constraint failed: obs-6: 'it is as it should be'", "Constraint failed: obs-6: 'it is as it should be'"],
  ['no value (character 12 of the line)', 'no value (somewhere in the line)'],
])('%s is shown as %s', (diagnostics, shown) => {
  const builder = digestBuilder();
  builder.add(A, range(refused(1, processingError(diagnostics))));
  expect(shownOf(builder)).toEqual([shown]);
});

/** A value that is quoted with quotes of its own, as names of people have them. */
const VALUE = "O'Brien' at 'Hill (x): 'y";

test.each([
  [{ resourceType: VALUE }, 'Member must satisfy regular expression pattern: [A-Za-z]{1,256}'],
  [{ id: VALUE }, "at 'resourceId' failed to satisfy constraint"],
  [{ id: VALUE.repeat(4) }, 'Member must have length less than or equal to 64'],
  [{ gender: VALUE }, 'The value provided'],
  [{ birthDate: VALUE }, 'Not a valid date (a date: YYYY'],
  [{ managingOrganization: { reference: VALUE } }, 'Type/id, Type?criteria'],
  [{ managingOrganization: { type: VALUE } }, 'The type of the reference is'],
  [{ managingOrganization: { reference: 'Organization/1', type: VALUE } }, 'its type is given as'],
  [{ maritalStatus: { id: VALUE } }, 'without white space'],
])('of %j no value is shown, whatever quotes it has', async (members, shown) => {
  const validator = openValidator({ r4Folder: await r4Folder(), packages: [], unknownProfiles: 'refuse' });
  const line = Buffer.from(JSON.stringify({ resourceType: 'Patient', id: 'a', ...members }));
  const builder = digestBuilder();
  builder.add(A, range(refused(1, ...(validator.check(line, 'structure-only').errors ?? []))));
  expect(shownOf(builder).join()).toContain(shown);
  expect(shownOf(builder).join()).not.toMatch(/Brien|Hill|y'/);
});

test('a text that no rule words is shown without what is quoted', () => {
  const builder = digestBuilder();
  builder.add(A, range(refused(1, processingError("It is 'a', and 'b' was meant"))));
  expect(shownOf(builder)).toEqual(["It is '...' was meant"]);
});

test('a type and id that were there before are duplicates, in any file', () => {
  const builder = digestBuilder();
  builder.add(A, range(right(1, 'Patient/1')));
  builder.add(A, range(right(2, 'Group/1')));
  builder.add(B, range(right(5, 'Patient/1')));
  builder.add(B, range(right(6, 'Patient/1')));
  expect(builder.digest().duplicates).toEqual({
    lines: 2,
    first: { line: { file: 'b', line: 5 }, earlier: { file: 'a', line: 1 } },
  });
});

test('lines are numbered on from range to range of a file, blank ones counted', () => {
  const builder = digestBuilder();
  builder.add(A, range(right(1, 'Patient/1'), right(4, 'Patient/2')));
  expect(builder.add(A, range(refused(2, processingError('x')), right(3, 'Patient/2')))).toMatchObject([
    { line: 6, fate: 'refused' },
  ]);
  builder.add(B, range(right(1, 'Patient/1')));
  expect(builder.digest()).toMatchObject({
    files: [
      { file: 'a', lines: 4, right: 3, refused: 1 },
      { file: 'b', lines: 1, right: 1, refused: 0 },
    ],
    issues: [{ first: { file: 'a', line: 6 } }],
    duplicates: { lines: 2, first: { line: { file: 'a', line: 7 }, earlier: { file: 'a', line: 4 } } },
  });
});

test('what is known beyond an error is told with it', () => {
  const builder = digestBuilder();
  builder.add(A, range(refused(1, processingError('Invalid JSON'), information('it breaks off'))));
  builder.add(A, range(refused(1, processingError('Invalid JSON'))));
  expect(shownOf(builder)).toEqual(['Invalid JSON: it breaks off', 'Invalid JSON']);
});

test('under minimal, what searches may miss is told and not refused', () => {
  const builder = digestBuilder();
  const issues = [processingError('Not a date', 'Patient.birthDate')];
  const marked = new Map([[1, { body: new Uint8Array(0), issues }]]);
  builder.add(A, { ...range(right(1, 'Patient/1'), right(2, 'Patient/2')), marked });
  expect(reportLines(builder.digest(), { ...CONTEXT, level: 'minimal' })).toEqual(
    expect.arrayContaining([
      '2 lines in 1 file: 2 right, 0 refused.',
      'Why searches may miss lines that are stored:',
      '  1 x Patient.birthDate: Not a date',
      '      first at a:2',
    ]),
  );
});

const CONTEXT = {
  level: 'strict',
  passedOver: [],
  unpacked: [],
  rejectedNames: [],
  hasPackages: false,
  unchecked: { valueSets: [], rules: [], profiles: [] },
  interrupted: false,
};

test('people are told counts, reasons, what else to know, and whose verdict it is', () => {
  const builder = digestBuilder();
  builder.add({ name: 'empty.ndjson' }, NO_LINES);
  builder.add(
    { name: 'a.ndjson' },
    range(
      right(1, 'Bundle/1', warning('A Bundle is one resource', 'Bundle')),
      right(2, 'Bundle/1'),
      refused(3, processingError("Profile reference 'http://p' has not been checked because it is unknown")),
    ),
  );
  const context = {
    level: 'strict',
    passedOver: ['a.json'],
    unpacked: [],
    rejectedNames: [],
    hasPackages: true,
    unchecked: {
      valueSets: ['http://v'],
      rules: ['the invariant x-1 of X: y'],
      profiles: ['http://d|1.0.0'],
    },
    interrupted: true,
  };
  expect(reportLines(builder.digest(), context)).toEqual([
    'file          lines  right  refused',
    'empty.ndjson      0      0        0',
    'a.ndjson          3      2        1',
    '',
    '3 lines in 2 files: 2 right, 1 refused.',
    '',
    'Why lines are refused:',
    "  1 x Profile reference 'http://p' has not been checked because it is unknown",
    '      first at a.ndjson:3',
    '',
    'What else to know:',
    '  1 x Bundle: A Bundle is one resource',
    '      first at a.ndjson:1',
    '',
    '1 line with the type and id of an earlier one (first: a.ndjson:2, earlier a.ndjson:1): the later becomes a new version of the same resource.',
    '',
    'Without a resource:',
    '  empty.ndjson',
    '',
    'Passed over, for an import reads .ndjson files only:',
    '  a.json',
    '',
    'Not checked, for no package lists all their codes:',
    '  http://v',
    '',
    'Not checked of profiles:',
    '  the invariant x-1 of X: y',
    '',
    'Profiles that cannot be applied, for the package has no snapshot of them (the publisher of the guide, or SUSHI with --snapshot, makes it):',
    '  http://d|1.0.0',
    '',
    'A profile is known from its FHIR package (--package <file>.tgz); --unknown-profiles ignore passes over claims of others, and --profile-versions latest-loaded takes the newest version that is loaded.',
    '',
    'Interrupted: not all lines were judged.',
    '',
    "This is Inlet's reading of HealthLake's rules at level strict; HealthLake itself was not asked.",
  ]);
});

test('of very many files those with refused lines are shown', () => {
  const builder = digestBuilder();
  for (let number = 0; number < 60; number++)
    builder.add(
      { name: `${number}` },
      range(number === 7 ? refused(1, processingError('x')) : right(1, `Patient/${number}`)),
    );
  expect(reportLines(builder.digest(), CONTEXT).slice(0, 5)).toEqual([
    'file  lines  right  refused',
    '7         1      0        1',
    'and 59 other files, all right',
    '',
    '60 lines in 60 files: 59 right, 1 refused.',
  ]);
});
