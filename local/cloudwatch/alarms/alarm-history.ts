import type { DatabaseSync } from 'node:sqlite';
import type { AlarmChange } from './alarm-change.ts';

/** What an item of a history is about (API reference, AlarmHistoryItem). */
export type HistoryType = 'ConfigurationUpdate' | 'StateUpdate';

export interface HistoryItem {
  alarmName: string;
  /** Epoch milliseconds. */
  time: number;
  type: HistoryType;
  summary: string;
  /** JSON. */
  data: string;
}

/** What became of alarms, the newest first; also of those that are deleted. */
export interface AlarmHistory {
  add: (item: HistoryItem) => void;
  list: (alarmName: string | undefined) => HistoryItem[];
  clear: () => void;
}

/** CloudWatch keeps them for thirty days; this is more than a month of a stage. */
const MOST_ITEMS = 10_000;

export function createAlarmHistory(database: DatabaseSync): AlarmHistory {
  database.exec(
    'CREATE TABLE IF NOT EXISTS cloudwatch_alarm_history (sequence INTEGER PRIMARY KEY, alarm TEXT NOT NULL, item TEXT NOT NULL) STRICT',
  );
  const add = database.prepare('INSERT INTO cloudwatch_alarm_history (alarm, item) VALUES (?, ?)');
  const trim = database.prepare('DELETE FROM cloudwatch_alarm_history WHERE sequence <= ?');
  const list = database.prepare(
    "SELECT item FROM cloudwatch_alarm_history WHERE ? IN (alarm, '') ORDER BY sequence DESC",
  );
  return {
    add(item) {
      const { lastInsertRowid } = add.run(item.alarmName, JSON.stringify(item));
      trim.run(Number(lastInsertRowid) - MOST_ITEMS);
    },
    list: (alarmName = '') => list.all(alarmName).map(({ item }) => JSON.parse(String(item)) as HistoryItem),
    clear() {
      database.exec('DELETE FROM cloudwatch_alarm_history');
    },
  };
}

/** The item of a change of state. */
export const stateUpdate = ({ alarm, was, state, reason, changedAt }: AlarmChange): HistoryItem => ({
  alarmName: alarm.name,
  time: changedAt,
  type: 'StateUpdate',
  summary: `Alarm updated from ${was.state} to ${state}`,
  data: JSON.stringify({
    version: '1.0',
    oldState: { stateValue: was.state, stateReason: was.reason },
    newState: { stateValue: state, stateReason: reason },
  }),
});

/** The item of an alarm that was made, made otherwise or deleted. */
export const configurationUpdate = (
  alarmName: string,
  became: 'created' | 'updated' | 'deleted',
  time: number,
): HistoryItem => ({
  alarmName,
  time,
  type: 'ConfigurationUpdate',
  summary: `Alarm "${alarmName}" ${became}`,
  data: JSON.stringify({
    version: '1.0',
    type: became === 'created' ? 'Create' : became === 'updated' ? 'Update' : 'Delete',
  }),
});
