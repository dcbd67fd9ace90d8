import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PARAMETERS } from '../../tools/build/parameters/stage-parameters.ts';
import { PROJECT } from '../../tools/build/project.ts';

const textOf = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const page = textOf('docs/timing.md');

const rows = [...page.matchAll(/^\| (?<what>[^|]+?) +\| +(?<seconds>[\d.]+) \| (?<where>[^|]+?) +\|$/gm)].map(
  ({ groups = {} }) => ({
    what: groups.what ?? '',
    seconds: Number(groups.seconds),
    where: groups.where ?? '',
  }),
);

const inFiles = rows.flatMap((row) => {
  const [, file, name] = /^`([^`]+)` `([^`]+)`$/.exec(row.where) ?? [];
  return file === undefined || name === undefined ? [] : [{ ...row, file, name }];
});

/** What a file says a name is, in seconds: `const NAME_MS = 10 * 60_000;`, `name: 60` or the default of a parameter. */
function secondsIn(file: string, name: string): number {
  if (file === 'infrastructure/parameters.json') return Number(PARAMETERS[name]?.default);
  const [, product = ''] = new RegExp(`\\b${name}(?: =|:) ([\\d_ *.]+)`).exec(textOf(file)) ?? [];
  const value = product
    .split('*')
    .map((factor) => Number(factor.trim().replaceAll('_', '') || NaN))
    .reduce((all, factor) => all * factor, 1);
  return /(MS|Ms|MILLISECONDS)$/.test(name) ? value / 1000 : value;
}

test.each(inFiles)('$what: $seconds s stand in $file', ({ file, name, seconds }) => {
  expect(secondsIn(file, name)).toBe(seconds);
});

const of = (what: string): number => {
  const row = rows.find((candidate) => candidate.what.startsWith(what));
  if (!row) throw new Error(`docs/timing.md says nothing of "${what}"`);
  return row.seconds;
};

test('the page lists them all, and each of its files has the value', () => {
  expect(inFiles.length).toBeGreaterThan(20);
});

test('the time-outs are tied together as the page says', () => {
  const answer = of('the identity provider answers');
  expect(answer).toBeLessThan(of('HealthLake waits'));
  expect(2 * of('one request for keys')).toBeLessThan(answer);
  expect(of('identity-provider, the function')).toBeGreaterThan(of('HealthLake waits'));

  expect(of("an arrival's message stays hidden")).toBeGreaterThanOrEqual(
    6 * of('record-arrivals, the function') + of('a batch of arrivals'),
  );
  expect(of("a summary's message stays hidden")).toBeGreaterThanOrEqual(
    6 * of('summarize-import, the function'),
  );

  expect(of("a request's message stays hidden")).toBeGreaterThanOrEqual(6 * of('run-action, the function'));
  expect(of('a call that was begun')).toBeLessThan(of('run-action, the function'));

  const starts = of('start-imports, the function');
  expect(of('start-imports keeps back')).toBeLessThan(starts);
  expect(of('a start that was begun')).toBeLessThanOrEqual(of('start-imports keeps back'));
  expect(of('summarize-import keeps back')).toBeLessThan(of('summarize-import, the function'));
  expect(of('the copies of one import')).toBeLessThan(starts - of('start-imports keeps back'));

  expect(of("a due time's message stays hidden")).toBeGreaterThanOrEqual(6 * of('run-exports, the function'));
  expect(of('run-exports keeps back')).toBeLessThan(of('run-exports, the function'));
  expect(of('a start that was begun')).toBeLessThanOrEqual(of('run-exports keeps back'));

  const poll = of('poll-jobs, the function');
  expect(of('a lease without') + of('one run repeats')).toBeLessThan(
    Math.min(starts, poll, of('run-exports, the function')),
  );
  expect(of('jobs of others are adopted')).toBeGreaterThan(120);
  expect(of('a closed drop is kept')).toBeGreaterThan(120);
});
