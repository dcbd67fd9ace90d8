import { beforeEach, describe, expect, test } from '@jest/globals';
import { createPace } from '../../../local/eventbridge/pace.ts';
import type { Pace } from '../../../local/eventbridge/pace.ts';

const SHORT_MS = 1000;

let now = 0;
let idle = true;
let asked = 0;
let changes = 0;
let rests = 0;
let advancingTo: number | undefined;
let pace: Pace;

beforeEach(() => {
  [now, idle, asked, changes, rests, advancingTo] = [0, true, 0, 0, 0, undefined];
  pace = createPace({
    clock: { now: () => now, settled: () => Promise.resolve(), advancingTo: () => advancingTo },
    minuteMs: SHORT_MS,
    isIdle: () => {
      asked++;
      return Promise.resolve(idle);
    },
    onChange: () => {
      changes++;
    },
    onRest: () => {
      rests++;
    },
  });
});

/** Runs of a rate, one in each short minute; each is done before the next. */
async function runs(count: number): Promise<void> {
  for (let run = 0; run < count; run++) {
    now += SHORT_MS;
    pace.ran();
    await new Promise(setImmediate);
  }
}

describe('the pace of rates', () => {
  test('is a short minute at first, and a real one when nothing has happened for five runs', async () => {
    await runs(4);
    expect([pace.rests(), asked]).toEqual([false, 0]);
    await runs(1);
    expect([pace.rests(), asked, changes]).toEqual([true, 1, 1]);
  });

  test('stays short while there is work, which is looked for once in five runs', async () => {
    idle = false;
    await runs(20);
    expect([pace.rests(), changes, asked]).toEqual([false, 0, 4]);
    idle = true;
    await runs(5);
    expect(pace.rests()).toBe(true);
  });

  test('is short again at once when something happens, and for five runs more', async () => {
    await runs(5);
    pace.happened();
    expect([pace.rests(), changes]).toEqual([false, 2]);
    await runs(4);
    expect(pace.rests()).toBe(false);
    await runs(1);
    expect(pace.rests()).toBe(true);
  });

  test('is short where a run at rest left work', async () => {
    await runs(5);
    idle = false;
    await runs(1);
    expect([pace.rests(), changes]).toEqual([false, 2]);
  });

  test('does not rest over what happened while it was looked', async () => {
    now = 5 * SHORT_MS;
    pace.ran();
    pace.happened();
    await new Promise(setImmediate);
    expect(pace.rests()).toBe(false);
  });

  test('is not decided while the clock is moved', async () => {
    advancingTo = 3_600_000;
    await runs(20);
    expect([pace.rests(), asked]).toEqual([false, 0]);
  });

  test('lets go what is idle when rest begins and after each run of it', async () => {
    await runs(7);
    expect([rests, changes]).toEqual([3, 1]);
  });
});
