import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writevSync,
} from 'node:fs';
import { join } from 'node:path';

/** The segments of a state folder: files of lines that only grow, by their numbers. */
export interface SegmentFiles {
  /** Opens a segment to write into, a new one or one that is there. @returns its file, which the caller closes */
  open(segment: number): number;
  /** Reads into memory, from `start` of the segment on, as much as there is room for. @throws Error where the segment is shorter */
  read(segment: number, start: number, into: Uint8Array): void;
  /** Opens segments, so that they can be read when they are removed. */
  hold(segments: readonly number[]): void;
  remove(segments: readonly number[]): void;
  /** Removes what is no segment any more, and cuts off what was written behind the end of one. @param lengths bytes of each segment */
  sweep(lengths: ReadonlyMap<number, number>): void;
  close(): void;
}

/** Below the state folder. */
export const SEGMENTS_FOLDER = 'segments';

/** Files that are kept open for reading. */
const KEPT_OPEN = 16;

export function segmentFiles(stateFolder: string): SegmentFiles {
  const folder = join(stateFolder, SEGMENTS_FOLDER);
  const pathOf = (segment: number): string => join(folder, `${segment}.ndjson`);
  /** Files by their segments, the one that was read last at the end. */
  const files = new Map<number, number>();
  let most = KEPT_OPEN;

  const fileOf = (segment: number): number => {
    const file = files.get(segment) ?? openSync(pathOf(segment), 'r');
    files.delete(segment);
    files.set(segment, file);
    const [oldest] = files.keys();
    if (files.size > most && oldest !== undefined) drop(oldest);
    return file;
  };
  const drop = (segment: number): void => {
    const file = files.get(segment);
    files.delete(segment);
    if (file !== undefined) closeSync(file);
  };

  return {
    open(segment) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = openSync(pathOf(segment), constants.O_RDWR | constants.O_CREAT, 0o600);
      syncFolder(folder);
      return file;
    },
    read(segment, start, into) {
      const file = fileOf(segment);
      for (let at = 0; at < into.length;) {
        const bytesRead = readSync(file, into, at, into.length - at, start + at);
        if (bytesRead === 0) throw new Error(`Segment ${segment} ends before byte ${start + into.length}.`);
        at += bytesRead;
      }
    },
    hold(segments) {
      most += segments.length;
      for (const segment of segments) fileOf(segment);
    },
    remove(segments) {
      for (const segment of segments) {
        drop(segment);
        rmSync(pathOf(segment), { force: true });
      }
    },
    sweep(lengths) {
      for (const name of namesIn(folder)) {
        const segment = Number.parseInt(name, 10);
        const length = lengths.get(segment);
        if (length === undefined) rmSync(join(folder, name), { force: true });
        else if (statSync(pathOf(segment)).size > length) truncateSync(pathOf(segment), length);
      }
    },
    close() {
      for (const segment of [...files.keys()]) drop(segment);
    },
  };
}

/** Writes pieces one behind the other, from a position of a file on. */
export function writePieces(file: number, pieces: readonly Uint8Array[], position: number): void {
  const total = pieces.reduce((sum, { length }) => sum + length, 0);
  let written = writevSync(file, [...pieces], position);
  // Less than all is written where something is in the way, which the next call tells.
  while (written < total) written += writevSync(file, behind(pieces, written), position + written);
}

function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let passed = 0;
  for (const piece of pieces) {
    if (passed + piece.length > bytes) rest.push(piece.subarray(Math.max(bytes - passed, 0)));
    passed += piece.length;
  }
  return rest;
}

/** Carries what was written of a file to the disk: it outlives a loss of power. */
export const syncFile = (file: number): void => {
  fdatasyncSync(file);
};

function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
