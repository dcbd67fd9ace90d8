import { closeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../ground/index.ts';
import type { SegmentFiles } from './segment-files.ts';
import { syncFile, writePieces } from './segment-files.ts';

/** Who appends: each has segments of its own, so that none waits for another. One at a time of each in a state folder. */
export type Writer = 'import' | 'request';

/** Where something was appended. */
export interface Appended {
  segment: number;
  /** Bytes from the segment's start. */
  start: number;
}

/**
 * Appends to the newest segment of a data store. What no transaction has noted is written over by the next: where one is rolled back, or
 * the process is killed, nothing of it stays.
 */
export interface Appender {
  append(store: number, pieces: readonly Uint8Array[], bytes: number): Appended;
  /** Carries to the disk what was appended. To be called before the transaction commits that names it. */
  sync(): void;
  /** Notes the new ends of segments; in the transaction that names what was appended. @returns whether their data stores are still there */
  note(): boolean;
  ends(): Ends;
  /** Forgets what was appended since `ends` were taken; nothing of it is noted. */
  backTo(ends: Ends): void;
  /** Closes the file of a data store's segment. */
  leave(store: number): void;
  close(): void;
}

/** Where the open segments of an appender end. */
export type Ends = ReadonlyMap<number, number>;

interface OpenSegment {
  store: number;
  segment: number;
  file: number;
  length: number;
  /** What is noted in the database. */
  noted: number;
  isSynced: boolean;
}

/** A segment that has so much gets no more: a new one is begun. */
const FULL_BYTES = 1024 ** 3;

export function createAppender(database: DatabaseSync, files: SegmentFiles, writer: Writer): Appender {
  const latest = database.prepare(
    'SELECT segment, bytes FROM segments WHERE store = ? AND writer = ? ORDER BY segment DESC LIMIT 1',
  );
  const add = database.prepare(
    'INSERT INTO segments (store, writer, bytes) VALUES (?, ?, 0) RETURNING segment',
  );
  const note = database.prepare(
    'UPDATE segments SET bytes = ? WHERE segment = ? AND store IN (SELECT store FROM stores)',
  );
  /** By data store. */
  const open = new Map<number, OpenSegment>();

  const begin = (store: number): OpenSegment => {
    const last = latest.get(store, writer) as { segment: number; bytes: number } | undefined;
    if (last && last.bytes < FULL_BYTES)
      return entryOf(store, last.segment, files.open(last.segment), last.bytes);
    const { segment } = transaction(database, () => add.get(store, writer)) as { segment: number };
    return entryOf(store, segment, files.open(segment), 0);
  };

  const toAppendTo = (store: number): OpenSegment => {
    const current = open.get(store);
    if (current && current.noted < FULL_BYTES) return current;
    if (current) leave(store);
    const begun = begin(store);
    open.set(store, begun);
    return begun;
  };

  const leave = (store: number): void => {
    const left = open.get(store);
    open.delete(store);
    if (left) closeSync(left.file);
  };

  return {
    append(store, pieces, bytes) {
      const to = toAppendTo(store);
      const start = to.length;
      writePieces(to.file, pieces, start);
      to.length += bytes;
      to.isSynced = false;
      return { segment: to.segment, start };
    },
    sync() {
      for (const segment of open.values()) {
        if (segment.isSynced) continue;
        syncFile(segment.file);
        segment.isSynced = true;
      }
    },
    note() {
      let areThere = true;
      for (const each of open.values()) {
        if (each.length === each.noted) continue;
        areThere &&= note.run(each.length, each.segment).changes === 1;
        each.noted = each.length;
      }
      return areThere;
    },
    ends: () => new Map([...open.values()].map(({ segment, length }) => [segment, length])),
    backTo(ends) {
      for (const each of [...open.values()]) {
        const length = ends.get(each.segment);
        // One that was opened meanwhile may have been begun meanwhile, and its row is rolled back, too.
        if (length === undefined) leave(each.store);
        else each.length = length;
      }
    },
    leave,
    close() {
      for (const store of [...open.keys()]) leave(store);
    },
  };
}

const entryOf = (store: number, segment: number, file: number, length: number): OpenSegment => ({
  store,
  segment,
  file,
  length,
  noted: length,
  isSynced: true,
});
