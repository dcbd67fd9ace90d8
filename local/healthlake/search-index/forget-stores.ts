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

/**
 * Gives free pages back to the disk where they are most of the file, as after a data store has gone; what is written next takes fewer. It copies what
 * is left: `auto_vacuum`, which does without, was measured to make indexing 8 % dearer.
 */
export function shrink(database: DatabaseSync): void {
  const counts = database.prepare(
    'SELECT page_count AS pages, freelist_count AS free FROM pragma_page_count, pragma_freelist_count',
  );
  const { pages, free } = counts.get() as { pages: number; free: number };
  if (free <= pages / 2) return;
  // The file becomes shorter once its log is written back: without waiting for whoever reads.
  database.exec('VACUUM; PRAGMA wal_checkpoint(PASSIVE)');
}
