import { fstatSync } from 'node:fs';
import { newRangeMemory, RANGE_BYTES, readRange } from './file-range.ts';

/** One line of a file, without its line ending. Its bytes are valid until the next line is taken. */
export interface Line {
  /** Undefined where the line is longer than allowed: its bytes were passed over. */
  bytes: Buffer | undefined;
  /** The position in the file behind the line and its line ending. */
  end: number;
}

/** The lines of an open file from `position` on, where a line begins (file-range.ts). */
export function* linesOf(file: number, position: number, longestLine: number): Generator<Line> {
  const memory = newRangeMemory();
  const { size } = fstatSync(file);
  for (let from = position; from < size; from += RANGE_BYTES) {
    const read = readRange(file, { from, to: Math.min(from + RANGE_BYTES, size) }, memory, longestLine);
    for (const { start, end, isTooLong, position: behind } of read?.lines ?? [])
      yield { bytes: isTooLong ? undefined : read?.memory.subarray(start, end), end: behind };
  }
}
