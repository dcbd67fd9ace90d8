import type { DatabaseSync } from 'node:sqlite';
import { KEYED } from './index-schema.ts';

/**
 * Deletes the entries of data stores that are gone, a key at a time: nobody waits long for one transaction. Their numbers are never used again, so
 * until then no search finds them.
 * @param isThere whether there is a data store of a number
 * @param isStopped whether to leave the rest for another time
 */
export function forgetStores(
  database: DatabaseSync,
  isThere: (store: number) => boolean,
  isStopped: () => boolean,
): void {
  for (const { table, column, keys } of KEYED) {
    const next = database.prepare(`SELECT min(${column}) AS key FROM ${table} WHERE ${column} >= ?`);
    const remove = database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`);
    for (let from = 0; !isStopped();) {
      const key = next.get(from)?.key;
      if (typeof key !== 'number') break;
      const store = Math.floor(key / keys);
      if (isThere(store)) from = (store + 1) * keys;
      else remove.run(key);
    }
  }
}
