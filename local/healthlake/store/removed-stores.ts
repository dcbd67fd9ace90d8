import type { DatabaseSync } from 'node:sqlite';
import { transaction, withoutWaiting } from '../../ground/index.ts';

/**
 * Data stores that are removed: nobody finds them any more at once, and what is many of them goes a piece at a time, so that others are served in between.
 * What is left is known by `removed_stores`, over restarts too.
 */
export interface RemovedStores {
  /** Removes a data store, and of its rows the first piece: a small one is gone. @returns the segments that are nobody's now */
  add(store: number): number[];
  /** Removes the next piece, without waiting for others who write. @returns whether there may be more */
  next(): boolean;
}

/** Versions of one piece: five milliseconds' work where it was measured. */
const PIECE = 2000;

/** A resource whose newest version is removed while it has others. */
interface Older {
  type: number;
  id: string;
  previous: number;
}

export function removedStores(database: DatabaseSync): RemovedStores {
  const segments = database.prepare('DELETE FROM segments WHERE store = ? RETURNING segment');
  const transactions = database.prepare('DELETE FROM transactions WHERE store = ?');
  const name = database.prepare('DELETE FROM stores WHERE store = ?');
  const note = database.prepare('INSERT INTO removed_stores (store) VALUES (?)');
  const first = database.prepare('SELECT store FROM removed_stores ORDER BY store LIMIT 1');
  // Newest versions are found by the keys of their resources, and each leads to the one before it: no other data store's rows are looked at.
  const piece = `FROM newest WHERE store = $store AND (type, id) <= ($type, $id)`;
  const lastOfPiece = database.prepare(`
    SELECT type, id FROM (SELECT type, id FROM newest WHERE store = ? ORDER BY type, id LIMIT ${PIECE})
    ORDER BY type DESC, id DESC LIMIT 1`);
  const olderOf = database.prepare(`
    SELECT of.type, of.id, v.previous FROM (SELECT type, id, row ${piece}) AS of JOIN versions AS v ON v.row = of.row
    WHERE v.previous IS NOT NULL`);
  const removeVersions = database.prepare(`DELETE FROM versions WHERE row IN (SELECT row ${piece})`);
  const removeResources = database.prepare(`DELETE ${piece}`);
  const putBack = database.prepare('INSERT INTO newest (store, type, id, row) VALUES (?, ?, ?, ?)');
  const removeCreations = database.prepare(
    `DELETE FROM creations WHERE rowid IN (SELECT rowid FROM creations WHERE store = ? LIMIT ${PIECE})`,
  );
  const forget = database.prepare('DELETE FROM removed_stores WHERE store = ?');

  const removePiece = (store: number): void => {
    const last = lastOfPiece.get(store) as { type: number; id: string } | undefined;
    if (last) {
      const range = { store, type: last.type, id: last.id };
      const older = olderOf.all(range) as unknown as Older[];
      removeVersions.run(range);
      removeResources.run(range);
      for (const { type, id, previous } of older) putBack.run(store, type, id, previous);
    }
    const creations = Number(removeCreations.run(store).changes);
    if (!last && creations === 0) forget.run(store);
  };

  return {
    add: (store) =>
      transaction(database, () => {
        const gone = segments.all(store).map(({ segment }) => Number(segment));
        transactions.run(store);
        name.run(store);
        note.run(store);
        removePiece(store);
        return gone;
      }),
    next() {
      const store = (first.get() as { store: number } | undefined)?.store;
      if (store === undefined) return false;
      withoutWaiting(database, () => {
        transaction(database, () => {
          removePiece(store);
        });
      });
      return true;
    },
  };
}
