/** The bytes that JSON is made of. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const SPACE = 0x20;

/**
 * Behind the white space at `at`. A line feed is none here: a line has none, so that the one behind it ends every look.
 */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at;
  for (let c = bytes[next]; c === SPACE || c === 0x09 || c === 0x0d;) c = bytes[++next];
  return next;
}

export const isDigit = (c: number | undefined): boolean => c !== undefined && c >= 0x30 && c <= 0x39;

const HEX = /^[0-9a-fA-F]{4}$/;

/**
 * Behind an escape that begins at `at`, a backslash; 0 where it is none, or one that FHIR does not allow in a text or that may be half
 * a character: those take the closer look.
 */
export function escapeEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at + 1]) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x6e:
    case 0x72:
    case 0x74:
      return at + 2;
    case 0x75: {
      const digits = String.fromCharCode(...bytes.subarray(at + 2, at + 6));
      if (!HEX.test(digits)) return 0;
      const code = parseInt(digits, 16);
      const isOdd = code < SPACE || (code >= 0xd800 && code <= 0xdfff);
      return isOdd ? 0 : at + 6;
    }
    default:
      return 0;
  }
}

/** How many bytes at an end are of a character that goes on behind it: at most three. */
export function brokenEnd(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back;
  }
  return 0;
}
