import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  skipSpace,
} from './bytes.ts';
import type { Lookup } from './lookup.ts';
import { stringEnd } from './texts.ts';

const RESOURCE_TYPE = Buffer.from('"resourceType"');

/**
 * The type that a resource names: in its first member, as most programs write it, or in any other.
 * @param start of its brace
 * @returns the row of the type; -1 where it names none of R4
 */
export function typeNameAt(bytes: Uint8Array, start: number, lookup: Lookup): number {
  const first = skipSpace(bytes, start + 1);
  const name = isNameAt(bytes, first) ? first : laterName(bytes, first);
  if (name === 0) return -1;
  const colon = skipSpace(bytes, name + RESOURCE_TYPE.length);
  if (bytes[colon] !== COLON) return -1;
  const at = skipSpace(bytes, colon + 1);
  return bytes[at] === QUOTE ? lookup.resourceType(at + 1) : -1;
}

function isNameAt(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < RESOURCE_TYPE.length; i++) if (bytes[at + i] !== RESOURCE_TYPE[i]) return false;
  return true;
}

/** Where the member stands in an object whose first it is not; 0 where it is not there. What lies between is not judged. */
function laterName(bytes: Uint8Array, start: number): number {
  let open = 0;
  for (let at = start; ;) {
    const c = bytes[at] ?? 0;
    if (c === QUOTE) {
      const end = stringEnd(bytes, at + 1);
      if (end === 0) return 0;
      if (open === 0 && isNameAt(bytes, at) && bytes[skipSpace(bytes, end + 1)] === COLON) return at;
      at = end + 1;
      continue;
    }
    if (c === OPEN_BRACE || c === OPEN_BRACKET) open++;
    else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      if (open === 0) return 0;
      open--;
    } else if (c < SPACE && c !== 0x09 && c !== 0x0d) return 0;
    at++;
  }
}
