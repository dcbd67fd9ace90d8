import { nextCronRun, parseCron } from './cron.ts';
import type { Cron } from './cron.ts';

/** A parsed schedule expression of a rule. */
export type Schedule = { kind: 'rate'; minutes: number } | { kind: 'cron'; cron: Cron };

export const MINUTE_MS = 60_000;

const MINUTES_OF: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

/**
 * Parses `rate(n unit)` or `cron(...)` (EventBridge User Guide, "Setting a schedule pattern for scheduled rules").
 * @throws Error that says what is wrong
 */
export function parseSchedule(expression: string): Schedule {
  const [, kind, fields] = /^(rate|cron)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return { kind, minutes: parseRate(fields ?? '') };
  if (kind === 'cron') return { kind, cron: parseCron(fields ?? '') };
  throw new Error('it must be rate(...) or cron(...)');
}

/** The number of minutes; the unit is singular for 1 and plural for more, as AWS demands. */
function parseRate(fields: string): number {
  const [, value, unit = ''] = /^([1-9]\d*) (minute|hour|day|minutes|hours|days)$/.exec(fields) ?? [];
  if (value === undefined) throw new Error('rate takes a positive number and minute(s), hour(s) or day(s)');
  if ((value === '1') === unit.endsWith('s'))
    throw new Error('the unit is singular for 1 and plural for any other number');
  return Number(value) * (MINUTES_OF[unit.replace(/s$/, '')] ?? 1);
}

/**
 * When the schedule runs next after `afterMs` (epoch milliseconds); undefined when never again. Pure.
 *
 * A rate counts from the run before, in minutes that last `minuteMs` each. A cron expression speaks of the
 * calendar, which cannot be scaled: it is always evaluated in UTC of the cloud's time, and somebody who does
 * not want to wait for it advances the clock.
 */
export function nextRun(
  schedule: string | Schedule,
  afterMs: number,
  minuteMs = MINUTE_MS,
): number | undefined {
  const parsed = typeof schedule === 'string' ? parseSchedule(schedule) : schedule;
  return parsed.kind === 'rate' ? afterMs + parsed.minutes * minuteMs : nextCronRun(parsed.cron, afterMs);
}
