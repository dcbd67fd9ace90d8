import type { StoredResource } from '../../fhir/store.ts';
import { parsedContent } from '../authorization/reachable.ts';

/** A stored resource that a search looks at; it is parsed once, and only where a criterion needs it. */
export interface Candidate {
  stored: StoredResource;
  content: () => Readonly<Record<string, unknown>>;
  /** Whether the text can occur in the resource: false only where it cannot. */
  mayMention: (text: string) => boolean;
}

const BACKSLASH = 0x5c;

export function candidate(stored: StoredResource): Candidate {
  const body = Buffer.from(stored.body.buffer, stored.body.byteOffset, stored.body.byteLength);
  let content: Readonly<Record<string, unknown>> | undefined;
  return {
    stored,
    content: () => (content ??= parsedContent(stored)),
    // JSON may spell any character as an escape; then only parsing tells.
    mayMention: (text) => body.includes(text) || body.includes(BACKSLASH),
  };
}
