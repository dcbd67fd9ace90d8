import { maskKeysIn } from '../../lib/publish/index.ts';
import type { ConsoleContext } from './console-context.ts';

/** Members of status documents that hold S3 keys, beside those of events: how a drop's first hidden object is called. */
const MORE_KEYS = new Set(['example']);

/** Texts that may name a file, where keys are hidden. */
const TEXTS = new Set(['because', 'why', 'nextStep']);

/** A mask has one part for each part of the path. */
const MASKED = /^k-[0-9a-f]{16}(?:\/(?:k-[0-9a-f]{16})?)*$/;

/** A document with its S3 keys as the stage's events have them: themselves, or masked where it hides them (`hideKeys`). */
export function shownKeys<T extends object>(
  { stage: { maskKey } }: Pick<ConsoleContext, 'stage'>,
  document: T,
): T {
  const mask = (key: string): string => (MASKED.test(key) ? key : maskKey(key));
  const probe = 'a/b.ndjson';
  if (maskKey(probe) === probe) return document;
  return JSON.parse(maskKeysIn(JSON.stringify(document), mask), (member, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (MORE_KEYS.has(member)) return mask(value);
    return TEXTS.has(member) ? value.replaceAll(/\S*[/.]\S*\w\S*/g, (word) => maskedWord(word, mask)) : value;
  }) as T;
}

/** Of a sentence only what looks like a path or the name of a file. */
const maskedWord = (word: string, mask: (key: string) => string): string =>
  /\.(?:nd)?json|\//.test(word) && !word.startsWith('npx') ? mask(word) : word;
