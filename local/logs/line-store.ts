import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../ground/index.ts';

/** A stored line. */
export interface StoredLine {
  id: number;
  stream: string;
  /** Epoch milliseconds. */
  time: number;
  message: string;
}

/** Where a page ended: the next one begins after it. */
export type PageEnd = Pick<StoredLine, 'time' | 'id'>;

/** Which lines of a group are read. */
export interface LineRange {
  group: string;
  /** Epoch milliseconds, both included. */
  from: number;
  to: number;
  after: PageEnd;
}

export type NewLine = Omit<StoredLine, 'id'> & { group: string };

/** The newest lines that are kept: days of an idle cloud, hours of a busy one. */
const MOST_LINES = 100_000;

/** Lines of all log groups, in one table of the cloud's database. */
export function createLineStore(database: DatabaseSync) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS log_lines (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      log_group TEXT NOT NULL,
      stream TEXT NOT NULL,
      time INTEGER NOT NULL,
      message TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS log_lines_by_time ON log_lines (log_group, time, id);
  `);
  const insert = database.prepare(
    'INSERT INTO log_lines (log_group, stream, time, message) VALUES (?, ?, ?, ?)',
  );
  const prune = database.prepare('DELETE FROM log_lines WHERE id <= ?');
  const select = database.prepare(`
    SELECT id, stream, time, message FROM log_lines
    WHERE log_group = ? AND time BETWEEN ? AND ? AND (time, id) > (?, ?)
    ORDER BY time, id
  `);
  return {
    /** Writes lines in one commit, and forgets the oldest. */
    add(lines: readonly NewLine[]): void {
      transaction(database, () => {
        let last: number | bigint = 0;
        for (const { group, stream, time, message } of lines)
          last = insert.run(group, stream, time, message).lastInsertRowid;
        prune.run(Number(last) - MOST_LINES);
      });
    },
    read: ({ group, from, to, after }: LineRange): Iterable<StoredLine> =>
      select.iterate(group, from, to, after.time, after.id) as Iterable<unknown> as Iterable<StoredLine>,
    clear: (): void => {
      database.exec('DELETE FROM log_lines');
    },
  };
}
