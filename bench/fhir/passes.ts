import { closeSync, createReadStream, openSync } from 'node:fs';
import { linesOf } from '../../local/fhir/lines.ts';

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
  for (const path of files) {
    const file = openSync(path, 'r');
    for (const { bytes } of linesOf(file, 0, Infinity)) if (bytes && bytes.length > 0) use(bytes);
    closeSync(file);
  }
}
