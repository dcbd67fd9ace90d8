import { expect, test } from '@jest/globals';
import { earlierLines } from '../../../cli/validate/earlier-lines.ts';
import { fingerprint } from '../../../lib/results/summary/fingerprint.ts';

test('of each resource the first line is known, however many there are', () => {
  const earlier = earlierLines();
  const COUNT = 100_000;
  const prints = Array.from({ length: COUNT }, (_, at) => fingerprint(`Patient/${at}`));
  expect(prints.filter((print, at) => earlier(print, at + 1) !== undefined)).toEqual([]);
  expect(prints.filter((print, at) => earlier(print, COUNT + at) !== at + 1)).toEqual([]);
});

test('a fingerprint of 0 is one like any other', () => {
  const earlier = earlierLines();
  expect([earlier(0, 5), earlier(0, 6)]).toEqual([undefined, 5]);
});
