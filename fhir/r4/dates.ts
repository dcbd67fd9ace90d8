/** Dates and times of FHIR R4 ("Primitive Types"), checked character by character: no regular expression is as fast. */

const DASH = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const PLUS = 0x2b;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;

/** The number of two digits at `at`; -1 where there are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** A year of four digits, not 0000. */
function year(text: string): number {
  const century = two(text, 0);
  const inCentury = two(text, 2);
  return century < 0 || inCentury < 0 || century + inCentury === 0 ? -1 : century * 100 + inCentury;
}

const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (of: number, month: number): number =>
  month === 2 && of % 4 === 0 && (of % 100 !== 0 || of % 400 === 0) ? 29 : (DAYS[month] ?? 0);

/** YYYY-MM-DD at the beginning of a text, a day that exists. */
function isDay(text: string): boolean {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const of = year(text);
  const month = two(text, 5);
  const day = two(text, 8);
  return of > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(of, month);
}

/** YYYY, YYYY-MM or YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (text.length === 10) return isDay(text);
  if (text.length === 4) return year(text) > 0;
  if (text.length !== 7 || text.charCodeAt(4) !== DASH) return false;
  const month = two(text, 5);
  return year(text) > 0 && month >= 1 && month <= 12;
}

/** A date, or a day with a time to the second and a time zone. */
export const isDateTime = (text: string): boolean => (text.length <= 10 ? isDate(text) : isInstant(text));

/** A day with a time to the second or finer, and a time zone. */
export function isInstant(text: string): boolean {
  if (text.charCodeAt(10) !== LETTER_T || !isDay(text)) return false;
  const end = timeEnd(text, 11);
  return end > 0 && isZone(text, end);
}

/** hh:mm:ss with any fraction, and no time zone. */
export const isTime = (text: string): boolean => timeEnd(text, 0) === text.length;

/** Behind the time that begins at `at`; -1 where there is none. A second of 60 is a leap second. */
function timeEnd(text: string, at: number): number {
  const hour = two(text, at);
  const minute = two(text, at + 3);
  const second = two(text, at + 6);
  const inRange = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
  if (!inRange || text.charCodeAt(at + 2) !== COLON || text.charCodeAt(at + 5) !== COLON) return -1;
  let end = at + 8;
  if (text.charCodeAt(end) !== DOT) return end;
  end++;
  const fraction = end;
  while (isDigit(text.charCodeAt(end))) end++;
  return end > fraction ? end : -1;
}

const isDigit = (character: number): boolean => character >= 0x30 && character <= 0x39;

/** `Z`, or an offset of up to 14 hours to the text's end. */
function isZone(text: string, at: number): boolean {
  const sign = text.charCodeAt(at);
  if (sign === LETTER_Z) return text.length === at + 1;
  if (sign !== PLUS && sign !== DASH) return false;
  if (text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON) return false;
  const hours = two(text, at + 1);
  const minutes = two(text, at + 4);
  return minutes >= 0 && minutes <= 59 && (hours === 14 ? minutes === 0 : hours >= 0 && hours < 14);
}
