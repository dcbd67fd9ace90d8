import { ADDRESSES, NARRATIVE_ELEMENTS } from './narrative-table.ts';
import { hasOddCharacter, hasScript, isBlank, isScript, referenceFault } from './narrative-text.ts';

const NAMESPACE = 'http://www.w3.org/1999/xhtml';

/** A tag: name, attributes, and whether it is empty. Every part is bounded by a character it cannot contain. */
const TAG =
  /<(\/?)([A-Za-z][A-Za-z0-9:]*)((?:[\t\n\r ]+[A-Za-z_:][-A-Za-z0-9_:.]*[\t\n\r ]*=[\t\n\r ]*(?:"[^"<]*"|'[^'<]*'))*)[\t\n\r ]*(\/?)>/y;
const ATTRIBUTE = /([A-Za-z_:][-A-Za-z0-9_:.]*)[\t\n\r ]*=[\t\n\r ]*(?:"([^"]*)"|'([^']*)')/g;

/** More open elements than these are no narrative; the stack of names stays small. */
const DEEPEST = 500;

/**
 * What is wrong with the XHTML of `Narrative.div` (R4, "Narrative", txt-1 and txt-2); undefined where it is as FHIR wants it.
 * Time is linear.
 */
export function narrativeFault(text: string): string | undefined {
  if (hasOddCharacter(text)) return 'it is not well-formed: it has a character that XML does not allow';
  const open: string[] = [];
  let at = skipSpace(text, 0);
  if (!/<div[\t\n\r />]/y.test(text.slice(at, at + 5))) return 'the root element must be div';
  let hasContent = false;
  let closed = false;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const between = text.slice(at, next < 0 ? text.length : next);
    const fault = textFault(between);
    if (fault !== undefined) return fault;
    const hasText = !isBlank(between);
    if (closed && hasText) return 'there is text behind the root element';
    hasContent ||= hasText;
    if (next < 0) break;
    if (closed && !text.startsWith('<!--', next)) return 'there is more than one root element';
    at = next;
    if (text.startsWith('<!', at) || text.startsWith('<?', at)) {
      const end = commentEnd(text, at);
      if (typeof end === 'string') return end;
      at = end;
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
    const wrong = elementFault(name, attributes, open.length === 0);
    if (wrong !== undefined) return wrong;
    hasContent ||= name === 'img';
    if (!empty) open.push(name);
    closed = open.length === 0;
    if (open.length > DEEPEST) return 'its elements are nested too deeply';
  }
  if (!closed) return 'it is not well-formed: an element is not closed';
  return hasContent ? undefined : 'it has no content';
}

function textFault(text: string): string | undefined {
  return text.includes(']]>') ? 'it is not well-formed: a text has ]]>' : referenceFault(text);
}

/** Behind the comment that begins here, or what is wrong with it. */
function commentEnd(text: string, start: number): number | string {
  if (!text.startsWith('<!--', start))
    return 'a declaration, a processing instruction or a CDATA section is not allowed';
  const dashes = text.indexOf('--', start + 4);
  if (dashes < 0) return 'a comment is not closed';
  return text[dashes + 2] === '>' ? dashes + 3 : 'it is not well-formed: a comment has --';
}

function elementFault(element: string, attributes: string, isRoot: boolean): string | undefined {
  const allowed = NARRATIVE_ELEMENTS.get(element);
  if (!allowed) return `the element <${element}> is not allowed`;
  const seen = new Set<string>();
  for (const [, name = '', double, single] of attributes.matchAll(ATTRIBUTE)) {
    if (!allowed.has(name)) return `the attribute ${name} is not allowed`;
    if (seen.has(name)) return `the attribute ${name} is there twice`;
    seen.add(name);
    const value = double ?? single ?? '';
    if (name === 'xmlns' && value !== NAMESPACE) return 'its namespace is not that of XHTML';
    const fault = referenceFault(value);
    if (fault !== undefined) return fault;
    if (ADDRESSES.has(name) ? isScript(value) : name === 'style' && hasScript(value))
      return 'scripts are not allowed';
  }
  return isRoot && !seen.has('xmlns') ? 'the root element has no namespace' : undefined;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  for (let c = text.charCodeAt(at); c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d;)
    c = text.charCodeAt(++at);
  return at;
}
