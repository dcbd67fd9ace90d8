import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineBase } from '../../../../lib/results/read/line-base.ts';
import { lineSet } from '../../../../lib/results/read/line-set.ts';
import type { ListedLines } from '../../../../lib/results/read/listed-lines.ts';

const listed = (numbers: readonly number[], unclear = 0): ListedLines => {
  const all = lineSet();
  for (const number of numbers) all.add(number);
  return { all, failed: lineSet(), serverErrors: lineSet(), unclear };
};

/** A file by its lines: true where one is not blank. */
const file = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 20 })
  .map((lines) => lines.flatMap((isLine, position) => (isLine ? [position] : [])))
  .filter((positions) => positions.length > 0);
const base = fc.constantFrom<0 | 1>(0, 1);

const inputOf = (positions: readonly number[]) => ({
  count: positions.length,
  first: positions[0] ?? -1,
  last: positions.at(-1) ?? -1,
});

describe('the number of the first line', () => {
  test('is found out where each line is listed once, blank lines being counted', () => {
    fc.assert(
      fc.property(file, base, (positions, from) => {
        const numbers = positions.map((position) => position + from);
        expect(lineBase(listed(numbers), inputOf(positions))).toBe(from);
      }),
    );
  });

  test('is not told where a line is listed nowhere, or one that the file does not have', () => {
    fc.assert(
      fc.property(file, base, fc.nat(), (positions, from, pick) => {
        const numbers = positions.map((position) => position + from);
        const without = numbers.filter((_, index) => index !== pick % numbers.length);
        expect(lineBase(listed(without), inputOf(positions))).toBeUndefined();
        const beyond = [...numbers, Math.max(...numbers) + 1];
        expect(lineBase(listed(beyond), inputOf(positions))).toBeUndefined();
        expect(lineBase(listed(numbers, 1), inputOf(positions))).toBeUndefined();
      }),
    );
  });

  test('is neither more than one nor less than zero', () => {
    expect(lineBase(listed([2, 3]), { count: 2, first: 0, last: 1 })).toBeUndefined();
    expect(lineBase(listed([0, 1]), { count: 2, first: 1, last: 2 })).toBeUndefined();
  });
});
