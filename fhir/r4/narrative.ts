/**
 * XHTML that a narrative may have (R4, "Narrative", rules txt-1 and txt-2): basic formatting elements of HTML
 * 4.0 and no script, form, frame, event or external style.
 */
const ELEMENTS: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address b big blockquote br caption cite code col colgroup dd del dfn div dl dt em h1 h2 h3 h4 h5 ' +
    'h6 hr i img ins kbd li map area ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ' +
    'ul var u s strike center'
  ).split(' '),
);

const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'title style class id lang xml:lang xml:space dir accesskey tabindex span width align valign char charoff abbr ' +
    'axis headers scope rowspan colspan href name src alt height charset type hreflang rel rev shape coords usemap ' +
    'cellpadding cellspacing border summary rules frame bgcolor nowrap target longdesc cite datetime compact start ' +
    'value xmlns'
  ).split(' '),
);

const NAMESPACE = 'http://www.w3.org/1999/xhtml';

/** A tag: name, attributes, and whether it is empty. Every part is bounded by a character it cannot contain. */
const TAG =
  /<(\/?)([A-Za-z][A-Za-z0-9:]*)((?:\s+[A-Za-z_:][-A-Za-z0-9_:.]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const ATTRIBUTE = /([A-Za-z_:][-A-Za-z0-9_:.]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITY = /&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#x[0-9A-Fa-f]+);/y;

/** More open elements than these are no narrative; the stack of names stays small. */
const DEEPEST = 500;

/** What is wrong with the XHTML of `Narrative.div`; undefined where it is as FHIR wants it. Time is linear. */
export function narrativeFault(text: string): string | undefined {
  const open: string[] = [];
  let at = skipSpace(text, 0);
  if (!text.startsWith('<div', at)) return 'the root element must be div';
  let hasContent = false;
  let closed = false;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    const fault = entityFault(text.slice(at, end));
    if (fault !== undefined) return fault;
    const isBlank = skipSpace(text, at) >= end;
    if (closed && !isBlank) return 'there is text behind the root element';
    hasContent ||= !isBlank;
    if (next < 0) break;
    if (closed) return 'there is more than one root element';
    at = next;
    if (text.startsWith('<!--', at)) {
      const close = text.indexOf('-->', at + 4);
      if (close < 0) return 'a comment is not closed';
      at = close + 3;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(text);
    if (!tag) return 'it is not well-formed';
    const [whole, closing, name = '', attributes = '', empty] = tag;
    at += whole.length;
    if (closing) {
      if (attributes || empty || open.pop() !== name) return 'it is not well-formed: the tags do not match';
      closed = open.length === 0;
      continue;
    }
    if (!ELEMENTS.has(name)) return `the element <${name}> is not allowed`;
    const wrong = attributeFault(attributes, open.length === 0);
    if (wrong !== undefined) return wrong;
    hasContent ||= name === 'img';
    if (!empty) open.push(name);
    closed = open.length === 0;
    if (open.length > DEEPEST) return 'its elements are nested too deeply';
  }
  if (!closed) return 'it is not well-formed: an element is not closed';
  return hasContent ? undefined : 'it has no content';
}

function attributeFault(attributes: string, isRoot: boolean): string | undefined {
  const seen = new Set<string>();
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (!ATTRIBUTES.has(name)) return `the attribute ${name} is not allowed`;
    if (seen.has(name)) return `the attribute ${name} is there twice`;
    seen.add(name);
    const value = double ?? single ?? '';
    if (name === 'xmlns' && value !== NAMESPACE) return 'its namespace is not that of XHTML';
    if ((name === 'href' || name === 'src') && /^\s*javascript:/i.test(value))
      return 'scripts are not allowed';
    const fault = entityFault(value);
    if (fault !== undefined) return fault;
  }
  return isRoot && !seen.has('xmlns') ? 'the root element has no namespace' : undefined;
}

/** Every `&` begins an entity. */
function entityFault(text: string): string | undefined {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    ENTITY.lastIndex = at;
    if (!ENTITY.test(text)) return 'it is not well-formed: & begins no entity';
  }
  return undefined;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  for (let c = text.charCodeAt(at); c === 0x20 || (c >= 0x09 && c <= 0x0d); c = text.charCodeAt(at)) at++;
  return at;
}
