import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Rule } from '../../../local/eventbridge/rules.ts';
import { createRuleBook } from '../../../local/eventbridge/rules.ts';
import type { Schedules } from '../../../local/eventbridge/schedules.ts';
import { createSchedules } from '../../../local/eventbridge/schedules.ts';
import type { Clock } from '../../../local/ground/clock.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { FUNCTION, rule } from './running.ts';

const SHORT_MS = 1000;

let clock: Clock;
let schedules: Schedules<Rule>;
let resting: boolean;
/** Seconds at which rules ran. */
let runs: number[];

beforeEach(() => {
  clock = createClock(0, () => 0);
  [resting, runs] = [false, []];
  schedules = createSchedules(
    clock,
    SHORT_MS,
    () => void runs.push(clock.now() / 1000),
    () => resting,
  );
});
afterEach(() => {
  clock.stop();
});

const declared = (scheduleExpression: string): Rule =>
  createRuleBook().declareRule(
    rule({
      name: 'ticks',
      scheduleExpression,
      targets: [{ id: 'f', arn: FUNCTION }],
    }),
  );

function rest(value: boolean): void {
  resting = value;
  schedules.changePace();
}

/** Second by second: a clock that is moved further runs by minutes of its own. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) await clock.advance(1);
}

describe('a rate while the cloud rests', () => {
  test('runs once in a real minute, and each second again from the one in which something happens', async () => {
    schedules.declare(declared('rate(1 minute)'));
    schedules.start();
    await pass(3);
    rest(true);
    await pass(130);
    expect(runs).toEqual([1, 2, 3, 63, 123]);
    rest(false);
    await pass(2);
    expect(runs.slice(5)).toEqual([134, 135]);
  });

  test('that is longer than a minute makes up within a second for what its short minutes would have run', async () => {
    schedules.declare(declared('rate(5 minutes)'));
    schedules.start();
    rest(true);
    await pass(10);
    rest(false);
    await pass(6);
    expect(runs).toEqual([11, 16]);
  });

  test('comes to its turn however often the cloud begins to rest', async () => {
    schedules.declare(declared('rate(1 hour)'));
    schedules.start();
    for (let turn = 0; turn < 20; turn++) {
      rest(turn % 2 === 0);
      await pass(7);
    }
    expect(runs).toEqual([64, 124]);
  });
});

test('a calendar expression runs at its time whether the cloud rests or not', async () => {
  schedules.declare(declared('cron(2 0 * * ? *)'));
  schedules.start();
  rest(true);
  await pass(60);
  rest(false);
  await pass(61);
  expect(runs).toEqual([120]);
});
