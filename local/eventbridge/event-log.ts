import type { DatabaseSync } from 'node:sqlite';

/** A persisted list that only grows at its end, is bounded in length, and can be followed. */
export interface Log<T> {
  /** Appends in the caller's transaction; returns the entry's sequence number, which is never used again. */
  append(entry: T): number;
  /** Every entry from this sequence number on, as far as still kept. */
  entries(fromSequence?: number): Generator<{ sequence: number; entry: T }>;
  /**
   * Calls `listener` for every entry from `fromSequence` on: what is kept already and what is appended later,
   * each once, in order, and only after its transaction has committed. `Infinity` is what comes from now on.
   * Returns the function that ends it.
   */
  subscribe(fromSequence: number, listener: (sequence: number, entry: T) => void): () => void;
  clear(): void;
}

const PAGE = 500;

/** @param table the log's table, made when it is not there; a name of this program, never from outside */
export function createLog<T>(database: DatabaseSync, table: string, longest: number): Log<T> {
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (sequence INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL) STRICT`,
  );
  const insert = database.prepare(`INSERT INTO ${table} (entry) VALUES (?)`);
  const trim = database.prepare(`DELETE FROM ${table} WHERE sequence <= ?`);
  const page = database.prepare(`SELECT * FROM ${table} WHERE sequence >= ? ORDER BY sequence LIMIT ${PAGE}`);
  const lastSequence = database.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?');
  const followers = new Set<() => void>();

  const read = (from: number): { sequence: number; entry: T }[] =>
    page.all(from).map((row) => ({
      sequence: Number(row.sequence),
      entry: JSON.parse(String(row.entry)) as T,
    }));

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
