import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs';
import type { RangeLines } from '../../../fhir/index.ts';
import { RANGE_BYTES, newRangeMemory, readRange } from '../../../fhir/index.ts';

/** The yardstick: a file read, split at line ends, and each line parsed. */
export async function parseFile(file: string): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      JSON.parse(bytes.toString('utf8', 0, end));
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
}

/** Reads files as an import does, range by range. */
export function eachRange(files: readonly string[], use: (range: RangeLines) => void): void {
  const memory = newRangeMemory();
  for (const path of files) {
    const file = openSync(path, 'r');
    const { size } = fstatSync(file);
    for (let from = 0; from < size; from += RANGE_BYTES) {
      const range = readRange(file, { from, to: Math.min(from + RANGE_BYTES, size) }, memory, Infinity);
      if (range) use(range);
    }
    closeSync(file);
  }
}

/** The same, line by line. */
export function eachLine(files: readonly string[], use: (line: Buffer) => void): void {
  eachRange(files, ({ memory, lines }) => {
    for (const { start, end } of lines) if (end > start) use(memory.subarray(start, end));
  });
}
