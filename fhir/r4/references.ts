import { ID_FORM } from './id.ts';

/**
 * What a literal reference is to (R4, "References"): the type it names; '' where its text does not say (a
 * contained resource, a UUID, another address); undefined where it is not a reference at all.
 */
export function referencedType(reference: string): string | undefined {
  const first = reference.charCodeAt(0);
  if (first === HASH) return '';
  const query = reference.indexOf('?');
  if (isUpperCase(first)) {
    // A relative one: Type/id, Type/id/_history/version, or Type?criteria, which is conditional.
    const slash = reference.indexOf('/');
    const end = query >= 0 && (slash < 0 || query < slash) ? query : slash;
    const type = end < 0 ? '' : reference.slice(0, end);
    if (type === '' || !isTypeName(type)) return undefined;
    if (end === query) return query + 1 < reference.length ? type : undefined;
    return RELATIVE_REST.test(reference.slice(slash + 1)) ? type : undefined;
  }
  const scheme = reference.indexOf(':');
  if (scheme <= 0) return undefined;
  if (reference.startsWith('urn:uuid:')) return UUID.test(reference) ? '' : undefined;
  if (reference.startsWith('urn:oid:')) return OID.test(reference) ? '' : undefined;
  if (!reference.startsWith('http://') && !reference.startsWith('https://')) return '';
  return ABSOLUTE_END.exec(reference)?.[1] ?? '';
}

const HASH = 0x23;
const UUID = /^urn:uuid:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/;
const OID = /^urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+$/;
const ID_AND_VERSION = `${ID_FORM}(?:/_history/${ID_FORM})?`;
const RELATIVE_REST = new RegExp(`^${ID_AND_VERSION}(?:#[^\\s]*)?$`);
const ABSOLUTE_END = new RegExp(`/([A-Z][A-Za-z]{1,63})/${ID_AND_VERSION}$`);

const isUpperCase = (character: number): boolean => character >= 0x41 && character <= 0x5a;

function isTypeName(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at) | 0x20;
    if (c < 0x61 || c > 0x7a) return false;
  }
  return true;
}
