import type { Schedule as RuleSchedule } from '../../../lib/schedule/index.ts';
import { nextRun as nextRunOfRule, parseSchedule as parse } from '../../../lib/schedule/index.ts';
import { AwsError } from '../../ground/index.ts';

export { MINUTE_MS } from '../../../lib/schedule/index.ts';

/** A schedule of a rule, or one of EventBridge Scheduler for a time, epoch milliseconds. */
export type Schedule = RuleSchedule | { kind: 'at'; time: number };

const OF_SCHEDULER = ', or at(yyyy-mm-ddThh:mm:ss) with a time that there is';

/**
 * Parses the schedule expression of a rule.
 * @param orElse what else could stand there
 * @throws AwsError ValidationException that says what is wrong
 */
export function parseSchedule(expression: string, orElse = ''): RuleSchedule {
  try {
    return parse(expression);
  } catch (error) {
    throw new AwsError(
      'ValidationException',
      `Parameter ScheduleExpression is not valid: ${expression}: ${(error as Error).message}${/^(?:rate|cron)\(/.test(expression) ? '' : orElse}.`,
    );
  }
}

/**
 * Parses an expression of EventBridge Scheduler, which takes `at(yyyy-mm-ddThh:mm:ss)` as well, in UTC, and names a rate's units
 * in the plural for 1, too (EventBridge Scheduler user guide, "Schedule types"). @throws AwsError ValidationException
 */
export function parseSchedulerExpression(expression: string): Schedule {
  const [, text] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  const time = Date.parse(`${text ?? ''}Z`);
  // Date.parse makes 3 March of 31 February.
  return text !== undefined && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
    ? { kind: 'at', time }
    : parseSchedule(expression.replace(/^rate\(1 (minute|hour|day)s\)$/, 'rate(1 $1)'), OF_SCHEDULER);
}

/** When a schedule runs next after `afterMs` (epoch milliseconds); undefined when never again. Pure. */
export function nextRun(schedule: string | Schedule, afterMs: number, minuteMs?: number): number | undefined {
  if (typeof schedule === 'string' || schedule.kind !== 'at')
    return nextRunOfRule(schedule, afterMs, minuteMs);
  return schedule.time > afterMs ? schedule.time : undefined;
}
