import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Digest } from '../../../../lib/results/summary/digest.ts';
import {
  addLine,
  emptyDigest,
  issuesOf,
  mergeDigest,
  MOST_ISSUES,
} from '../../../../lib/results/summary/digest.ts';
import type { IssueKey } from '../../../../lib/results/summary/issue-key.ts';

const key = (path: string, textHash: string | null = null): IssueKey => ({
  code: 'processing',
  path,
  text: textHash === null ? 'known' : null,
  textHash,
});
const line = fc.array(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.option(fc.constantFrom('1', '2')))
    .map(([path, hash]) => key(path, hash)),
  { minLength: 1, maxLength: 4 },
);
const digestOf = (lines: readonly IssueKey[][]): Digest => {
  const digest = emptyDigest();
  for (const [index, keys] of lines.entries()) addLine(digest, keys, `f:${index + 1}`);
  return digest;
};
const totals = (digest: Digest) =>
  Object.fromEntries([...digest.issues].map(([name, { lines }]) => [name, lines]));

describe('a digest', () => {
  test('has the same totals in whatever order lines come, and in however many parts', () => {
    fc.assert(
      fc.property(
        fc
          .array(line)
          .chain((lines) =>
            fc.tuple(
              fc.constant(lines),
              fc.shuffledSubarray(lines, { minLength: lines.length }),
              fc.nat(lines.length),
            ),
          ),
        ([lines, shuffled, cut]) => {
          const parts = digestOf(shuffled.slice(0, cut));
          mergeDigest(parts, digestOf(shuffled.slice(cut)));
          expect(totals(parts)).toEqual(totals(digestOf(lines)));
        },
      ),
    );
  });

  test('counts a line once for each kind, and samples the first three', () => {
    const digest = digestOf([[key('a'), key('a')], [key('a')], [key('a'), key('b')], [key('a')]]);
    expect(issuesOf(digest)).toEqual([
      { ...key('a'), lines: 4, samples: ['f:1', 'f:2', 'f:3'] },
      { ...key('b'), lines: 1, samples: ['f:3'] },
    ]);
  });

  test('is bounded, loses no line, and keeps room for known texts when unknown ones flood it', () => {
    const flood = Array.from({ length: 3 * MOST_ISSUES }, (_, index) => [key('a', String(index))]);
    const digest = digestOf([...flood, [key('known one')]]);
    const told = issuesOf(digest).reduce((sum, { lines }) => sum + lines, 0);
    expect(digest.issues.size).toBeLessThanOrEqual(MOST_ISSUES);
    expect(told + digest.otherLines).toBe(flood.length + 1);
    expect(issuesOf(digest).map(({ path }) => path)).toContain('known one');
  });
});
