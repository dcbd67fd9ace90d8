import { isDigit } from './bytes.ts';
import { KIND } from './tables.ts';

/** The end of a primitive that is no string, from its first byte to behind its last, or 0 where it is not plainly right. */
export function numberEnd(bytes: Uint8Array, kind: number, at: number): number {
  switch (kind) {
    case KIND.decimal:
      return decimalEnd(bytes, at);
    case KIND.boolean:
      return booleanEnd(bytes, at);
    case KIND.integer:
      return integerEnd(bytes, at, -(2 ** 31));
    case KIND.positiveInt:
      return integerEnd(bytes, at, 1);
    default:
      return integerEnd(bytes, at, 0);
  }
}

const MINUS = 0x2d;
const ZERO = 0x30;

/** Any number of JSON (RFC 8259, 6). */
function decimalEnd(bytes: Uint8Array, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  if (bytes[at] === ZERO) at++;
  else {
    const digits = at;
    while (isDigit(bytes[at])) at++;
    if (at === digits) return 0;
  }
  if (bytes[at] === 0x2e) {
    const fraction = ++at;
    while (isDigit(bytes[at])) at++;
    if (at === fraction) return 0;
  }
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at;
  at++;
  if (bytes[at] === MINUS || bytes[at] === 0x2b) at++;
  const exponent = at;
  while (isDigit(bytes[at])) at++;
  return at > exponent ? at : 0;
}

const MOST = 2 ** 31 - 1;

/** A whole number of 32 bits from `least` on, written without fraction and exponent. */
function integerEnd(bytes: Uint8Array, start: number, least: number): number {
  const isNegative = bytes[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  let at = first;
  let value = 0;
  for (let c = bytes[at] ?? 0; isDigit(c); c = bytes[++at] ?? 0) {
    value = value * 10 + c - ZERO;
    if (value > MOST) return 0;
  }
  if (at === first || (bytes[first] === ZERO && at > first + 1)) return 0;
  if (bytes[at] === 0x2e || bytes[at] === 0x65 || bytes[at] === 0x45) return 0;
  return (isNegative ? -value : value) >= least ? at : 0;
}

/** `true` or `false`. */
function booleanEnd(bytes: Uint8Array, at: number): number {
  const isTrue =
    bytes[at] === 0x74 && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65;
  if (isTrue) return at + 4;
  const isFalse =
    bytes[at] === 0x66 &&
    bytes[at + 1] === 0x61 &&
    bytes[at + 2] === 0x6c &&
    bytes[at + 3] === 0x73 &&
    bytes[at + 4] === 0x65;
  return isFalse ? at + 5 : 0;
}
