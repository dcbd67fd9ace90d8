import type { DatabaseSync } from 'node:sqlite';

/** JSON records by a key, in a table of the cloud's database: so is kept what callers make beside the template. */
export interface Records<Kept> {
  get: (key: string) => Kept | undefined;
  /** In the order in which they were made. */
  list: () => Kept[];
  /** Makes the record, or puts it in place of what it was. */
  put: (key: string, record: Kept) => void;
  remove: (key: string) => void;
  clear: () => void;
}

/** @param table made when it is not there; a name of this program, never from outside */
export function createRecords<Kept>(database: DatabaseSync, table: string): Records<Kept> {
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL) STRICT`,
  );
  const get = database.prepare(`SELECT record FROM ${table} WHERE key = ?`);
  const list = database.prepare(`SELECT record FROM ${table} ORDER BY sequence`);
  const put = database.prepare(
    `INSERT INTO ${table} (key, record) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET record = excluded.record`,
  );
  const remove = database.prepare(`DELETE FROM ${table} WHERE key = ?`);
  const parsed = ({ record }: Record<string, unknown>): Kept => JSON.parse(String(record)) as Kept;
  return {
    get(key) {
      const row = get.get(key);
      return row && parsed(row);
    },
    list: () => list.all().map(parsed),
    put: (key, record) => void put.run(key, JSON.stringify(record)),
    remove: (key) => void remove.run(key),
    clear: () => {
      database.exec(`DELETE FROM ${table}`);
    },
  };
}
