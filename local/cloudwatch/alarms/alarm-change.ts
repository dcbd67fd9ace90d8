import type { Alarm, AlarmState } from './alarm.ts';

/** A change of an alarm's state. Times are epoch milliseconds. */
export interface AlarmChange {
  alarm: Alarm;
  /** What it was, with the reason, until now. */
  was: AlarmStatus;
  state: AlarmState;
  reason: string;
  changedAt: number;
}

/** What an alarm is, and since when: epoch milliseconds. */
export interface AlarmStatus {
  state: AlarmState;
  reason: string;
  since: number;
}

/** What an alarm is that was just made. */
export const unchecked = (since: number): AlarmStatus => ({
  state: 'INSUFFICIENT_DATA',
  reason: 'Unchecked: Initial alarm creation',
  since,
});
