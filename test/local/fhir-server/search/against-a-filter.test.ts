import { expect, test } from '@jest/globals';
import { searchesAgainstFilter } from './filtered-searches.ts';

test('a search finds what a plain filter leaves', async () => {
  const sizes = await searchesAgainstFilter(20);
  expect(sizes.some((size) => size > 0 && size < 100)).toBe(true);
}, 120_000);
