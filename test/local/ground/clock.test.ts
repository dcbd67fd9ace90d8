import { describe, expect, test } from '@jest/globals';
import { createClock } from '../../../local/ground/clock.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { mkdtempSync } from 'node:fs';

describe('the clock of the local cloud', () => {
  test('advance runs what falls due in order of its time, each at its own time', async () => {
    const clock = createClock(0, () => 1_000_000);
    const seen: [string, number][] = [];
    clock.at(1_003_000, () => seen.push(['b', clock.now()]));
    clock.at(1_001_000, () => seen.push(['a', clock.now()]));
    clock.at(1_009_000, () => seen.push(['later', clock.now()]));
    await clock.advance(5);
    expect(seen).toEqual([
      ['a', 1_001_000],
      ['b', 1_003_000],
    ]);
    expect(clock.now()).toBe(1_005_000);
    clock.stop();
  });
  test('sqlite', () => {
    const db = openDatabase(mkdtempSync('/tmp/inlet-'), 'x.sqlite');
    db.close();
  });
});
