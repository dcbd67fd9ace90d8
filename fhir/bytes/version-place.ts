import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE, SPACE } from './bytes.ts';

const LOWER_L = 0x6c;
const LOWER_V = 0x76;

/** The place is not known: the line is to be looked at when it is read. */
export const UNKNOWN_PLACE = 0;

/**
 * Where the version that a resource has in a store can be put into its line, and nothing has to be taken out: behind the brace of its
 * `meta`, or behind its id where it has none. One number, for it is stored with each resource: twice the distance from the line's start,
 * and one more for a place in `meta`. UNKNOWN_PLACE where `meta` tells a version or a date itself, or is written with spaces.
 * @param metaStart behind the brace of the resource's `meta`; -1 where it has none
 * @param idEnd where its id ends: at the closing quote
 */
export function versionPlace(bytes: Uint8Array, start: number, idEnd: number, metaStart: number): number {
  if (metaStart < 0) return (idEnd + 1 - start) * 2;
  return isWithoutVersion(bytes, metaStart) ? (metaStart - start) * 2 + 1 : UNKNOWN_PLACE;
}

/** Where a place lies in its line, and whether that is in the `meta` of the resource. */
export const placeInLine = (place: number): { at: number; isInMeta: boolean } => ({
  at: place >>> 1,
  isInMeta: (place & 1) === 1,
});

/** Whether no member of `meta` begins as `versionId` and `lastUpdated` do, and no space is between them; in valid JSON. */
function isWithoutVersion(bytes: Uint8Array, metaStart: number): boolean {
  let depth = 1;
  for (let at = metaStart; ; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      const first = bytes[at + 1];
      if (depth === 1 && (first === LOWER_V || first === LOWER_L)) return false;
      at = quoteEnd(bytes, at + 1);
    } else if (byte <= SPACE) {
      return false;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      if (depth === 0) return true;
    }
  }
}

function quoteEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
