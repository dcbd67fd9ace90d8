import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { UNKNOWN_PLACE } from '../../../fhir/index.ts';

/** Lines that were appended to a segment, in their order: a column each. */
export interface AppendedLines {
  /** The resource types' numbers (resource-types.ts). */
  types: readonly number[];
  ids: readonly string[];
  /** Bytes from the segment's start. */
  starts: readonly number[];
  lengths: readonly number[];
  /** Where versions go in them (fhir: version-place.ts). */
  versionPlaces: readonly number[];
}

/** A version that was written. */
export interface WrittenVersion {
  /** 1 for a resource that was never there. */
  version: number;
  /** Epoch milliseconds. */
  lastUpdated: number;
  /** Whether there was no such resource, or one that was deleted. */
  isNew: boolean;
}

/** Writes the rows of versions. */
export interface VersionRows {
  /**
   * Makes each line the newest version of its resource. To be called in a transaction. A version is never older than the one before it, also where a
   * clock was set back: it has the time of that one then.
   * @param now epoch milliseconds
   * @returns what the lines became, in their order
   */
  add(store: number, segment: number, lines: AppendedLines, now: number): WrittenVersion[];
  /** The same of one line. */
  addOne(store: number, segment: number, line: AppendedLine, now: number): WrittenVersion;
}

/** A line of which it is not known where its version goes; of no length for a deletion. */
interface AppendedLine {
  type: number;
  id: string;
  start: number;
  length: number;
}

/** How many rows one statement writes: the first that are enough of them. */
const SIZES = [64, 8, 1] as const;

interface Known {
  id: string;
  row: number;
  version: number;
  lastUpdated: number;
  length: number;
}

/** The same statement for each size, made when it is first needed. */
function sized(database: DatabaseSync, sqlFor: (size: number) => string): (size: number) => StatementSync {
  const made = new Map<number, StatementSync>();
  return (size) => {
    const statement = made.get(size) ?? database.prepare(sqlFor(size));
    made.set(size, statement);
    return statement;
  };
}

const repeated = (size: number, values: string): string => new Array<string>(size).fill(values).join(', ');

export function versionRows(database: DatabaseSync): VersionRows {
  const lastRow = database.prepare("SELECT seq AS row FROM sqlite_sequence WHERE name = 'versions'");
  // Parameters without numbers: node:sqlite looks for the name of each among all before it.
  const newest = (size: number): string =>
    `INSERT INTO newest (store, type, id, row) VALUES ${repeated(size, '(?, ?, ?, ?)')}`;
  const begin = sized(database, (size) => `${newest(size)} ON CONFLICT DO NOTHING`);
  const goOn = sized(database, (size) => `${newest(size)} ON CONFLICT DO UPDATE SET row = excluded.row`);
  const known = sized(
    database,
    (size) => `
      SELECT newest.id, newest.row, v.version, v.last_updated AS lastUpdated, v.length FROM newest JOIN versions AS v ON v.row = newest.row
      WHERE newest.store = ? AND newest.type = ? AND newest.id IN (${repeated(size, '?')})`,
  );
  const columns = 'row, last_updated, segment, start, length, version_place, version, previous';
  const addFirst = sized(
    database,
    (size) => `INSERT INTO versions (${columns}) VALUES ${repeated(size, '(?, ?, ?, ?, ?, ?, 1, NULL)')}`,
  );
  const addNext = sized(
    database,
    (size) => `INSERT INTO versions (${columns}) VALUES ${repeated(size, '(?, ?, ?, ?, ?, ?, ?, ?)')}`,
  );
  /** What the last resources were is what the next may be: new, or there already. */
  let areNew = true;

  const all: VersionRows = {
    add(store, segment, { types, ids, starts, lengths, versionPlaces }, now) {
      const first = { version: 1, lastUpdated: now, isNew: true };
      const written = new Array<WrittenVersion>(ids.length).fill(first);
      let row = ((lastRow.get() as { row: number } | undefined)?.row ?? 0) + 1;
      for (let from = 0; from < ids.length;) {
        const type = types[from] ?? 0;
        const size = sizeOfChunk(types, from);
        const to = from + size;
        const keys: SQLInputValue[] = [];
        for (let at = from; at < to; at++) keys.push(store, type, ids[at] ?? '', row + at - from);
        const values: SQLInputValue[] = [];
        const addPlace = (at: number): void => {
          const place = [starts[at] ?? 0, lengths[at] ?? 0, versionPlaces[at] ?? 0] as const;
          values.push(row + at - from, written[at]?.lastUpdated ?? now, segment, ...place);
        };
        if (areNew && begin(size).run(...keys).changes === size) {
          for (let at = from; at < to; at++) addPlace(at);
          addFirst(size).run(...values);
        } else {
          const before = new Map<string, Omit<Known, 'id'>>();
          const found = known(size).all(store, type, ...ids.slice(from, to)) as unknown as Known[];
          for (const each of found) before.set(each.id, each);
          areNew = found.length === 0;
          for (let at = from; at < to; at++) {
            const last = before.get(ids[at] ?? '');
            const next = last ? versionBehind(last, now) : first;
            written[at] = next;
            addPlace(at);
            values.push(next.version, last?.row ?? null);
            before.set(ids[at] ?? '', { ...next, row: row + at - from, length: lengths[at] ?? 0 });
          }
          goOn(size).run(...keys);
          addNext(size).run(...values);
        }
        row += size;
        from = to;
      }
      return written;
    },
    addOne(store, segment, { type, id, start, length }, now) {
      const line = { types: [type], ids: [id], starts: [start], lengths: [length] };
      const [written] = all.add(store, segment, { ...line, versionPlaces: [UNKNOWN_PLACE] }, now);
      if (!written) throw new Error('A line was added, and no version came of it.');
      return written;
    },
  };
  return all;
}

const versionBehind = ({ version, lastUpdated, length }: Omit<Known, 'id'>, now: number): WrittenVersion => ({
  version: version + 1,
  lastUpdated: Math.max(now, lastUpdated),
  isNew: length === 0,
});

/** How many lines from one on are of its type, and no more than a statement takes. */
function sizeOfChunk(types: readonly number[], from: number): number {
  const type = types[from];
  let same = 1;
  while (same < SIZES[0] && types[from + same] === type) same++;
  return SIZES.find((size) => size <= same) ?? 1;
}
