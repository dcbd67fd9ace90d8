import type { ResourceVersion } from '../../healthlake/index.ts';

/** A resource that criteria are checked on: one that is stored, or one that is about to be. */
export interface Candidate {
  id: string;
  /** Epoch milliseconds. */
  lastUpdated: number;
  /** When its first version was written, epoch milliseconds. */
  created: () => number;
  /** Parsed, under the type and id that it is stored under. */
  content: () => Readonly<Record<string, unknown>>;
  /** Whether the text can occur in the resource: false only where it cannot. */
  mayMention: (text: string) => boolean;
}

const BACKSLASH = 0x5c;

/** A stored version; it is parsed once, and only where a criterion needs it. @param created when the first version was written, where it may be asked for */
export function candidate(
  stored: Pick<ResourceVersion, 'resourceType' | 'id' | 'body' | 'lastUpdated'>,
  created: () => number = () => stored.lastUpdated,
): Candidate {
  const { resourceType, id, lastUpdated } = stored;
  const body = Buffer.from(stored.body.buffer, stored.body.byteOffset, stored.body.byteLength);
  let content: Readonly<Record<string, unknown>> | undefined;
  return {
    id,
    lastUpdated,
    created,
    content: () => (content ??= { ...(JSON.parse(body.toString('utf8')) as object), resourceType, id }),
    // JSON may spell any character as an escape; then only parsing decides.
    mayMention: (text) => body.includes(text) || body.includes(BACKSLASH),
  };
}

/** What a write brings. @param now epoch milliseconds */
export const incomingCandidate = (
  content: Readonly<Record<string, unknown>>,
  id: string,
  now: number,
): Candidate => ({
  id,
  lastUpdated: now,
  created: () => now,
  content: () => content,
  mayMention: () => true,
});
