import { BACKSLASH, QUOTE, SPACE, escapeEnd } from './bytes.ts';

/**
 * Primitives that are written as strings. Each function takes the position behind the opening quote and gives the position of the
 * closing one, or 0 where the text is not plainly right.
 */

/** A string may have 1 MB (R4, "Primitive Types"); so many bytes are at most so many characters. */
const LONGEST_TEXT = 1024 * 1024;

/** Classes of bytes, as bits. */
const URI = 1;
const ID = 2;
const TOKEN = 4;
const BASE64 = 8;

const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  const add = (bit: number, matching: RegExp): void => {
    for (let c = 0; c < 128; c++) if (matching.test(String.fromCharCode(c))) table[c] = (table[c] ?? 0) | bit;
  };
  add(URI, /[!#-[\]-~]/);
  add(TOKEN, /[!#-[\]-~]/);
  add(ID, /[A-Za-z0-9.-]/);
  add(BASE64, /[A-Za-z0-9+/]/);
  return table;
}

/** Behind a run of bytes of one class. */
function runEnd(bytes: Uint8Array, start: number, bit: number): number {
  let at = start;
  while (((CLASSES[bytes[at] ?? 0] ?? 0) & bit) !== 0) at++;
  return at;
}

/** Four times a byte. */
const ONES = 0x01010101;
const HIGHS = 0x80808080 | 0;
const QUOTES = QUOTE * ONES;
const BACKSLASHES = BACKSLASH * ONES;
const SPACES = SPACE * ONES;

/**
 * Of four bytes, whether any is a quote, a backslash or below `least` (four times a byte): by the carry of a subtraction, which sets the
 * high bit of a byte that is below what is taken from it.
 */
const hasStop = (four: number, least: number): boolean => {
  const quotes = four ^ QUOTES;
  const backslashes = four ^ BACKSLASHES;
  const found =
    ((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes) | ((four - least) & ~four);
  return (found & HIGHS) !== 0;
};

/** string and markdown: not empty, and not of white space alone. */
export function textEnd(bytes: Uint8Array, view: DataView, start: number): number {
  let at = start;
  let c = bytes[at] ?? 0;
  let isPlain = c > SPACE && c !== QUOTE && c !== BACKSLASH;
  for (;;) {
    while (!hasStop(view.getInt32(at, true), SPACES)) at += 4;
    c = bytes[at] ?? 0;
    while (c !== QUOTE && c !== BACKSLASH && c >= SPACE) c = bytes[++at] ?? 0;
    if (c === QUOTE) break;
    if (c !== BACKSLASH) return 0;
    at = escapeEnd(bytes, at);
    if (at === 0) return 0;
  }
  if (at - start > LONGEST_TEXT) return 0;
  // What begins with a space or an escape has a letter of ASCII somewhere, or takes the closer look.
  for (let next = start; !isPlain && next < at; next++) {
    const each = bytes[next] ?? 0;
    if (each === BACKSLASH) next = escapeEnd(bytes, next) - 1;
    else isPlain = each > SPACE && each < 0x7f;
  }
  return isPlain ? at : 0;
}

/** uri, url, canonical and the ids of elements: no white space. Slashes may be escaped, as some programs do. */
export function uriEnd(bytes: Uint8Array, view: DataView, start: number): number {
  let at = start;
  for (let four = view.getInt32(at, true); (four & HIGHS) === 0 && !hasStop(four, SPACES + ONES);)
    four = view.getInt32((at += 4), true);
  at = runEnd(bytes, at, URI);
  while (bytes[at] === BACKSLASH && bytes[at + 1] === 0x2f) at = runEnd(bytes, at + 2, URI);
  return bytes[at] === QUOTE && at > start ? at : 0;
}

/** code: words with one space between them. */
export function tokenEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    let end = runEnd(bytes, at, TOKEN);
    // A slash that is escaped.
    while (bytes[end] === BACKSLASH && bytes[end + 1] === 0x2f) end = runEnd(bytes, end + 2, TOKEN);
    if (end === at) return 0;
    if (bytes[end] === QUOTE) return end;
    if (bytes[end] !== SPACE) return 0;
    at = end + 1;
  }
}

export function idEnd(bytes: Uint8Array, start: number): number {
  const at = runEnd(bytes, start, ID);
  return bytes[at] === QUOTE && at > start && at - start <= 64 ? at : 0;
}

/** Behind the characters of an id at `start`, at least one and at most 64; 0 otherwise. */
export function idRunEnd(bytes: Uint8Array, start: number): number {
  const at = runEnd(bytes, start, ID);
  return at > start && at - start <= 64 ? at : 0;
}

/** Groups of four characters, without white space. */
export function base64End(bytes: Uint8Array, start: number): number {
  let at = start;
  let escapes = 0;
  for (;;) {
    at = runEnd(bytes, at, BASE64);
    if (bytes[at] !== BACKSLASH || bytes[at + 1] !== 0x2f) break;
    // The slash behind it is a character.
    escapes++;
    at += 2;
  }
  const characters = at - start - escapes;
  let padding = 0;
  while (bytes[at] === 0x3d) {
    at++;
    padding++;
  }
  const isRight = padding <= 2 && characters > 0 && (characters + padding) % 4 === 0;
  return bytes[at] === QUOTE && isRight ? at : 0;
}

/** The end of any string, for a text that is decoded. */
export function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const c = bytes[at] ?? 0;
    if (c === QUOTE) return at;
    if (c < SPACE) return 0;
    at = c === BACKSLASH ? escapeEnd(bytes, at) : at + 1;
    if (at === 0) return 0;
  }
}
