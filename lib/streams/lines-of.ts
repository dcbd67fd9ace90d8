/** One line of a streamed object, without its line ending. */
export interface StreamedLine {
  bytes: Buffer;
  /** The position behind the line and its line ending, in bytes from the start of the object. */
  end: number;
  /** True where the line was longer than allowed and `bytes` are only its beginning. */
  isCut: boolean;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * The lines of a byte stream, as many at a time as end in each chunk. LF and CRLF end a line, and so does the end of the
 * stream. No more than `longest` bytes of a line are ever held.
 * @param start where in the object the stream begins
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array>,
  { start = 0, longest }: { start?: number; longest: number },
): AsyncGenerator<StreamedLine[]> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let lineBytes = 0;
  let at = start;

  const hold = (part: Buffer): void => {
    const kept = part.subarray(0, Math.max(0, longest - heldBytes));
    if (kept.length > 0) held.push(kept);
    heldBytes += kept.length;
    lineBytes += part.length;
  };
  const take = (end: number): StreamedLine => {
    const [only = Buffer.alloc(0)] = held;
    const whole = held.length <= 1 ? only : Buffer.concat(held);
    const isCut = lineBytes > heldBytes;
    const bytes = !isCut && whole.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    held = [];
    heldBytes = 0;
    lineBytes = 0;
    return { bytes, end, isCut };
  };

  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: StreamedLine[] = [];
    let from = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, from)) {
      hold(bytes.subarray(from, feed));
      lines.push(take(at + feed + 1));
      from = feed + 1;
    }
    if (from < bytes.length) hold(bytes.subarray(from));
    at += bytes.length;
    if (lines.length > 0) yield lines;
  }
  if (lineBytes > 0) yield [take(at)];
}
