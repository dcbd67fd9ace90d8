import { COLON, QUOTE, isDigit } from './bytes.ts';

/**
 * Dates and times (R4, "Primitive Types"), from the position behind the opening quote to that of the closing one, or 0: the rules of
 * r4/dates.ts, over bytes.
 */

const DASH = 0x2d;
const DOT = 0x2e;
const PLUS = 0x2b;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** The number of two digits; far below 0 where there are none. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -10000;
}

const DAYS = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

/** Behind YYYY-MM-DD, a day that exists; 0 otherwise. */
function dayEnd(bytes: Uint8Array, at: number): number {
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const isThere = year > 0 && month >= 1 && month <= 12 && bytes[at + 4] === DASH && bytes[at + 7] === DASH;
  if (!isThere || day < 1) return 0;
  if (day <= (DAYS[month] ?? 0)) return at + 10;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && day === 29 && isLeap ? at + 10 : 0;
}

/** YYYY, YYYY-MM or YYYY-MM-DD. */
export function dateEnd(bytes: Uint8Array, start: number): number {
  const end = dayEnd(bytes, start);
  if (end > 0) return bytes[end] === QUOTE ? end : 0;
  if (two(bytes, start) * 100 + two(bytes, start + 2) <= 0) return 0;
  if (bytes[start + 4] === QUOTE) return start + 4;
  const month = two(bytes, start + 5);
  const isMonth = bytes[start + 4] === DASH && month >= 1 && month <= 12;
  return isMonth && bytes[start + 7] === QUOTE ? start + 7 : 0;
}

/** A date, or an instant. */
export function dateTimeEnd(bytes: Uint8Array, start: number): number {
  return bytes[start + 10] === LETTER_T ? instantEnd(bytes, start) : dateEnd(bytes, start);
}

/** A day with a time to the second or finer, and a time zone. */
export function instantEnd(bytes: Uint8Array, start: number): number {
  const day = dayEnd(bytes, start);
  if (day === 0 || bytes[day] !== LETTER_T) return 0;
  const at = clockEnd(bytes, day + 1);
  if (at === 0) return 0;
  const sign = bytes[at];
  if (sign === LETTER_Z) return bytes[at + 1] === QUOTE ? at + 1 : 0;
  if ((sign !== PLUS && sign !== DASH) || bytes[at + 3] !== COLON) return 0;
  const hours = two(bytes, at + 1);
  const minutes = two(bytes, at + 4);
  const isOffset = minutes >= 0 && minutes <= 59 && (hours === 14 ? minutes === 0 : hours >= 0 && hours < 14);
  return isOffset && bytes[at + 6] === QUOTE ? at + 6 : 0;
}

export function timeEnd(bytes: Uint8Array, start: number): number {
  const end = clockEnd(bytes, start);
  return end > 0 && bytes[end] === QUOTE ? end : 0;
}

/** Behind hh:mm:ss with any fraction; 0 where there is none. A second of 60 is a leap second. */
function clockEnd(bytes: Uint8Array, at: number): number {
  const hour = two(bytes, at);
  const minute = two(bytes, at + 3);
  const second = two(bytes, at + 6);
  const inRange = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
  if (!inRange || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return 0;
  let end = at + 8;
  if (bytes[end] !== DOT) return end;
  const fraction = ++end;
  while (isDigit(bytes[end])) end++;
  return end > fraction ? end : 0;
}
