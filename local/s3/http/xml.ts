import { XMLParser } from 'fast-xml-parser';
import type { XmlElements } from '../../http/index.ts';
import { writeXml as writeXmlAs } from '../../http/index.ts';
import { s3Error } from '../s3-error.ts';

export type { XmlContent, XmlElements } from '../../http/index.ts';

const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An XML document with one root element, in S3's namespace. */
export const writeXml = (root: string, elements: XmlElements): string =>
  writeXmlAs(root, elements, S3_NAMESPACE);

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
