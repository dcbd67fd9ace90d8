import { XMLParser } from 'fast-xml-parser';
import { s3Error } from '../s3-error.ts';

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** What an element holds: text, child elements, the same element several times, or (undefined) no element at all. */
export type XmlContent = string | number | boolean | undefined | XmlElements | readonly XmlContent[];
export interface XmlElements {
  [name: string]: XmlContent;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters go out as references, as S3 writes them, so that a key's `\r` survives the parser's line ends. */
const escapeText = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what must be found
  text.replace(/[&<>"\u0000-\u001f\u007f]/g, (c) => ESCAPES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);

function writeElement(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (isList(content)) return content.map((item) => writeElement(name, item)).join('');
  const inner = typeof content === 'object' ? writeElements(content) : escapeText(String(content));
  return `<${name}>${inner}</${name}>`;
}

const isList = (content: XmlContent): content is readonly XmlContent[] => Array.isArray(content);

const writeElements = (elements: XmlElements): string =>
  Object.entries(elements)
    .map(([name, content]) => writeElement(name, content))
    .join('');

/** An XML document with one root element, in S3's namespace unless `namespace` is undefined (errors have none). */
export function writeXml(
  root: string,
  elements: XmlElements,
  namespace: string | undefined = S3_NAMESPACE,
): string {
  const attribute = namespace ? ` xmlns="${namespace}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${writeElements(elements)}</${root}>`;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
});

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeText = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (reference: string, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? reference;
      const point = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      if (point > 0x10ffff) throw s3Error('MalformedXML');
      return String.fromCodePoint(point);
    },
  );

/** One element of a parsed request: its text, and its children by name. */
export interface ParsedElement {
  text(name: string): string | undefined;
  children(name: string): ParsedElement[];
}

/**
 * Parses the XML body of a request whose root must be `root`. A DOCTYPE is refused, so there are no entities to
 * expand but the five of XML and character references.
 * @throws S3Error MalformedXML
 */
export function parseXml(body: string, root: string): ParsedElement {
  if (/<!DOCTYPE/i.test(body) || !endsWithRoot(body, root)) throw s3Error('MalformedXML');
  let document: unknown;
  try {
    document = parser.parse(body);
  } catch (error) {
    throw Object.assign(s3Error('MalformedXML'), { cause: error });
  }
  if (!isRecord(document) || !(root in document)) throw s3Error('MalformedXML');
  return parsedElement(document[root]);
}

/** The parser forgives elements that are left open; a body that was cut off must not pass. */
const endsWithRoot = (body: string, root: string): boolean => {
  const end = body.slice(body.lastIndexOf('<')).trim();
  return end.startsWith('</') ? end.slice(2, -1).trim().split(':').at(-1) === root : end.endsWith('/>');
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function parsedElement(value: unknown): ParsedElement {
  const elements = isRecord(value) ? value : {};
  const all = (name: string): unknown[] => {
    const found = Object.hasOwn(elements, name) ? elements[name] : [];
    return Array.isArray(found) ? found : [found];
  };
  return {
    text(name) {
      const [first] = all(name);
      return typeof first === 'string' ? unescapeText(first) : undefined;
    },
    children: (name) => all(name).map(parsedElement),
  };
}
