import { isDate, isDateTime, isInstant, isTime } from './dates.ts';
import { isId } from './id.ts';
import { narrativeFault } from './narrative.ts';

/** A string may have 1 MB (R4, "Primitive Types"). */
const LONGEST_STRING = 1024 * 1024;

const SPACE = 0x20;

/** XML's white space, and U+00A0, which `\s` includes as well. */
const isSpace = (character: number): boolean =>
  character === SPACE ||
  (character >= 0x09 && character <= 0x0d) ||
  character === 0xa0 ||
  character === 0xfeff;

/** Not empty, and not of spaces alone. */
const isText = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= LONGEST_STRING &&
  (value.charCodeAt(0) > SPACE || value.trim().length > 0);

/** No white space at all; `canonical`, `url` and `uri` are not checked further (R4: `\S*`). */
function isUri(value: unknown): boolean {
  if (typeof value !== 'string' || value.length === 0) return false;
  for (let at = 0; at < value.length; at++) if (isSpace(value.charCodeAt(at))) return false;
  return true;
}

/** Words with one space between them, and none at the ends. */
function isCode(value: unknown): boolean {
  if (typeof value !== 'string' || value.length === 0) return false;
  let afterSpace = true;
  for (let at = 0; at < value.length; at++) {
    const space = isSpace(value.charCodeAt(at));
    if (space && afterSpace) return false;
    afterSpace = space;
  }
  return !afterSpace;
}

/** Groups of four characters, white space anywhere between them (R4); `=` only at the end. */
function isBase64(value: unknown): boolean {
  if (typeof value !== 'string' || value.length === 0) return false;
  let characters = 0;
  let padding = 0;
  for (let at = 0; at < value.length; at++) {
    const c = value.charCodeAt(at);
    if (isSpace(c)) continue;
    characters++;
    if (c === 0x3d) padding++;
    else if (padding > 0 || !isBase64Character(c)) return false;
  }
  return characters > 0 && characters % 4 === 0 && padding <= 2;
}

const isBase64Character = (c: number): boolean =>
  (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a) || (c >= 0x2f && c <= 0x39) || c === 0x2b;

const MOST = 2 ** 31 - 1;

const isWhole = (value: unknown, least: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MOST;

const UUID = /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const OID = /^urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+$/;

/** Says whether a JSON value is one of a primitive type. */
export type PrimitiveCheck = (value: unknown) => boolean;

/**
 * The rules of FHIR R4 for primitive types, in time linear in the value's length. That an integer is not
 * written `1.0` is checked in the line's text (raw-text.ts): in a parsed value it is lost. `elementId` is no type of R4: a
 * string that is the id of an element has no white space.
 */
export const PRIMITIVES: Readonly<Record<string, PrimitiveCheck>> = {
  base64Binary: isBase64,
  boolean: (value) => typeof value === 'boolean',
  canonical: isUri,
  code: isCode,
  date: (value) => typeof value === 'string' && isDate(value),
  dateTime: (value) => typeof value === 'string' && isDateTime(value),
  decimal: (value) => typeof value === 'number',
  elementId: isUri,
  id: isId,
  instant: (value) => typeof value === 'string' && isInstant(value),
  integer: (value) => isWhole(value, -(2 ** 31)),
  markdown: isText,
  oid: (value) => typeof value === 'string' && OID.test(value),
  positiveInt: (value) => isWhole(value, 1),
  string: isText,
  time: (value) => typeof value === 'string' && isTime(value),
  unsignedInt: (value) => isWhole(value, 0),
  uri: isUri,
  url: isUri,
  uuid: (value) => typeof value === 'string' && UUID.test(value),
  xhtml: (value) => typeof value === 'string' && narrativeFault(value) === undefined,
};

/** The rules that a primitive element has: those of its type, and for the id of an element more (R4, "Element"). */
export const rulesOf = ({ property, type }: { property: string; type: string }): string =>
  property === 'id' && type === 'string' ? 'elementId' : type;

/** Types whose JSON form is a number without fraction. */
export const INTEGERS: ReadonlySet<string> = new Set(['integer', 'positiveInt', 'unsignedInt']);

/** Types whose JSON form is not a string. */
export const NOT_STRINGS: Readonly<Record<string, string>> = {
  boolean: 'boolean',
  decimal: 'number',
  integer: 'number',
  positiveInt: 'number',
  unsignedInt: 'number',
};
