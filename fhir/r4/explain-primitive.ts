import type { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import { quoted } from '../messages/quoted.ts';
import { narrativeFault } from './narrative.ts';
import { INTEGERS, NOT_STRINGS, PRIMITIVES } from './primitives.ts';

/** What a value of a type must be, for people. */
const RULES: Readonly<Record<string, string>> = {
  base64Binary: 'base64: groups of four of A-Z a-z 0-9 + /, padded with =',
  canonical: 'a URI without white space',
  code: 'a code: no white space at its ends, single spaces between words',
  date: 'a date: YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists',
  dateTime: 'a date/time: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz, and a day that exists',
  elementId: 'the id of an element: text without white space',
  id: 'an id: 1 to 64 of A-Z a-z 0-9 - .',
  instant: 'an instant: YYYY-MM-DDThh:mm:ss.sss+zz:zz, with a time zone',
  integer: 'a whole number of 32 bits',
  markdown: 'text: not empty, at most 1 MB',
  oid: 'an OID: urn:oid:1.2.3',
  positiveInt: 'a whole number from 1 to 2147483647',
  string: 'text: not empty, at most 1 MB',
  time: 'a time: hh:mm:ss',
  unsignedInt: 'a whole number from 0 to 2147483647',
  uri: 'a URI without white space',
  url: 'a URL without white space',
  uuid: 'a UUID in lower case: urn:uuid:...',
};

/** Characters that no text may have (R4, "string"). */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

/**
 * Checks a primitive and says what is wrong with it.
 * @param isFraction the value is whole, but is written with a fraction or an exponent
 * @returns whether it is right
 */
export function checkPrimitive(
  faults: Faults,
  value: unknown,
  type: string,
  isFraction: boolean,
  path: string,
): boolean {
  const jsonType = NOT_STRINGS[type] ?? 'string';
  if (typeof value !== jsonType) {
    faults.add('value', path, message('wrongJsonType', { jsonType, type, kind: value }));
    return false;
  }
  if (typeof value === 'string' && CONTROL.test(value)) {
    const rule = 'no control characters but tab, LF and CR';
    faults.add('value', path, message('invalidValue', { type, rule, found: 'found one' }));
    return false;
  }
  if (type === 'xhtml') {
    const fault = narrativeFault(value as string);
    if (fault !== undefined) faults.add('narrative', path, message('invalidNarrative', { fault }));
    return fault === undefined;
  }
  if (isFraction && INTEGERS.has(type)) {
    faults.add('value', path, message('fraction', { type }));
    return false;
  }
  if (PRIMITIVES[type]?.(value) ?? true) return true;
  const found = value === '' ? 'it is empty' : `found ${quoted(value)}`;
  faults.add('value', path, message('invalidValue', { type, rule: RULES[type] ?? type, found }));
  return false;
}
