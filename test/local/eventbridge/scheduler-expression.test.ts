import { expect, test } from '@jest/globals';
import { parseSchedule, parseSchedulerExpression } from '../../../local/eventbridge/schedule/index.ts';

test.each([
  ['minute', 1],
  ['hour', 60],
  ['day', 24 * 60],
])(
  'EventBridge Scheduler takes 1 %s in the singular and the plural; a rule takes the singular alone',
  (unit, minutes) => {
    const rate = { kind: 'rate', minutes };
    expect(parseSchedulerExpression(`rate(1 ${unit})`)).toEqual(rate);
    expect(parseSchedulerExpression(`rate(1 ${unit}s)`)).toEqual(rate);
    expect(() => parseSchedule(`rate(1 ${unit}s)`)).toThrow('singular for 1');
  },
);

test('what EventBridge Scheduler does not know is refused with all that it takes', () => {
  for (const expression of ['every day', 'at(2026-02-31T00:00:00)', 'at(tomorrow)'])
    expect(() => parseSchedulerExpression(expression)).toThrow(
      'it must be rate(...) or cron(...), or at(yyyy-mm-ddThh:mm:ss) with a time that there is.',
    );
  expect(() => parseSchedule('every day')).toThrow('it must be rate(...) or cron(...).');
});
