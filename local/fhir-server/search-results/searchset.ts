import type { StoredResource } from '../../healthlake/index.ts';
import { currentMetaIn } from '../../healthlake/index.ts';
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
  { total, links, found, included = [], shown }: Searchset,
): FhirAnswer {
  const counted = total === undefined ? '' : `"total":${total},`;
  const bundle = pieces(
    `{"resourceType":"Bundle","type":"searchset",${counted}"link":${JSON.stringify(links)}`,
  );
  let [before, behind] = [',"entry":[', '}'];
  const add = (stored: StoredResource, mode: 'match' | 'include'): void => {
    const fullUrl = JSON.stringify(`${endpoint}${stored.resourceType}/${stored.id}`);
    bundle.text(`${before}{"fullUrl":${fullUrl},"resource":`);
    if (shown) bundle.bytes(shown(contentOf(stored), stored));
    else addContent(bundle, stored);
    [before, behind] = [`,"search":{"mode":"${mode}"}},`, `,"search":{"mode":"${mode}"}}]}`];
  };
  for (const each of found) add(each, 'match');
  for (const each of included) add(each, 'include');
  bundle.text(behind);
  return { status: 200, headers: {}, body: bundle.whole() };
}

/** As contentOf, without a copy of it. */
function addContent(bundle: Pieces, stored: StoredResource): void {
  const { start, end, text } = currentMetaIn(stored, new Date(stored.lastUpdated).toISOString());
  bundle.bytes(stored.body.subarray(0, start));
  bundle.text(text);
  bundle.bytes(stored.body.subarray(end));
}

/** Bytes that are put together at the end, and texts between them. */
interface Pieces {
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
  whole(): Buffer;
}

function pieces(first: string): Pieces {
  const parts: (string | Uint8Array)[] = [];
  let length = 0;
  let open = first;
  const close = (): void => {
    length += Buffer.byteLength(open);
    parts.push(open);
    open = '';
  };
  return {
    text(text) {
      open += text;
    },
    bytes(bytes) {
      close();
      parts.push(bytes);
      length += bytes.length;
    },
    whole() {
      close();
      const whole = Buffer.allocUnsafe(length);
      let at = 0;
      for (const part of parts) {
        if (typeof part === 'string') at += whole.write(part, at);
        else {
          whole.set(part, at);
          at += part.length;
        }
      }
      return whole;
    },
  };
}
