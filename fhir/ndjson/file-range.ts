import { readSync } from 'node:fs';
import { collectGarbage } from './collect-garbage.ts';
import { markLength } from './lines.ts';

/**
 * A part of a file: the lines that begin between two positions, bytes from its start. So a file can be cut anywhere, and each
 * line of it is in one part.
 */
export interface FileRange {
  from: number;
  to: number;
}

/** The lines of a range. */
export interface RangeLines {
  /** What was read, in memory of its own: the lines, and maybe bytes before and behind them. */
  memory: Buffer<ArrayBuffer>;
  lines: Iterable<RangeLine>;
}

/** One line without its line ending, by where it lies in the memory of its range. */
export interface RangeLine {
  start: number;
  end: number;
  /** True for a line longer than allowed: it is not in memory. */
  isTooLong: boolean;
  /** The position in the file behind the line and its line ending. */
  position: number;
}

/** A good length of a range: memory for one, made once, takes all ranges of lines that are not long. */
export const RANGE_BYTES = 1024 * 1024;

const LOOK_AHEAD_BYTES = 64 * 1024;
export const RANGE_MEMORY_BYTES = 1 + RANGE_BYTES + LOOK_AHEAD_BYTES;
/** Memory for a range of so many bytes: of a small file, no more than that takes. */
export const newRangeMemory = (bytes = RANGE_BYTES): Buffer<ArrayBuffer> =>
  Buffer.allocUnsafeSlow(Math.min(1 + bytes + LOOK_AHEAD_BYTES, RANGE_MEMORY_BYTES));

/** From here on memory is freed at once, not when V8 sees fit. */
export const LARGE_BYTES = 8 * 1024 * 1024;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Reads the lines that begin in a range of an open file. LF and CRLF end a line, and so does the end of the file; a byte order
 * mark at the start of the file is no part of its first line. The end of a long line is looked up before it is read, so that it
 * is in memory once.
 * @param memory is used where it is large enough
 * @param longestLine bytes; longer lines are passed over
 * @param most bytes that may be read into memory
 * @returns undefined where more would have to be read
 */
export function readRange(
  file: number,
  { from, to }: FileRange,
  memory: Buffer<ArrayBuffer>,
  longestLine: number,
  most = Infinity,
): RangeLines | undefined {
  // The byte before the range shows whether a line begins where the range does.
  const begin = Math.max(from - 1, 0);
  const wanted = to - begin + LOOK_AHEAD_BYTES;
  const first = wanted <= memory.length ? memory : Buffer.allocUnsafeSlow(wanted);
  const filled = fill(file, first, 0, wanted, begin);
  const start = from === 0 ? 0 : first.subarray(0, filled).indexOf(LINE_FEED) + 1;
  const read = { begin, start, until: to - begin, longestLine };
  if ((start === 0 && from > 0) || start >= read.until) return { memory: first, lines: [] };

  const feed = first.subarray(0, filled).indexOf(LINE_FEED, read.until - 1);
  if (feed >= 0 || filled < wanted)
    return { memory: first, lines: linesIn(first, { ...read, end: feed >= 0 ? feed + 1 : filled }) };

  // The last line goes on behind what was read.
  const lastStart = first.lastIndexOf(LINE_FEED, read.until - 2) + 1;
  const length =
    filled - lastStart + bytesToLineEnd(file, begin + filled, longestLine - filled + lastStart + 1);
  if (length > longestLine + 1) {
    const position = begin + filled + bytesToLineEnd(file, begin + filled, Infinity);
    return { memory: first, lines: linesIn(first, { ...read, end: lastStart, tooLong: position }) };
  }
  if (lastStart + length > most) return undefined;
  if (length > LARGE_BYTES) collectGarbage();
  const whole = Buffer.allocUnsafeSlow(lastStart + length);
  first.copy(whole, 0, 0, filled);
  const end = filled + fill(file, whole, filled, whole.length - filled, begin + filled);
  return { memory: whole, lines: linesIn(whole, { ...read, end }) };
}

/** Where the lines lie in what was read. */
interface Extent {
  /** The position in the file of the first byte read. */
  begin: number;
  start: number;
  end: number;
  longestLine: number;
  /** The position behind a line that follows and is too long to be read. */
  tooLong?: number;
}

function* linesIn(bytes: Buffer, { begin, start, end, longestLine, tooLong }: Extent): Generator<RangeLine> {
  const all = bytes.subarray(0, end);
  for (let at = start; at < end;) {
    const feed = all.indexOf(LINE_FEED, at);
    const lineEnd = feed < 0 ? end : feed;
    const behind = feed < 0 ? end : feed + 1;
    const isTooLong = lineEnd - at > longestLine;
    const isReturned = lineEnd > at && bytes[lineEnd - 1] === CARRIAGE_RETURN;
    const textStart = begin + at === 0 ? markLength(bytes) : at;
    yield { start: textStart, end: isReturned ? lineEnd - 1 : lineEnd, isTooLong, position: begin + behind };
    at = behind;
  }
  if (tooLong !== undefined) yield { start: end, end, isTooLong: true, position: tooLong };
}

/** Reads up to `length` bytes; fewer only where the file ends. */
function fill(file: number, into: Buffer, at: number, length: number, position: number): number {
  let filled = 0;
  while (filled < length) {
    const bytesRead = readSync(file, into, at + filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** How many bytes from `position` on end the line, its line feed included; not more than `most` are looked at. */
function bytesToLineEnd(file: number, position: number, most: number): number {
  const chunk = Buffer.allocUnsafe(LOOK_AHEAD_BYTES);
  let looked = 0;
  while (looked < most) {
    const bytesRead = readSync(file, chunk, 0, chunk.length, position + looked);
    const feed = chunk.subarray(0, bytesRead).indexOf(LINE_FEED);
    if (feed >= 0) return looked + feed + 1;
    if (bytesRead === 0) return looked;
    looked += bytesRead;
  }
  return Math.max(most, 1);
}
