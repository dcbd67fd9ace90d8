import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clockMover } from '../../../local/boot/advance-clock.ts';
import { createSchedules } from '../../../local/eventbridge/schedules.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { parseSchedule } from '../../../local/eventbridge/schedule/index.ts';
import { clockMoveText } from '../../../cli/local/clock-move-text.ts';

const YEAR = 366 * 24 * 3600;
const MINUTE = 60_000;

let ticks: number[];
let busyUntil: number;
let clock: ReturnType<typeof createClock>;
let mover: ReturnType<typeof clockMover>;
beforeEach(() => {
  ticks = [];
  busyUntil = 0;
  clock = createClock(0, () => 0);
  const schedules = createSchedules(clock, MINUTE, (_rule, due) => ticks.push(due));
  schedules.declare({
    arn: 'r',
    enabled: true,
    targets: [],
    schedule: parseSchedule('rate(1 minute)'),
  });
  schedules.start();
  mover = clockMover({
    clock,
    isIdle: () => Promise.resolve(clock.now() >= busyUntil),
    holdTicks: () => schedules.hold(),
  });
});

afterEach(() => {
  clock.stop();
});

describe('a clock that is moved by a year', () => {
  test('runs no tick that finds nothing to do, but those of the last minutes', async () => {
    await mover.advance(YEAR);
    expect([clock.now(), ticks.length]).toEqual([YEAR * 1000, 10]);
    expect(ticks.at(-1)).toBe(YEAR * 1000);
  });

  test('runs every tick while there is something to do, and what falls due at its own time', async () => {
    const at: number[] = [];
    const due = 30 * 24 * 3_600_000;
    clock.at(due, () => {
      at.push(clock.now());
      busyUntil = due + 2 * 3_600_000;
    });
    await mover.advance(YEAR);
    expect(at).toEqual([due]);
    expect(ticks.filter((tick) => tick > due && tick <= busyUntil)).toHaveLength(120);
    expect(ticks).toHaveLength(130);
  });

  test('says how far it is', async () => {
    const moves: (string | undefined)[] = [];
    clock.at((YEAR * 1000) / 2, () => moves.push(clockMoveText(mover.move())));
    expect(mover.move()).toBeUndefined();
    await mover.advance(YEAR);
    expect(moves).toEqual([
      expect.stringMatching(/^ {2}moving the clock .* 1970-07-03T00:00:00.000Z of 1971-01-02T00:00:00.000Z$/),
    ]);
    expect(clockMoveText(mover.move())).toBeUndefined();
  });
});

test('moves take turns', async () => {
  await Promise.all([mover.advance(3600), mover.advance(3600)]);
  expect(clock.now()).toBe(7_200_000);
});
