import { expect, test } from '@jest/globals';
import { stepOfAlarm } from '../../../cli/local/narrate-alarms.ts';
import type { AlarmChange } from '../../../local/boot/cloud-api.ts';

const change = (before: AlarmChange['state'], state: AlarmChange['state']): AlarmChange =>
  ({
    alarm: { name: 'inlet-local-jobs-failed', description: 'A job. docs/operations.md#jobs-failed' },
    was: { state: before },
    state,
  }) as AlarmChange;

test('an alarm that rises is told with where to read on, and its end', () => {
  expect(stepOfAlarm(change('OK', 'ALARM'))).toEqual({
    word: 'alarm',
    text: 'inlet-local-jobs-failed: A job. docs/operations.md#jobs-failed',
  });
  expect(stepOfAlarm(change('ALARM', 'OK'))).toEqual({
    word: 'alarm over',
    text: 'inlet-local-jobs-failed: OK',
  });
});

test('the first look at an alarm is not told', () => {
  expect(stepOfAlarm(change('INSUFFICIENT_DATA', 'OK'))).toBeUndefined();
});
