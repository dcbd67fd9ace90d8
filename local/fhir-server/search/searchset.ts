import type { StoredResource } from '../../healthlake/index.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { contentOf } from '../http/fhir-answer.ts';

/** A Bundle of type searchset. Resources go into it as they are stored: their numbers keep their digits. */
export function searchset(
  endpoint: string,
  found: readonly StoredResource[],
  links: readonly { relation: string; url: string }[],
): FhirAnswer {
  const parts: Buffer[] = [
    Buffer.from(`{"resourceType":"Bundle","type":"searchset","link":${JSON.stringify(links)}`),
  ];
  found.forEach((stored, index) => {
    const fullUrl = JSON.stringify(`${endpoint}${stored.resourceType}/${stored.id}`);
    parts.push(
      Buffer.from(`${index === 0 ? ',"entry":[' : ','}{"fullUrl":${fullUrl},"resource":`),
      contentOf(stored),
      Buffer.from(',"search":{"mode":"match"}}'),
    );
  });
  parts.push(Buffer.from(found.length > 0 ? ']}' : '}'));
  return { status: 200, headers: {}, body: Buffer.concat(parts) };
}
