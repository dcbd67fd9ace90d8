import { readSync } from 'node:fs';
import { collectGarbage } from './collect-garbage.ts';

/** One line of a file, without its line ending. Its bytes are valid until the next line is taken. */
export interface Line {
  /** Undefined where the line is longer than allowed: its bytes were passed over. */
  bytes: Buffer | undefined;
  /** The position in the file behind the line and its line ending. */
  end: number;
}

const CHUNK_BYTES = 512 * 1024;
const LOOK_AHEAD_BYTES = 64 * 1024;

/** Before a line of this size is read, the memory of the one before it is freed. */
const LARGE_BYTES = 8 * 1024 * 1024;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The lines of an open file from `position` on. Reads chunk by chunk into one buffer; for a line that is longer
 * its end is looked up first, so that it is in memory once. LF and CRLF end a line, and so does the end of the file; a byte order
 * mark at the start of the file is no part of its first line.
 */
export function* linesOf(file: number, position: number, longestLine: number): Generator<Line> {
  let buffer: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let start = 0;
  let filled = 0;
  let searched = 0;
  let read = position;
  let tooLong = false;

  for (;;) {
    const feed = buffer.subarray(searched, filled).indexOf(LINE_FEED);
    if (feed >= 0) {
      const end = searched + feed;
      const begin = read - filled;
      if (end - start > longestLine) tooLong = true;
      yield {
        bytes: tooLong ? undefined : content(buffer, start, end, begin + start === 0),
        end: begin + end + 1,
      };
      start = searched = end + 1;
      tooLong = false;
      continue;
    }
    if (filled - start > longestLine) tooLong = true;
    if (tooLong) start = filled;
    if (start > 0) {
      buffer.copyWithin(0, start, filled);
      filled -= start;
      start = 0;
    }
    if (filled === buffer.length)
      buffer = resized(buffer, filled, filled + bytesToLineEnd(file, read, longestLine - filled + 1));
    else if (filled < CHUNK_BYTES / 2 && buffer.length > CHUNK_BYTES)
      buffer = resized(buffer, filled, CHUNK_BYTES);
    searched = filled;
    const bytesRead = readSync(file, buffer, filled, buffer.length - filled, read);
    if (bytesRead === 0) break;
    filled += bytesRead;
    read += bytesRead;
  }
  if (filled > longestLine) tooLong = true;
  if (filled > 0 || tooLong)
    yield { bytes: tooLong ? undefined : content(buffer, 0, filled, read === filled), end: read };
}

function content(buffer: Buffer, start: number, end: number, firstOfFile: boolean): Buffer {
  const last = end > start && buffer[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
  const line = buffer.subarray(start, last);
  const marked = firstOfFile && line.subarray(0, 3).equals(BYTE_ORDER_MARK);
  return marked ? line.subarray(3) : line;
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

function resized(buffer: Buffer, filled: number, size: number): Buffer {
  if (size > LARGE_BYTES) collectGarbage();
  const other = Buffer.allocUnsafeSlow(size);
  buffer.copy(other, 0, 0, filled);
  return other;
}
