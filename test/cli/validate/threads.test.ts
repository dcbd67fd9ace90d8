import { expect, test } from '@jest/globals';
import { threadsFor } from '../../../cli/validate/validate-input.ts';

const MB = 1024 * 1024;

test('input is judged in one thread until there is enough of it for two, then in as many as are worthwhile', () => {
  const of = (megabytes: number): number => threadsFor(megabytes * MB, 'structure-only', 4);
  expect([0, 63, 127, 128, 200, 10_000].map(of)).toEqual([1, 1, 1, 2, 3, 4]);
});

test('strict takes longer over each byte, so less is enough for two threads', () => {
  expect([63, 64].map((megabytes) => threadsFor(megabytes * MB, 'strict', 4))).toEqual([1, 2]);
});

test('no more threads than cores, and than eight', () => {
  expect([1, 2, 64].map((cores) => threadsFor(10_000 * MB, 'structure-only', cores))).toEqual([1, 2, 8]);
});
