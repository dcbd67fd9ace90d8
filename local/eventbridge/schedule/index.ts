import type { Schedule } from '../../../lib/schedule/index.ts';
import { parseSchedule as parse } from '../../../lib/schedule/index.ts';
import { AwsError } from '../../ground/index.ts';

export type { Schedule } from '../../../lib/schedule/index.ts';
export { MINUTE_MS, nextRun } from '../../../lib/schedule/index.ts';

/**
 * Parses the schedule expression of a rule.
 * @throws AwsError ValidationException that says what is wrong
 */
export function parseSchedule(expression: string): Schedule {
  try {
    return parse(expression);
  } catch (error) {
    throw new AwsError(
      'ValidationException',
      `Parameter ScheduleExpression is not valid: ${expression}: ${(error as Error).message}.`,
    );
  }
}
