import { boundLimit } from '../../ground/index.ts';
import type { FhirStore } from '../store/store.ts';

/** A version that is to be indexed. */
export interface NextRow {
  row: number;
  /** The data store's number. */
  store: number;
  /** Epoch milliseconds. */
  updated: number;
  /** Empty for a deletion. */
  body: Buffer;
  /** The version before; its body is empty for a deletion. */
  previous: { row: number; updated: number; body: Buffer } | undefined;
}

/** What is read of the store to follow it. */
export interface FollowedRows {
  /** The number of the last row, of all data stores. */
  last: () => number;
  /**
   * The next rows behind one, in their order; none of data stores that are gone. `upTo` is the last that was looked at, `isEnd` whether it was the
   * last that there was.
   */
  behind(
    row: number,
    most: { rows: number; bytes: number },
  ): { rows: NextRow[]; upTo: number; isEnd: boolean };
  /** When the first version of a resource was written, by any of its rows. */
  created(row: number): number;
}

interface Found {
  row: number;
  previous: number | null;
  updated: number;
  segment: number;
  start: number;
  length: number;
  bUpdated: number;
  bSegment: number;
  bStart: number;
  bLength: number;
}

export function followedRows({ database, bodyAt }: Pick<FhirStore, 'database' | 'bodyAt'>): FollowedRows {
  const last = database.prepare("SELECT seq AS row FROM sqlite_sequence WHERE name = 'versions'");
  const next = database.prepare(`
    SELECT v.row, v.previous, v.last_updated AS updated, v.segment, v.start, v.length,
      ifnull(b.last_updated, 0) AS bUpdated, ifnull(b.segment, 0) AS bSegment, ifnull(b.start, 0) AS bStart,
      ifnull(b.length, 0) AS bLength
    FROM versions AS v LEFT JOIN versions AS b ON b.row = v.previous
    WHERE v.row > ? ORDER BY v.row ${boundLimit('?')}`);
  const storeOf = database.prepare('SELECT store FROM segments WHERE segment = ?');
  const before = database.prepare('SELECT previous, last_updated AS updated FROM versions WHERE row = ?');
  const known = new Map<number, number>();

  const storeNumber = (segment: number): number => {
    // Deletions lie in no segment (store/schema.ts).
    if (segment < 0) return -segment;
    const store = known.get(segment) ?? (storeOf.get(segment) as { store: number } | undefined)?.store ?? 0;
    // Where an open transaction is rolled back, its segments' numbers go to others.
    if (store > 0 && !database.isTransaction) known.set(segment, store);
    return store;
  };
  /** Undefined where the data store was deleted in the meantime, and its segments with it. */
  const bodyOf = (place: Parameters<FhirStore['bodyAt']>[0]): Buffer | undefined => {
    try {
      return bodyAt(place);
    } catch (error) {
      known.delete(place.segment);
      if (storeNumber(place.segment) === 0) return undefined;
      throw error;
    }
  };
  const lastRow = (): number => (last.get() as { row: number } | undefined)?.row ?? 0;

  return {
    last: lastRow,
    behind(row, most) {
      // Rows of data stores that were deleted are gone: behind all others, there is nothing up to the last.
      const end = lastRow();
      const rows: NextRow[] = [];
      let bytes = 0;
      let upTo = row;
      const found = next.all(row, most.rows) as unknown as Found[];
      for (const each of found) {
        if (bytes > most.bytes) return { rows, upTo, isEnd: false };
        upTo = each.row;
        const store = storeNumber(each.segment);
        if (store === 0) continue;
        const body = bodyOf(each);
        const before = bodyOf({ segment: each.bSegment, start: each.bStart, length: each.bLength });
        if (!body || !before) continue;
        const previous =
          each.previous === null ? undefined : { row: each.previous, updated: each.bUpdated, body: before };
        rows.push({ row: each.row, store, updated: each.updated, body, previous });
        bytes += each.length + each.bLength;
      }
      const isEnd = found.length < most.rows;
      return { rows, upTo: isEnd ? Math.max(end, upTo) : upTo, isEnd };
    },
    created(row) {
      let at = before.get(row) as { previous: number | null; updated: number } | undefined;
      let created = 0;
      while (at) {
        created = at.updated;
        at = before.get(at.previous) as typeof at;
      }
      return created;
    },
  };
}
