import { test } from '@jest/globals';
import { ALL, expectUpgrade } from '../support/upgrade.ts';

test.each(ALL)('a stage whose function %s is the first that is upgraded', (first) =>
  expectUpgrade([[], [first], ALL.filter((name) => name !== first), ALL]),
);

test('a deployment that stops half-way for twenty minutes, with a start-imports that knows no batches, forgets no file', () =>
  expectUpgrade([[], ['recordArrivals'], ALL], 20 * 60));
