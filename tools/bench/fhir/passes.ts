import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs';
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

/** Reads files as an import does, and does something with each line. */
export function eachLine(files: readonly string[], use: (line: Buffer) => void): void {
  const memory = newRangeMemory();
  for (const path of files) {
    const file = openSync(path, 'r');
    const { size } = fstatSync(file);
    for (let from = 0; from < size; from += RANGE_BYTES) {
      const range = { from, to: Math.min(from + RANGE_BYTES, size) };
      const { memory: text, lines = [] } = readRange(file, range, memory, Infinity) ?? {};
      for (const { start, end } of lines) if (text && end > start) use(text.subarray(start, end));
    }
    closeSync(file);
  }
}
