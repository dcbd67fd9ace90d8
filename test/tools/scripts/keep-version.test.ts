import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { KEPT_VERSIONS } from '../../support/kept-version.ts';

test('a version that is kept takes three megabytes at most', () => {
  const names = readdirSync(KEPT_VERSIONS);
  expect(names.length).toBeGreaterThan(1);
  expect(names.filter((name) => statSync(join(KEPT_VERSIONS, name)).size > 3_000_000)).toEqual([]);
});
