import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRun, parseSchedule } from '../../../lib/schedule/index.ts';

const MINUTE = 60_000;
const next = (expression: string, after: string): string | undefined => {
  const run = nextRun(expression, Date.parse(after));
  return run === undefined ? undefined : new Date(run).toISOString().replace(':00.000Z', 'Z');
};

describe('a rate', () => {
  test.each([
    ['rate(1 minute)', MINUTE],
    ['rate(5 minutes)', 5 * MINUTE],
    ['rate(1 hour)', 60 * MINUTE],
    ['rate(7 days)', 7 * 24 * 60 * MINUTE],
  ])('%s counts from the run before', (expression, expected) => {
    expect(nextRun(expression, 1000)).toBe(1000 + expected);
  });

  test('counts in minutes that last as long as they are said to', () => {
    expect(nextRun('rate(1 minute)', 0, 1000)).toBe(1000);
    expect(nextRun('rate(2 hours)', 0, 1000)).toBe(120_000);
  });

  test.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(-1 minute)',
    'rate(1.5 hours)',
    'rate(10 seconds)',
    'every minute',
  ])('%s is refused, as AWS refuses it', (expression) => {
    expect(() => parseSchedule(expression)).toThrow(/^(rate takes|the unit is singular|it must be rate)/);
  });
});

describe('a cron expression', () => {
  test.each<[string, string, string | undefined]>([
    // The examples of the EventBridge User Guide.
    ['cron(0 10 * * ? *)', '2026-11-23T10:00:00Z', '2026-11-24T10:00Z'],
    ['cron(15 12 * * ? *)', '2026-11-23T10:00:00Z', '2026-11-23T12:15Z'],
    ['cron(0 18 ? * MON-FRI *)', '2026-11-27T18:00:00Z', '2026-11-30T18:00Z'],
    ['cron(0 8 1 * ? *)', '2026-11-23T10:00:00Z', '2026-12-01T08:00Z'],
    ['cron(0/15 * * * ? *)', '2026-11-23T10:14:59Z', '2026-11-23T10:15Z'],
    ['cron(0/10 * ? * MON-FRI *)', '2026-11-27T23:55:00Z', '2026-11-30T00:00Z'],
    ['cron(0/5 8-17 ? * MON-FRI *)', '2026-11-23T17:55:00Z', '2026-11-24T08:00Z'],
    [
      'cron(0/30 20-2 ? * MON-FRI *)'.replace('20-2', '20-23,0-2'),
      '2026-11-23T02:30:00Z',
      '2026-11-23T20:00Z',
    ],
    ['cron(0 12 L * ? *)', '2027-02-01T00:00:00Z', '2027-02-28T12:00Z'],
    ['cron(0 12 L * ? *)', '2028-02-01T00:00:00Z', '2028-02-29T12:00Z'],
    ['cron(0 12 3W * ? *)', '2026-10-01T00:00:00Z', '2026-10-02T12:00Z'], // the 3rd is a Saturday
    ['cron(0 12 1W * ? *)', '2026-08-01T00:00:00Z', '2026-08-03T12:00Z'], // never into the month before
    ['cron(0 12 31W * ? *)', '2026-05-01T00:00:00Z', '2026-05-29T12:00Z'], // nor into the month after
    ['cron(0 12 LW * ? *)', '2026-10-01T00:00:00Z', '2026-10-30T12:00Z'],
    ['cron(0 12 ? * 3#2 *)', '2026-11-01T00:00:00Z', '2026-11-10T12:00Z'], // the second Tuesday
    ['cron(0 12 ? * MON#5 *)', '2026-12-01T00:00:00Z', '2027-03-29T12:00Z'],
    ['cron(0 12 ? * 6L *)', '2026-11-01T00:00:00Z', '2026-11-27T12:00Z'], // the last Friday
    ['cron(0 12 ? * L *)', '2026-11-23T00:00:00Z', '2026-11-28T12:00Z'], // the week's last day
    ['cron(0 0 29 FEB ? *)', '2026-11-23T00:00:00Z', '2028-02-29T00:00Z'],
    ['cron(0 0 1 jan,JUL ? 2027-2028)', '2027-02-01T00:00:00Z', '2027-07-01T00:00Z'],
    ['cron(59 23 31 12 ? 2199)', '2026-11-23T00:00:00Z', '2199-12-31T23:59Z'],
    ['cron(0 0 30 2 ? *)', '2026-11-23T00:00:00Z', undefined],
    ['cron(0 0 * * ? 2020)', '2026-11-23T00:00:00Z', undefined],
  ])('%s after %s runs at %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  test.each<[string, RegExp]>([
    ['cron(0 10 * * *)', /six fields/],
    ['cron(0 10 * * * *)', /one of Day-of-month and Day-of-week/],
    ['cron(0 10 ? * ? *)', /one of Day-of-month and Day-of-week/],
    ['cron(60 10 * * ? *)', /Minutes "60"/],
    ['cron(0 24 * * ? *)', /Hours "24"/],
    ['cron(0 10 0 * ? *)', /Day-of-month "0"/],
    ['cron(0 10 32W * ? *)', /Day-of-month "32W"/],
    ['cron(0 10 * 13 ? *)', /Month "13"/],
    ['cron(0 10 ? * 8 *)', /Day-of-week "8"/],
    ['cron(0 10 ? * 3#1,6#3 *)', /Day-of-week "3#1,6#3"/],
    ['cron(0 10 ? * 3#6 *)', /Day-of-week "3#6"/],
    ['cron(0 10 * * ? 1969)', /Year "1969"/],
    ['cron(0 10-5 * * ? *)', /Hours "10-5"/],
    ['cron(0/0 10 * * ? *)', /Minutes "0\/0"/],
    ['cron(a 10 * * ? *)', /Minutes "a"/],
    ['cron(0, 10 * * ? *)', /Minutes "0,"/],
  ])('%s is refused, naming the field', (expression, reason) => {
    expect(() => parseSchedule(expression)).toThrow(reason);
  });

  test('runs at the first minute that its fields name, and at none before', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 3 });
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 3 });
    const after = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(minutes, hours, after, (inMinutes, inHours, afterMs) => {
        const run = nextRun(`cron(${inMinutes.join()} ${inHours.join()} * * ? *)`, afterMs);
        let expected = (Math.floor(afterMs / MINUTE) + 1) * MINUTE;
        const fits = (time: Date): boolean =>
          inMinutes.includes(time.getUTCMinutes()) && inHours.includes(time.getUTCHours());
        while (!fits(new Date(expected))) expected += MINUTE;
        expect(run).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('runs again at its own time when asked from just before it', () => {
    const expression = fc.constantFrom(
      'cron(0 12 L * ? *)',
      'cron(5/7 3 15W * ? *)',
      'cron(0 0 ? * 2#3 *)',
      'cron(0 9 ? * 5L *)',
    );
    const after = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(expression, after, (schedule, afterMs) => {
        const run = nextRun(schedule, afterMs) ?? NaN;
        expect(run).toBeGreaterThan(afterMs);
        expect(nextRun(schedule, run - 1)).toBe(run);
        expect(nextRun(schedule, run)).toBeGreaterThan(run);
      }),
    );
  });
});
