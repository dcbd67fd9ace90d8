import type { Alarm, AlarmState } from './alarm.ts';

/** A change of an alarm's state. Times are epoch milliseconds. */
export interface AlarmChange {
  alarm: Alarm;
  before: AlarmState;
  state: AlarmState;
  reason: string;
  changedAt: number;
  madeAt: number;
}

/** What an alarm is, and since when: epoch milliseconds. */
export interface AlarmStatus {
  state: AlarmState;
  reason: string;
  since: number;
}
