import { expect, test } from '@jest/globals';
import type { RangeLine } from '../../../fhir/ndjson/file-range.ts';
import { validateRange } from '../../../fhir/validate/validate-range.ts';
import { openTestValidator } from '../../support/open-test-validator.ts';

test('a line of spaces and tabs is blank, and counts as a line only', async () => {
  const texts = [' \t', '', '{'];
  const memory = Buffer.from(texts.join('\n'));
  const lines: RangeLine[] = [
    { start: 0, end: 2, isTooLong: false, position: 3 },
    { start: 3, end: 3, isTooLong: false, position: 4 },
    { start: 4, end: 5, isTooLong: false, position: 5 },
  ];
  const range = validateRange({ memory, lines }, await openTestValidator(), 'structure-only');
  expect(range).toMatchObject({ lines: 3, scanned: 1, position: 5 });
  expect(range.failures.map(({ line }) => line)).toEqual([3]);
});
