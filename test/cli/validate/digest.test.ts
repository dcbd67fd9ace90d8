import { expect, test } from '@jest/globals';
import { digestBuilder } from '../../../cli/validate/digest.ts';
import type { JudgedLine } from '../../../cli/validate/judge-file.ts';
import { reportLines } from '../../../cli/validate/report.ts';
import { information, processingError, warning } from '../../../local/fhir/issue.ts';

const refused = (line: number, ...issues: JudgedLine['issues']): JudgedLine => ({
  line,
  isRefused: true,
  issues,
});
const right = (line: number, identity: string, ...issues: JudgedLine['issues']): JudgedLine => ({
  line,
  isRefused: false,
  identity,
  issues,
});

test('issues that differ in values and indexes alone are counted together, by lines', () => {
  const builder = digestBuilder();
  const birthDate = (value: string): JudgedLine['issues'][number] =>
    processingError(`Not a valid date (a date): found '${value}'`, 'Patient.birthDate');
  const given = (index: number): JudgedLine['issues'][number] =>
    processingError('This property must not be null', `Patient.name[${index}].given[0]`);
  builder.add('a', refused(1, birthDate('x'), given(0), given(1)));
  builder.add('b', refused(7, birthDate('Smith')));
  builder.add('b', refused(8, given(3)));
  const { issues } = builder.digest();
  expect(issues).toEqual([
    {
      severity: 'error',
      location: 'Patient.birthDate',
      diagnostics: "Not a valid date (a date): found '...'",
      lines: 2,
      first: { file: 'a', line: 1 },
    },
    {
      severity: 'error',
      location: 'Patient.name.given',
      diagnostics: 'This property must not be null',
      lines: 2,
      first: { file: 'a', line: 1 },
    },
  ]);
});

test.each([
  ["Value 'a_b' at 'resourceId' failed", "Value '...' at 'resourceId' failed"],
  ["Unrecognised property '@nmae'", "Unrecognised property '@nmae'"],
  ["Unsupported resource type 'Patientt'", "Unsupported resource type 'Patientt'"],
  ["None of the codings provided ('a#b', 'c#d') is", "None of the codings provided ('...') is"],
  ['no value (character 12 of the line)', 'no value (somewhere in the line)'],
])('%s is shown as %s', (diagnostics, shown) => {
  const builder = digestBuilder();
  builder.add('a', refused(1, processingError(diagnostics)));
  expect(builder.digest().issues[0]?.diagnostics).toBe(shown);
});

test('a type and id that were there before are duplicates, in any file', () => {
  const builder = digestBuilder();
  builder.add('a', right(1, 'Patient/1'));
  builder.add('a', right(2, 'Group/1'));
  builder.add('b', right(5, 'Patient/1'));
  builder.add('b', right(6, 'Patient/1'));
  expect(builder.digest().duplicates).toEqual({
    lines: 2,
    first: { line: { file: 'b', line: 5 }, earlier: { file: 'a', line: 1 } },
  });
});

test('people are told counts, reasons, what else to know, and whose verdict it is', () => {
  const builder = digestBuilder();
  builder.begin('empty.ndjson');
  builder.add('a.ndjson', right(1, 'Bundle/1', warning('A Bundle is one resource', 'Bundle')));
  builder.add('a.ndjson', right(2, 'Bundle/1'));
  builder.add('a.ndjson', refused(3, processingError('Invalid JSON'), information('it breaks off')));
  expect(reportLines(builder.digest(), 'strict')).toEqual([
    'file          lines  right  refused',
    'empty.ndjson      0      0        0',
    'a.ndjson          3      2        1',
    '',
    '3 lines in 2 files: 2 right, 1 refused.',
    '',
    'Why lines are refused:',
    '  1 x Invalid JSON',
    '      first at a.ndjson:3',
    '',
    'What else to know:',
    '  1 x Bundle: A Bundle is one resource',
    '      first at a.ndjson:1',
    '  1 x it breaks off',
    '      first at a.ndjson:3',
    '',
    '1 line with the type and id of an earlier one (first: a.ndjson:2, earlier a.ndjson:1): the later becomes a new version of the same resource.',
    '',
    "This is Inlet's reading of HealthLake's rules at level strict; HealthLake itself was not asked.",
  ]);
});
