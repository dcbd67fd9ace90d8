/** Enough for one write to a disk or a socket, little enough to be nothing in memory. */
const CHUNK_BYTES = 64 * 1024;

/**
 * A file's bytes in pieces, each line with its end: `Readable.from(chunks(file.lines()))` is the file as a
 * stream, whatever its size.
 */
export function* chunks(lines: Iterable<string>): Generator<Buffer> {
  let held: string[] = [];
  let length = 0;
  for (const line of lines) {
    held.push(line, '\n');
    length += line.length + 1;
    if (length >= CHUNK_BYTES) {
      yield Buffer.from(held.join(''));
      held = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.from(held.join(''));
}
