import type { PastVersion } from '../../healthlake/index.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { contentOf, etagOf } from '../http/fhir-answer.ts';
import { statusLine } from './response-bundle.ts';

/**
 * A Bundle of type history: each version with the request that made it, as far as that is known (a version is not told whether
 * a create or an update made it), and where it lies. Versions go into it as they are stored.
 */
export function historyBundle(
  endpoint: string,
  versions: readonly PastVersion[],
  links: readonly { relation: string; url: string }[],
): FhirAnswer {
  const parts: Buffer[] = [
    Buffer.from(`{"resourceType":"Bundle","type":"history","link":${JSON.stringify(links)}`),
  ];
  versions.forEach((version, index) => {
    const { resourceType, id, version: number, lastUpdated, isDeletion, isNew } = version;
    const url = `${resourceType}/${id}`;
    const status = isDeletion ? 204 : isNew ? 201 : 200;
    const behind = {
      request: { method: isDeletion ? 'DELETE' : 'PUT', url },
      response: {
        status: statusLine(status),
        location: `${url}/_history/${number}`,
        etag: etagOf(number),
        lastModified: new Date(lastUpdated).toISOString(),
      },
    };
    // As a copy: `body` of the version itself is read anew whenever it is asked for.
    const content = isDeletion
      ? []
      : [Buffer.from('"resource":'), contentOf({ ...version }), Buffer.from(',')];
    parts.push(
      Buffer.from(`${index === 0 ? ',"entry":[' : ','}{"fullUrl":${JSON.stringify(endpoint + url)},`),
      ...content,
      Buffer.from(JSON.stringify(behind).slice(1)),
    );
  });
  parts.push(Buffer.from(versions.length > 0 ? ']}' : '}'));
  return { status: 200, headers: {}, body: Buffer.concat(parts) };
}
