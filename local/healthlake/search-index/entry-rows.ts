import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { IndexedResource } from './entries-of.ts';

/** Writes the rows of the index, many at once and in the order of the tables. */
export interface EntryRows {
  add(resources: readonly IndexedResource[]): void;
  remove(resources: readonly Omit<IndexedResource, 'created'>[]): void;
}

/** How many rows one statement writes: the first that are enough of them. */
const SIZES = [64, 8, 1] as const;

type Row = readonly SQLInputValue[];

export function entryRows(database: DatabaseSync): EntryRows {
  const adder = (table: string, columns: number) => {
    const made = new Map<number, StatementSync>();
    const values = `(${new Array<string>(columns).fill('?').join(', ')})`;
    const statement = (size: number): StatementSync => {
      const known = made.get(size);
      if (known) return known;
      const rows = new Array<string>(size).fill(values).join(', ');
      // A value that a resource has twice is there once.
      const prepared = database.prepare(`INSERT OR IGNORE INTO ${table} VALUES ${rows}`);
      made.set(size, prepared);
      return prepared;
    };
    return (rows: readonly Row[]): void => {
      for (let at = 0; at < rows.length;) {
        const size = SIZES.find((each) => each <= rows.length - at) ?? 1;
        statement(size).run(...rows.slice(at, at + size).flat());
        at += size;
      }
    };
  };
  const addResources = adder('resources', 5);
  const addTexts = adder('texts', 3);
  const addRanges = adder('ranges', 5);
  const removeResource = database.prepare('DELETE FROM resources WHERE type = ? AND row = ?');
  const removeText = database.prepare('DELETE FROM texts WHERE parameter = ? AND value = ? AND row = ?');
  const removeRange = database.prepare(
    'DELETE FROM ranges WHERE parameter = ? AND low = ? AND high = ? AND unit = ? AND row = ?',
  );

  return {
    add(resources) {
      addResources(
        resources
          .map(({ type, row, id, created, updated }) => [type, row, id, created, updated])
          .sort(inOrder),
      );
      addTexts(resources.flatMap(({ texts }) => texts).sort(inOrder));
      addRanges(resources.flatMap(({ ranges }) => ranges).sort(inOrder));
    },
    remove(resources) {
      for (const { type, row } of resources) removeResource.run(type, row);
      for (const each of resources.flatMap(({ texts }) => texts).sort(inOrder)) removeText.run(...each);
      for (const each of resources.flatMap(({ ranges }) => ranges).sort(inOrder)) removeRange.run(...each);
    },
  };
}

/** The order of SQLite's key, near enough: rows that lie together are written together. */
function inOrder(a: Row, b: Row): number {
  for (let at = 0; at < a.length; at++) {
    const [left, right] = [a[at] ?? 0, b[at] ?? 0];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
