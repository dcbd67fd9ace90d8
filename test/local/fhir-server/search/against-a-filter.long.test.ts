import { expect, test } from '@jest/globals';
import { searchesAgainstFilter } from './filtered-searches.ts';

test('each of many searches finds what a plain filter leaves', async () => {
  const sizes = await searchesAgainstFilter(300);
  // Few and many, and none.
  expect(sizes.filter((size) => size === 0).length).toBeGreaterThan(10);
  expect(sizes.filter((size) => size > 0 && size < 100).length).toBeGreaterThan(40);
  expect(sizes.filter((size) => size > 2_000).length).toBeGreaterThan(10);
}, 900_000);
