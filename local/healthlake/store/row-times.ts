import type { FhirStore } from './store.ts';

/** When the versions up to a row were written. Their times mostly rise with their rows, and need not: a clock can be set back. */
export interface RowTimes {
  /** Takes in the next rows, some milliseconds' work. Not to be called in a transaction that writes. @returns whether there are more */
  takeIn(): boolean;
  /** Whether a version up to a row may have been written at a time or later, epoch milliseconds; false only where none was. */
  mayBeSince(row: number, time: number): boolean;
}

/** Rows of which one time is remembered, and blocks of them that are taken in at once. */
const BLOCK = 1_024;
const BLOCKS_AT_ONCE = 32;

/** Remembers eight bytes for each thousand rows. */
export function rowTimes({ database }: Pick<FhirStore, 'database'>): RowTimes {
  const latest = database.prepare(
    'SELECT max(last_updated) AS time FROM versions WHERE row > ? AND row <= ?',
  );
  const last = database.prepare("SELECT seq AS row FROM sqlite_sequence WHERE name = 'versions'");
  const latestOf = (from: number, to: number): number => Number(latest.get(from, to)?.time ?? 0);
  /** The latest time of all rows up to the end of each block. */
  const times: number[] = [];
  return {
    takeIn() {
      const blocks = Math.floor(Number(last.get()?.row ?? 0) / BLOCK);
      for (let left = BLOCKS_AT_ONCE; left > 0 && times.length < blocks; left--) {
        const from = times.length * BLOCK;
        times.push(Math.max(times.at(-1) ?? 0, latestOf(from, from + BLOCK)));
      }
      return times.length < blocks;
    },
    mayBeSince(row, time) {
      const blocks = Math.floor(row / BLOCK);
      if (blocks > times.length) return true;
      return (times[blocks - 1] ?? 0) >= time || latestOf(blocks * BLOCK, row) >= time;
    },
  };
}
