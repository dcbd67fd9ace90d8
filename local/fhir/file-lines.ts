import { readSync } from 'node:fs';
import { linesOf } from './lines.ts';
import { HEAD_BYTES, notNdjson } from './not-ndjson.ts';

/** One line of an input file, or all of a file that is no NDJSON. */
export interface FileLine {
  /** Undefined where there is nothing to judge: `refusal` says why. Valid until the next line is taken. */
  bytes: Buffer | undefined;
  /** The position in the file behind it. */
  end: number;
  refusal?: string;
}

/**
 * The lines of an open file from `position` on, as an import takes them (lines.ts). A file that is no NDJSON at all is
 * refused as a whole, with what it is instead: one line, that ends where the file does.
 * @param size of the file, bytes
 * @param longestLine bytes of the longest line that is taken
 */
export function* fileLines(
  file: number,
  position: number,
  size: number,
  longestLine: number,
): Generator<FileLine> {
  const refusal = position === 0 ? fileRefusal(file) : undefined;
  if (refusal !== undefined) yield { bytes: undefined, end: size, refusal };
  else yield* linesOf(file, position, longestLine);
}

/** Says why an open file is no NDJSON at all, if it is none. */
export function fileRefusal(file: number): string | undefined {
  const head = Buffer.alloc(HEAD_BYTES);
  return notNdjson(head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0)));
}

/** Nothing but spaces and tabs. */
export function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09) return false;
  return true;
}
