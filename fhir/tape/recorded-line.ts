import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  isDigit,
} from '../bytes/bytes.ts';
import type { Tape } from '../bytes/tape.ts';
import { ENTRY, ENTRY_FIELDS } from '../bytes/tape.ts';
import type { Sure } from './sure.ts';
import { NO, UNSURE, YES } from './sure.ts';

const MINUS = 0x2d;

/** A value that something is compared with, as JSON writes it. */
export interface Written {
  bytes: Uint8Array;
  isText: boolean;
}

export const writtenAs = (value: string | number | boolean): Written => ({
  bytes: Buffer.from(JSON.stringify(value)),
  isText: typeof value === 'string',
});

/** The line that the judge has written the tape of: its values, as they stand in its bytes. */
export function createRecordedLine(bytes: Uint8Array, tape: Tape) {
  const { entries } = tape;

  const memberAt = (entry: number): number => entries[entry] ?? -1;
  const startAt = (entry: number): number => entries[entry + ENTRY.start] ?? 0;
  /** The entry behind a value and those that are in it. */
  const behind = (entry: number): number => entries[entry + ENTRY.next] ?? 0;

  /** The first value of a member in an object; -1 where there is none. */
  function childAt(entry: number, member: number): number {
    const end = behind(entry);
    for (let at = entry + ENTRY_FIELDS; at < end; at = behind(at)) if (entries[at] === member) return at;
    return -1;
  }

  /** Whether a value is the same as another. */
  function isSame(entry: number, { bytes: wanted, isText }: Written): Sure {
    const start = startAt(entry);
    for (let at = 0; at < wanted.length; at++)
      if (bytes[start + at] !== wanted[at]) return isText && isPlainText(start) ? NO : UNSURE;
    return isText || isEnd(bytes[start + wanted.length]) ? YES : UNSURE;
  }

  /** Whether a text is written without escapes, so that other bytes are another text. */
  function isPlainText(start: number): boolean {
    if (bytes[start] !== QUOTE) return false;
    for (let at = start + 1; ; at++) {
      if (bytes[at] === QUOTE) return true;
      if (bytes[at] === BACKSLASH) return false;
    }
  }

  /** A text without its quotes; undefined where it is none, or written with escapes. */
  function textAt(entry: number): string | undefined {
    const start = startAt(entry);
    if (!isPlainText(start)) return undefined;
    return textFrom(start + 1, bytes.indexOf(QUOTE, start + 1));
  }

  /** A value as JSON.parse has it. */
  const valueAt = (entry: number): unknown => JSON.parse(textFrom(startAt(entry), endAt(entry)));

  /** Behind a value. */
  function endAt(entry: number): number {
    let open = 0;
    for (let at = startAt(entry); ; at++) {
      const c = bytes[at];
      if (c === QUOTE) at = quoteAfter(at);
      else if (c === OPEN_BRACE || c === OPEN_BRACKET) open++;
      else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) open--;
      if (open === 0 && isEnd(bytes[at + 1])) return at + 1;
    }
  }

  /** The quote that closes a text. */
  function quoteAfter(start: number): number {
    let at = start + 1;
    while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    return at;
  }

  /** Whether a number is in a value: what it is written as would count. */
  function hasNumber(entry: number): boolean {
    for (let at = entry; at < behind(entry); at += ENTRY_FIELDS) {
      const c = bytes[startAt(at)];
      if (c === MINUS || isDigit(c)) return true;
    }
    return false;
  }

  const textFrom = (start: number, end: number): string =>
    Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');

  /** Whether two texts are the same. */
  function areSame(one: number, other: number): Sure {
    const [a, b] = [startAt(one), startAt(other)];
    for (let at = 1; bytes[a + at] === bytes[b + at]; at++) if (bytes[a + at] === QUOTE) return YES;
    return isPlainText(a) && isPlainText(b) ? NO : UNSURE;
  }

  /** Whether a text begins with a byte. */
  const beginsWith = (entry: number, byte: number): boolean => bytes[startAt(entry) + 1] === byte;

  return {
    bytes,
    tape,
    memberAt,
    startAt,
    behind,
    childAt,
    isSame,
    areSame,
    textAt,
    valueAt,
    hasNumber,
    beginsWith,
  };
}

export type RecordedLine = ReturnType<typeof createRecordedLine>;

const isEnd = (c: number | undefined): boolean =>
  c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || c === undefined || c <= SPACE;
