import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkFirstLines } from '../../../fhir/ndjson/first-lines.ts';

const patient = (id: unknown = 'p'): string => JSON.stringify({ resourceType: 'Patient', id });

describe('the first lines of a file', () => {
  test.each([
    ['{', 'not-json'],
    ['[]', 'not-an-object'],
    ['"text"', 'not-an-object'],
    ['{"id":"p"}', 'no-resource-type'],
    ['{"resourceType":"Pateint","id":"p"}', 'unknown-resource-type'],
    ['{"resourceType":"Patient"}', 'no-id'],
    [patient('not valid'), 'invalid-id'],
    [patient('x'.repeat(65)), 'invalid-id'],
    [patient(7), 'invalid-id'],
    [`\uFEFF${patient()}`, 'byte-order-mark'],
  ])('%s is told as %s', (line, problem) => {
    expect(checkFirstLines(`${patient()}\n${line}\n`, true, 5)).toEqual({
      lines: 2,
      problems: [{ line: 2, problem }],
    });
  });

  test('that is cut off where the sample ends is not judged, and the last one of a whole file is', () => {
    expect(checkFirstLines(`${patient()}\n{"resource`, false, 5)).toEqual({ lines: 1, problems: [] });
    expect(checkFirstLines(`${patient()}\n{"resource`, true, 5).problems).toHaveLength(1);
  });

  test('that are empty do not count, but their numbers stay those of the file', () => {
    expect(checkFirstLines(`\n\r\n${patient()}\n{\n`, true, 5)).toEqual({
      lines: 2,
      problems: [{ line: 4, problem: 'not-json' }],
    });
  });

  test('are told where the first is longer than the sample', () => {
    expect(checkFirstLines('{"resourceType":"Patient"', false, 5).problems).toEqual([
      { line: 1, problem: 'longer-than-sample' },
    ]);
  });

  test('are no more than asked for, and good ones have no problem, whatever their number', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.integer({ min: 1, max: 8 }), fc.boolean(), (count, most, ends) => {
        const text = Array.from({ length: count + 1 }, (_, index) => patient(`p-${index}`)).join('\n');
        expect(checkFirstLines(`${text}${ends ? '\n' : ''}`, true, most)).toEqual({
          lines: Math.min(count + 1, most),
          problems: [],
        });
      }),
    );
  });
});
