import type { StoredResource } from '../../healthlake/index.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { contentOf } from '../http/fhir-answer.ts';

/** What is in a Bundle of type searchset. */
export interface Searchset {
  /** How many there are in all, where that was asked for. */
  total?: number;
  links: readonly { relation: string; url: string }[];
  found: readonly StoredResource[];
  included?: readonly StoredResource[];
  /** What is shown of a resource, of its text as it is sent; all unless given. */
  shown?: (content: Buffer, stored: StoredResource) => Buffer;
}

/** A Bundle of type searchset. Resources go into it as they are stored: their numbers keep their digits. */
export function searchset(
  endpoint: string,
  { total, links, found, included = [], shown = (content) => content }: Searchset,
): FhirAnswer {
  const counted = total === undefined ? '' : `"total":${total},`;
  const parts: Buffer[] = [
    Buffer.from(`{"resourceType":"Bundle","type":"searchset",${counted}"link":${JSON.stringify(links)}`),
  ];
  const add = (stored: StoredResource, mode: 'match' | 'include'): void => {
    const fullUrl = JSON.stringify(`${endpoint}${stored.resourceType}/${stored.id}`);
    parts.push(
      Buffer.from(`${parts.length === 1 ? ',"entry":[' : ','}{"fullUrl":${fullUrl},"resource":`),
      shown(contentOf(stored), stored),
      Buffer.from(`,"search":{"mode":"${mode}"}}`),
    );
  };
  for (const each of found) add(each, 'match');
  for (const each of included) add(each, 'include');
  parts.push(Buffer.from(parts.length > 1 ? ']}' : '}'));
  return { status: 200, headers: {}, body: Buffer.concat(parts) };
}
