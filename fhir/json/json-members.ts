const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** A member of an object in JSON text: where its key, with its quotes, and its value lie. */
export interface Member {
  keyStart: number;
  keyEnd: number;
  start: number;
  end: number;
}

/** Bytes with what stands from `start` to `end` replaced. */
export const spliced = (bytes: Buffer, start: number, end: number, text: string): Buffer =>
  Buffer.concat([bytes.subarray(0, start), Buffer.from(text, 'utf8'), bytes.subarray(end)]);

/** Whether an object or a list opens at a position. */
export const opensObject = (bytes: Buffer, at: number): boolean => bytes[at] === OPEN_BRACE;
export const opensList = (bytes: Buffer, at: number): boolean => bytes[at] === OPEN_BRACKET;

/** Where the object of a line begins. */
export const objectStart = (bytes: Buffer): number => bytes.indexOf(OPEN_BRACE);

/** The name of a member, as JSON.parse would give it. */
const keyOf = (bytes: Buffer, { keyStart, keyEnd }: Member): string =>
  JSON.parse(bytes.toString('utf8', keyStart, keyEnd)) as string;

/** Whether a member has a name that needs no escapes. */
export function isNamed(bytes: Buffer, member: Member, name: string): boolean {
  const { keyStart, keyEnd } = member;
  if (keyEnd - keyStart !== name.length + 2) return hasEscape(bytes, member) && keyOf(bytes, member) === name;
  for (let at = 0; at < name.length; at++) if (bytes[keyStart + 1 + at] !== name.charCodeAt(at)) return false;
  return true;
}

function hasEscape(bytes: Buffer, { keyStart, keyEnd }: Member): boolean {
  for (let at = keyStart; at < keyEnd; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}

/** The last member of a name of the object that a line is: the one that counts. */
export const memberOf = (bytes: Buffer, name: string): Member | undefined =>
  membersOf(bytes, objectStart(bytes)).findLast((member) => isNamed(bytes, member, name));

/** The members of the object that opens at `open`, in valid JSON. */
export const membersOf = (bytes: Buffer, open: number): Member[] => [...eachMember(bytes, open)];

/** The same one by one: callers that have found what they look for stop reading. */
export function* eachMember(bytes: Buffer, open: number): Generator<Member> {
  for (let at = afterSpace(bytes, open + 1); bytes[at] === QUOTE; at = afterSpace(bytes, at + 1)) {
    const keyEnd = stringEnd(bytes, at);
    const start = afterSpace(bytes, afterSpace(bytes, keyEnd) + 1);
    const end = valueEnd(bytes, start);
    yield { keyStart: at, keyEnd, start, end };
    at = afterSpace(bytes, end);
    if (bytes[at] !== COMMA) return;
  }
}

/** Where the items of the list lie that opens at `open`, in valid JSON. */
export function* eachItem(bytes: Buffer, open: number): Generator<Pick<Member, 'start' | 'end'>> {
  for (let start = afterSpace(bytes, open + 1); !isEnd(bytes[start]); start = afterSpace(bytes, start + 1)) {
    const end = valueEnd(bytes, start);
    yield { start, end };
    start = afterSpace(bytes, end);
    if (bytes[start] !== COMMA) return;
  }
}

/** Behind the value that begins at `start`. */
function valueEnd(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) return stringEnd(bytes, start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return scalarEnd(bytes, start);
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
  }
  return bytes.length;
}

/** Strings up to this length are read byte by byte; the ends of longer ones are looked up. */
const SHORT = 48;

/** Behind the closing quote of the string that opens at `start`. */
function stringEnd(bytes: Buffer, start: number): number {
  const near = Math.min(start + SHORT, bytes.length);
  for (let at = start + 1; at < near; at++) {
    if (bytes[at] === QUOTE) return at + 1;
    if (bytes[at] === BACKSLASH) break;
  }
  for (let quote = bytes.indexOf(QUOTE, start + 1); quote >= 0; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let before = quote;
    while (bytes[before - 1] === BACKSLASH) before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return bytes.length;
}

function scalarEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && !isSpace(bytes[at]) && !isEnd(bytes[at])) at++;
  return at;
}

function afterSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (isSpace(bytes[at])) at++;
  return at;
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

const isEnd = (byte: number | undefined): boolean =>
  byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
