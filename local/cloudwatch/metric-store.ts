import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../ground/index.ts';
import type { Datum, Metric } from './metric.ts';
import { keyOf } from './metric.ts';

/** The newest that are kept. */
const MOST_DATA = 200_000;

/** What was measured, in one table of the cloud's database. */
export function createMetricStore(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS cloudwatch_datum (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      metric TEXT NOT NULL,
      time INTEGER NOT NULL,
      unit TEXT NOT NULL,
      samples REAL NOT NULL,
      sum REAL NOT NULL,
      least REAL NOT NULL,
      most REAL NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS cloudwatch_datum_by_time ON cloudwatch_datum (metric, time);
  `);
  const insert = database.prepare(
    'INSERT INTO cloudwatch_datum (metric, time, unit, samples, sum, least, most) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const prune = database.prepare('DELETE FROM cloudwatch_datum WHERE id <= ?');
  const select = database.prepare(
    'SELECT time, unit, samples, sum, least, most FROM cloudwatch_datum WHERE metric = ? AND time >= ? AND time < ? ORDER BY time',
  );
  const names = database.prepare('SELECT DISTINCT metric FROM cloudwatch_datum ORDER BY metric');

  return {
    /** Writes data in one commit, and forgets the oldest. */
    add(data: readonly Datum[]): void {
      transaction(database, () => {
        let last: number | bigint = 0;
        for (const { metric, time, unit, samples, sum, least, most } of data)
          last = insert.run(keyOf(metric), Math.round(time), unit, samples, sum, least, most).lastInsertRowid;
        prune.run(Number(last) - MOST_DATA);
      });
    },
    /** In the order of their times; `from` is included, `to` is not. Epoch milliseconds. */
    read: (metric: Metric, from: number, to: number): Omit<Datum, 'metric'>[] =>
      select.all(keyOf(metric), from, to) as unknown as Omit<Datum, 'metric'>[],
    metrics: (): Metric[] => names.all().map(({ metric }) => metricOfKey(String(metric))),
    clear: (): void => {
      database.exec('DELETE FROM cloudwatch_datum');
    },
  };
}

export type MetricStore = ReturnType<typeof createMetricStore>;

function metricOfKey(key: string): Metric {
  const [namespace, name, dimensions] = JSON.parse(key) as [string, string, Metric['dimensions']];
  return { namespace, name, dimensions };
}
