import { expect, test } from '@jest/globals';
import { readLines, runsOf } from '../../../../local/healthlake/exports/read-lines.ts';
import type { VersionPlace } from '../../../../local/healthlake/store/schema.ts';

const place = (segment: number, start: number, length: number): VersionPlace => ({
  version: 1,
  lastUpdated: 0,
  segment,
  start,
  length,
  versionPlace: 0,
});
const MEGABYTE = 1024 * 1024;

test('lines that lie near each other are read at once, and no more than a megabyte', () => {
  const places = [
    place(1, 0, 10),
    place(1, 11, 10),
    place(1, 1000, 10),
    place(1, 100_000, 10),
    place(2, 100_011, 10),
    place(2, 50, 3 * MEGABYTE),
    place(2, 50 + 3 * MEGABYTE, 10),
  ];
  expect(Array.from(runsOf(places), (run) => run.map(({ start }) => start))).toEqual([
    [0, 11, 1000],
    [100_000],
    [100_011],
    [50],
    [50 + 3 * MEGABYTE],
  ]);
});

test('each line is where it is said to be', () => {
  const reads: number[] = [];
  const segments = {
    read: (segment: number, start: number, into: Uint8Array) => {
      reads.push(start);
      into.forEach((_, at) => (into[at] = (segment + start + at) % 251));
    },
  };
  const places = [place(1, 3, 5), place(1, 9, 4), place(7, 9, 4)];
  const first = Array.from(readLines(places, segments), ({ memory, at }) => memory[at]);
  expect([first, reads]).toEqual([
    [4, 10, 16],
    [3, 9],
  ]);
});
