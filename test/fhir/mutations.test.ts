import { expect, test } from '@jest/globals';
import { openTestValidator } from '../support/open-test-validator.ts';
import { MUTATIONS, mutated, NOT_CAUGHT } from './mutations.ts';
import { RIGHT_RESOURCES } from './right-resources.ts';

const validator = await openTestValidator();

/** The places of a line's errors. */
const placesIn = (line: string): string[] =>
  (validator.check(Buffer.from(line), 'structure-only').errors ?? []).map(
    ({ location = [] }) => location[0] ?? '',
  );

test.each(Object.entries(RIGHT_RESOURCES))('the %s that others are made from is right', (_name, resource) => {
  expect(placesIn(JSON.stringify(resource))).toEqual([]);
});

test.each(MUTATIONS.map((mutation) => [mutation.kind, mutation] as const))(
  '%s is caught in its place',
  (_kind, mutation) => {
    expect(placesIn(mutated(mutation))).toContain(mutation.at);
  },
);

test.each(NOT_CAUGHT.map((mutation) => [mutation.kind, mutation.why, mutation] as const))(
  '%s is not caught: %s',
  (_kind, _why, mutation) => {
    expect(placesIn(mutated(mutation))).toEqual([]);
  },
);

test('there are more than a hundred kinds of faults, each once', () => {
  expect(MUTATIONS.length).toBeGreaterThan(100);
  expect(new Set(MUTATIONS.map(({ kind }) => kind)).size).toBe(MUTATIONS.length);
});
