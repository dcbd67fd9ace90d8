import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { boundLimit } from '../ground/index.ts';

/** A persisted list that only grows at its end, is bounded in length, and can be followed. */
export interface Log<T> {
  /** Appends in the caller's transaction; returns the entry's sequence number, which is never used again. */
  append(entry: T): number;
  /** Every entry from this sequence number on, as far as still kept. */
  entries(fromSequence?: number): Generator<{ sequence: number; entry: T }>;
  /** A page of entries backwards, the newest first; see {@link BackwardsPage}. */
  before(page: BackwardsPage<T>): { entries: { sequence: number; entry: T }[]; next: number | null };
  /**
   * Calls `listener` for every entry from `fromSequence` on: what is kept already and what is appended later,
   * each once, in order, and only after its transaction has committed. `Infinity` is what comes from now on.
   * Returns the function that ends it.
   */
  subscribe(fromSequence: number, listener: (sequence: number, entry: T) => void): () => void;
  clear(): void;
}

/** What is read of a log from its end on. */
export interface BackwardsPage<T> {
  /** Only entries with lower sequence numbers; null begins at the end. */
  before: number | null;
  /** Only entries of this name, of a log that has an index of names (see {@link createLog}); null for all. */
  name: string | null;
  isWanted: (entry: T) => boolean;
  /** The most entries of a page, and the most rows that are read to find them: a page may come short. */
  most: number;
  mostRead: number;
}

const PAGE = 500;

/**
 * @param table the log's table, made when it is not there; a name of this program, never from outside
 * @param namePath where an entry has the name that it is found by, as a JSON path of this program; without it by none
 */
export function createLog<T>(
  database: DatabaseSync,
  table: string,
  longest: number,
  namePath?: string,
): Log<T> {
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (sequence INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL) STRICT`,
  );
  const nameOf = `json_extract(entry, '${namePath ?? '$'}')`;
  if (namePath !== undefined)
    database.exec(`CREATE INDEX IF NOT EXISTS ${table}_by_name ON ${table} (${nameOf}, sequence)`);
  const insert = database.prepare(`INSERT INTO ${table} (entry) VALUES (?)`);
  const trim = database.prepare(`DELETE FROM ${table} WHERE sequence <= ?`);
  const page = database.prepare(`SELECT * FROM ${table} WHERE sequence >= ? ORDER BY sequence LIMIT ${PAGE}`);
  const backwards = database.prepare(
    `SELECT * FROM ${table} WHERE sequence < ? ORDER BY sequence DESC ${boundLimit('?')}`,
  );
  const backwardsNamed = database.prepare(
    `SELECT * FROM ${table} WHERE ${nameOf} = ? AND sequence < ? ORDER BY sequence DESC ${boundLimit('?')}`,
  );
  const lastSequence = database.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?');
  const followers = new Set<() => void>();

  const entryOf = (row: Record<string, SQLOutputValue>): { sequence: number; entry: T } => ({
    sequence: Number(row.sequence),
    entry: JSON.parse(String(row.entry)) as T,
  });
  const read = (from: number): { sequence: number; entry: T }[] => page.all(from).map(entryOf);

  return {
    append(entry) {
      const sequence = Number(insert.run(JSON.stringify(entry)).lastInsertRowid);
      trim.run(sequence - longest);
      for (const follow of followers) follow();
      return sequence;
    },
    *entries(fromSequence = 0) {
      for (let rows = read(fromSequence); rows.length > 0; rows = read((rows.at(-1)?.sequence ?? 0) + 1))
        yield* rows;
    },
    before({ before, name, isWanted, most, mostRead }) {
      const from = before ?? Number.MAX_SAFE_INTEGER;
      const rows =
        name === null ? backwards.iterate(from, mostRead) : backwardsNamed.iterate(name, from, mostRead);
      const entries: { sequence: number; entry: T }[] = [];
      let last = 0;
      let count = 0;
      for (const row of rows) {
        const found = entryOf(row);
        last = found.sequence;
        count += 1;
        if (isWanted(found.entry)) entries.push(found);
        if (entries.length >= most) return { entries, next: last };
      }
      return { entries, next: count < mostRead ? null : last };
    },
    subscribe(fromSequence, listener) {
      let next = Math.min(fromSequence, Number(lastSequence.get(table)?.seq ?? 0) + 1);
      let planned = false;
      const run = (): void => {
        planned = false;
        if (!followers.has(follow) || !database.isOpen) return;
        const rows = read(next);
        for (const { sequence, entry } of rows) {
          if (!followers.has(follow)) return;
          next = sequence + 1;
          listener(sequence, entry);
        }
        if (rows.length === PAGE) follow();
      };
      // A transaction is synchronous, so it has ended, one way or the other, when this runs.
      const follow = (): void => {
        if (!planned) setImmediate(run);
        planned = true;
      };
      followers.add(follow);
      follow();
      return () => void followers.delete(follow);
    },
    clear() {
      database.exec(`DELETE FROM ${table}`);
    },
  };
}
