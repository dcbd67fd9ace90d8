import { expect, test } from '@jest/globals';
import { loadR4 } from '../../fhir/r4/load-r4.ts';
import { r4Folder } from '../../fhir/r4-folder.ts';
import { isPlain } from './bytes/is-plain.ts';
import { SEED } from '../support/seed.ts';
import { resourceMaker } from './made-resources.ts';

const r4 = loadR4(await r4Folder());
const TYPES = Object.entries(r4.model().types)
  .filter(([, { isResource }]) => isResource)
  .map(([name]) => name);

const make = resourceMaker(r4.model(), SEED);
const made = TYPES.flatMap((type) => Array.from({ length: 4 }, () => make(type)));

test('of every resource type, what is made by the model is right by both passes', () => {
  expect(TYPES.length).toBeGreaterThan(140);
  expect(made.filter((each) => r4.explain(each).length > 0)).toEqual([]);
  // Of 240,000 five, all of them large Contracts, took the closer look.
  expect(made.filter((each) => !isPlain(r4.judge, each)).length).toBeLessThan(5);
});

test('of every resource type, a member that is not known is refused by both passes', () => {
  const wrong = made.map((each) => ({ ...each, unknown: 1 }));
  expect(wrong.filter((each) => isPlain(r4.judge, each) || r4.explain(each).length === 0)).toEqual([]);
});
