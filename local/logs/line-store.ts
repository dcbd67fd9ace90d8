import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../ground/index.ts';

/** A stored line. */
export interface StoredLine {
  id: number;
  stream: string;
  /** Epoch milliseconds; of a line that was put, as its sender says. */
  time: number;
  /** When it came, epoch milliseconds. */
  ingested: number;
  message: string;
}

/** Where a page ended: the next one begins after it, or before. */
export type PageEnd = Pick<StoredLine, 'time' | 'id'>;

/** Which lines of a group are read. */
export interface LineRange {
  group: string;
  /** Epoch milliseconds, both included. */
  from: number;
  to: number;
  after: PageEnd;
}

/** Which lines of a stream are read, newest first where `before` says so. */
export type StreamRange = Pick<LineRange, 'group' | 'from' | 'to'> & {
  stream: string;
} & ({ after: PageEnd } | { before: PageEnd });

export type NewLine = Omit<StoredLine, 'id'> & { group: string };

/** What is known of a stream by its lines. Epoch milliseconds. */
export interface StreamTimes {
  stream: string;
  first: number;
  last: number;
  firstIngested: number;
  lastIngested: number;
}

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
      message TEXT NOT NULL,
      ingested INTEGER
    );
    CREATE INDEX IF NOT EXISTS log_lines_by_time ON log_lines (log_group, time, id);
  `);
  addIngested(database);
  const insert = database.prepare(
    'INSERT INTO log_lines (log_group, stream, time, message, ingested) VALUES (?, ?, ?, ?, ?)',
  );
  const prune = database.prepare('DELETE FROM log_lines WHERE id <= ?');
  const columns = 'id, stream, time, coalesce(ingested, time) AS ingested, message';
  const select = database.prepare(`
    SELECT ${columns} FROM log_lines
    WHERE log_group = ? AND time BETWEEN ? AND ? AND (time, id) > (?, ?)
    ORDER BY time, id
  `);
  const ofStream = (comparison: '>' | '<', order: 'ASC' | 'DESC') =>
    database.prepare(`
      SELECT ${columns} FROM log_lines
      WHERE log_group = ? AND stream = ? AND time BETWEEN ? AND ? AND (time, id) ${comparison} (?, ?)
      ORDER BY time ${order}, id ${order}
    `);
  const forwards = ofStream('>', 'ASC');
  const backwards = ofStream('<', 'DESC');
  const streams = database.prepare(`
    SELECT stream, min(time) AS first, max(time) AS last, min(coalesce(ingested, time)) AS firstIngested,
      max(coalesce(ingested, time)) AS lastIngested
    FROM log_lines WHERE log_group = ? GROUP BY stream
  `);
  const hasStream = database.prepare('SELECT 1 FROM log_lines WHERE log_group = ? AND stream = ? LIMIT 1');
  const remove = database.prepare(
    'DELETE FROM log_lines WHERE log_group = ? AND stream = coalesce(?, stream)',
  );
  const lines = (rows: Iterable<unknown>): Iterable<StoredLine> => rows as Iterable<StoredLine>;
  return {
    /** Writes lines in one commit, and forgets the oldest. */
    add(added: readonly NewLine[]): void {
      transaction(database, () => {
        let last: number | bigint = 0;
        for (const { group, stream, time, message, ingested } of added)
          last = insert.run(group, stream, time, message, ingested).lastInsertRowid;
        prune.run(Number(last) - MOST_LINES);
      });
    },
    read: ({ group, from, to, after }: LineRange): Iterable<StoredLine> =>
      lines(select.iterate(group, from, to, after.time, after.id)),
    readStream(range: StreamRange): Iterable<StoredLine> {
      const { group, stream, from, to } = range;
      return 'after' in range
        ? lines(forwards.iterate(group, stream, from, to, range.after.time, range.after.id))
        : lines(backwards.iterate(group, stream, from, to, range.before.time, range.before.id));
    },
    streams: (group: string): StreamTimes[] => streams.all(group) as unknown as StreamTimes[],
    hasStream: (group: string, stream: string): boolean => hasStream.get(group, stream) !== undefined,
    /** Removes the lines of a stream, or of a whole group. */
    remove(group: string, stream?: string): void {
      remove.run(group, stream ?? null);
    },
    clear: (): void => {
      database.exec('DELETE FROM log_lines');
    },
  };
}

export type LineStore = ReturnType<typeof createLineStore>;

/** Tables of earlier versions do not have the column: their lines came when they were written. */
function addIngested(database: DatabaseSync): void {
  const columns = database.prepare('PRAGMA table_info(log_lines)').all();
  if (!columns.some(({ name }) => name === 'ingested'))
    database.exec('ALTER TABLE log_lines ADD COLUMN ingested INTEGER');
}
