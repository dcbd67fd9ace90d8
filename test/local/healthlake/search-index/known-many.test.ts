import { expect, test } from '@jest/globals';
import { knownMany } from '../../../../local/healthlake/search-index/known-many.ts';

test('what is many is known, until rows have gone', () => {
  const many = knownMany();
  many.add('status final');
  expect(many.has('status final')).toBe(true);
  expect(many.has('status amended')).toBe(false);
  many.clear();
  expect(many.has('status final')).toBe(false);
});

test('a thousand are known, however many are asked for: the first goes first', () => {
  const many = knownMany();
  for (let at = 0; at <= 1_000; at++) many.add(String(at));
  expect([0, 1, 1_000].map((at) => many.has(String(at)))).toEqual([false, true, true]);
});
