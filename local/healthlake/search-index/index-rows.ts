import type { DatabaseSync } from 'node:sqlite';
import type { SearchTable } from '../../../fhir/index.ts';
import { transaction } from '../../ground/index.ts';
import type { IndexedResource } from './entries-of.ts';
import { indexed } from './entries-of.ts';
import { entryRows } from './entry-rows.ts';
import type { FollowedRows, NextRow } from './next-rows.ts';

/** Follows the store: takes its next rows into the index. */
export interface RowIndexer {
  /** The row up to which all is in the index. */
  mark: () => number;
  /**
   * Takes in the next rows, in one transaction with the mark.
   * @returns whether there may be more
   */
  next(most: { rows: number; bytes: number }): boolean;
}

/** @param database of the index */
export function rowIndexer(database: DatabaseSync, rows: FollowedRows, table: SearchTable): RowIndexer {
  const readMark = database.prepare('SELECT mark FROM state');
  const writeMark = database.prepare('UPDATE state SET mark = ?');
  const createdOf = database.prepare('SELECT created FROM resources WHERE type = ? AND row = ?');
  const write = entryRows(database);
  const mark = (): number => (readMark.get() as { mark: number }).mark;

  const take = (from: number, next: readonly NextRow[]) => {
    const added = new Map<number, IndexedResource>();
    const removed: Omit<IndexedResource, 'created'>[] = [];
    for (const { row, store, updated, body, previous } of next) {
      let created: number | undefined;
      // The version before is one of these rows, and so in no index yet; or its rows are made once more, to be removed.
      if (previous && previous.row > from) {
        created = added.get(previous.row)?.created;
        added.delete(previous.row);
      } else if (previous && previous.body.length > 0) {
        const gone = indexed(table, previous.body, { store, ...previous });
        if (gone) {
          created = (createdOf.get(gone.type, gone.row) as { created: number } | undefined)?.created;
          removed.push(gone);
        }
      }
      if (body.length === 0) continue;
      const taken = indexed(table, body, { store, row, updated });
      if (taken) added.set(row, { ...taken, created: created ?? (previous ? rows.created(row) : updated) });
    }
    return { added: [...added.values()], removed };
  };

  return {
    mark,
    next(most) {
      const from = mark();
      const { rows: next, upTo, isEnd } = rows.behind(from, most);
      if (upTo <= from) return false;
      const { added, removed } = take(from, next);
      return transaction(database, () => {
        // Another thread was faster: its rows are in.
        if (mark() !== from) return true;
        write.remove(removed);
        write.add(added);
        writeMark.run(upTo);
        return !isEnd;
      });
    },
  };
}
