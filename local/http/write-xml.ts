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

/** An XML document with one root element. */
export function writeXml(root: string, elements: XmlElements, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${writeElements(elements)}</${root}>`;
}
