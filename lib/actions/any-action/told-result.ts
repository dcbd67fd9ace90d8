import { knownCause } from '../../data-stores/index.ts';
import { knownMessage } from '../../jobs/index.ts';

/** Free texts of the service that may be told where they are known; a Metadata document never is. */
const FREE_TEXTS: Readonly<Record<string, (text: string | null) => string | null>> = {
  Message: knownMessage,
  ErrorMessage: knownCause,
  Metadata: () => null,
};

/**
 * An answer of the SDK as events tell it: the API's member names, times in ISO 8601, and of free texts only those that are
 * known to hold nothing of the data.
 */
export function toldResult(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toldResult);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
      if (name === '$metadata' || member === undefined) return [];
      const known = Object.hasOwn(FREE_TEXTS, name) ? FREE_TEXTS[name] : undefined;
      return [[name, known ? known(typeof member === 'string' ? member : null) : toldResult(member)]];
    }),
  );
}
