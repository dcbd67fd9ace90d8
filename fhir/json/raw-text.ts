/** What JSON.parse loses of a line: keys that are there twice, and whole numbers written `1.0` or `1e3`. */

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

/** The keys in a line, and whether a number in it is whole but written with a fraction or exponent. */
export interface TextScan {
  keys: number;
  hasFractions: boolean;
}

/** From here on the next colon is looked for by memchr: faster where colons are far apart. */
const FAR_APART = 96;

/**
 * Counts the keys of valid JSON: each colon behind a quote. It counts one too many for a string that begins with
 * a colon, and never one too few for a key of FHIR. Where it equals the number of members that were parsed, no
 * key is there twice.
 * @param expected about how many keys there are
 */
export function scanText(bytes: Buffer, expected: number): TextScan {
  const scan = { keys: 0, hasFractions: false };
  if (bytes.length > expected * FAR_APART)
    for (let at = bytes.indexOf(COLON, 1); at > 0; at = bytes.indexOf(COLON, at + 1)) colon(bytes, at, scan);
  else scanDense(bytes, scan);
  return scan;
}

/** The same byte by byte. A key with a text or an object behind it, without spaces, is decided here: most are so. */
function scanDense(bytes: Buffer, scan: TextScan): void {
  const { length } = bytes;
  let keys = 0;
  for (let at = 1; at < length; at++) {
    if (bytes[at] !== COLON) continue;
    const value = bytes[at + 1];
    if (bytes[at - 1] !== QUOTE || (value !== QUOTE && value !== OPEN_BRACE)) colon(bytes, at, scan);
    else if (bytes[at - 2] !== BACKSLASH) keys++;
  }
  scan.keys += keys;
}

function colon(bytes: Buffer, at: number, scan: TextScan): void {
  let before = at - 1;
  while (isSpace(bytes[before])) before--;
  if (bytes[before] !== QUOTE || bytes[before - 1] === BACKSLASH) return;
  scan.keys++;
  if (scan.hasFractions) return;
  let value = at + 1;
  while (isSpace(bytes[value])) value++;
  if (bytes[value] === OPEN_BRACKET) {
    value++;
    while (isSpace(bytes[value])) value++;
  }
  if (isNumberPart(bytes[value])) scan.hasFractions = beginsWithFraction(bytes, value);
}

/** Whether the number at `start`, or one behind it in the same list, is whole but not written so. */
function beginsWithFraction(bytes: Buffer, start: number): boolean {
  let at = start;
  while (isNumberPart(bytes[at])) {
    let number = at;
    let plain = true;
    for (; isNumberPart(bytes[number]); number++) {
      const byte = bytes[number];
      if (byte === DOT || byte === 0x65 || byte === 0x45) plain = false;
    }
    if (!plain && Number.isInteger(Number(bytes.toString('latin1', at, number)))) return true;
    while (isSpace(bytes[number]) || bytes[number] === 0x2c) number++;
    at = number;
  }
  return false;
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Digits, `-`, `+`, `.`, `e`, `E`. */
const isNumberPart = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === DOT ||
    byte === 0x65 ||
    byte === 0x45 ||
    byte === 0x2b);
