import { parseSchedule } from '../lib/schedule/index.ts';
import type { ConfigProblem } from './config-error.ts';
import type { StageConfig } from './stage-config.generated.ts';

/** Schedule expressions that EventBridge would refuse at the deployment: a minute 61, a day that is no day. */
export const brokenSchedules = ({ actions, exports }: StageConfig): ConfigProblem[] => [
  ...exports.flatMap(({ schedule }, index) => broken(schedule, `exports[${index}].schedule`)),
  ...actions.schedules.flatMap(({ schedule }, index) =>
    broken(schedule, `actions.schedules[${index}].schedule`),
  ),
];

function broken(expression: string | undefined, path: string): ConfigProblem[] {
  try {
    if (expression !== undefined) parseSchedule(expression);
    return [];
  } catch (error) {
    return [
      { path, value: expression, rule: `must be a schedule of EventBridge's: ${(error as Error).message}` },
    ];
  }
}
