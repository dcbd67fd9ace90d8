import { CHARACTER_NAMES } from './narrative-table.ts';

/** The texts of a narrative: what XML allows in them, and what a browser reads in them. */

const REFERENCE = /&(?:([A-Za-z][A-Za-z0-9]*)|#([0-9]+)|#x([0-9A-Fa-f]+));/y;
const REFERENCES = /&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|(amp|lt|gt|quot|apos));/g;

/** Characters that XML has not, not even by reference (XML 1.0, "Characters"). */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

export const hasOddCharacter = (text: string): boolean => NOT_XML.test(text) || !text.isWellFormed();

const isXmlCharacter = (code: number): boolean =>
  code === 0x09 ||
  code === 0x0a ||
  code === 0x0d ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

/** What is wrong with the references to characters in a text: every `&` begins one, and it is to a character of XML. */
export function referenceFault(text: string): string | undefined {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    REFERENCE.lastIndex = at;
    const [whole, name, decimal, hexadecimal] = REFERENCE.exec(text) ?? [];
    if (whole === undefined) return 'it is not well-formed: & begins no character reference';
    if (name !== undefined) {
      if (!CHARACTER_NAMES.has(name)) return 'it is not well-formed: a name of a character is not known';
    } else if (!isXmlCharacter(hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16)))
      return 'it is not well-formed: XML does not allow a character that is referred to';
  }
  return undefined;
}

/** Nothing but white space, written as it is or by reference. */
export function isBlank(text: string): boolean {
  for (let at = 0; at < text.length;) {
    BLANK.lastIndex = at;
    if (!BLANK.test(text)) return false;
    at = BLANK.lastIndex;
  }
  return true;
}

const BLANK = /[\t\n\r ]+|&#(?:0*(?:9|10|13|32)|x0*(?:9|[aA]|[dD]|20));/y;

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text without references: as a browser reads it. */
export const decoded = (text: string): string =>
  text.replaceAll(REFERENCES, (_, decimal?: string, hexadecimal?: string, name = '') =>
    decimal === undefined && hexadecimal === undefined
      ? (NAMED[name as string] ?? '')
      : String.fromCodePoint(decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal)),
  );

/** Whether an address is a script. Browsers pass over control characters and spaces before it, and tabs and line ends in it. */
export const isScript = (address: string): boolean =>
  /^(?:javascript|vbscript):/i.test(decoded(address).replaceAll(/^[\0-\x20]+|[\t\n\r]/g, ''));

/** What runs code in old browsers' styles, and in those of today loads it. */
const STYLE_SCRIPT =
  /(?:javascript|vbscript)\s*:|expression\s*\(|-moz-binding\s*:|(?:^|[^-\w])behavior\s*:|@import/i;

/** Whether a style has a script, without its comments, escapes and line ends. */
export const hasScript = (style: string): boolean =>
  STYLE_SCRIPT.test(
    decoded(style)
      .replaceAll(/\/\*[^]*?(?:\*\/|$)/g, '')
      .replaceAll(/\\(?:([0-9A-Fa-f]{1,6})\s?|([^]))/g, (_, code?: string, character = '') =>
        code === undefined ? (character as string) : fromCode(parseInt(code, 16)),
      )
      .replaceAll(/[\t\n\r]/g, ''),
  );

const fromCode = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '');
