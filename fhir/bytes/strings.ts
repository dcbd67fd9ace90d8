import { dateEnd, dateTimeEnd, instantEnd, timeEnd } from './dates.ts';
import type { LineBytes } from './line-window.ts';
import type { Lookup } from './lookup.ts';
import type { LineReferences } from './references.ts';
import { KIND } from './tables.ts';
import { base64End, idEnd, stringEnd, textEnd, tokenEnd, uriEnd } from './texts.ts';

/** Checks a primitive whose text is decoded, by its kind. */
export type DecodedCheck = (text: string, kind: number) => boolean;

/** Makes the check of values that are strings. */
export function createStrings(
  lines: LineBytes,
  lookup: Lookup,
  references: LineReferences,
  decoded: DecodedCheck,
) {
  const { bytes, view } = lines;
  const { hasCode, resourceType } = lookup;

  /**
   * The position of the closing quote of a string; 0 where it is not plainly right.
   * @param of the value set of a code; the type of a resource
   * @param start behind its opening quote
   */
  return function string(kind: number, of: number, start: number): number {
    switch (kind) {
      case KIND.text:
        return textEnd(bytes, view, start);
      case KIND.uri:
      case KIND.elementId:
        return uriEnd(bytes, view, start);
      case KIND.token:
        return tokenEnd(bytes, start);
      case KIND.code: {
        const end = tokenEnd(bytes, start);
        return end > 0 && hasCode(of, start, 0) ? end : 0;
      }
      case KIND.reference:
        return references.readText(bytes, start);
      case KIND.id:
        return idEnd(bytes, start);
      case KIND.dateTime:
        return dateTimeEnd(bytes, start);
      case KIND.date:
        return dateEnd(bytes, start);
      case KIND.instant:
        return instantEnd(bytes, start);
      case KIND.time:
        return timeEnd(bytes, start);
      case KIND.base64:
        return base64End(bytes, start);
      case KIND.resourceType: {
        const end = tokenEnd(bytes, start);
        return end > 0 && resourceType(start) === of ? end : 0;
      }
      default: {
        const end = stringEnd(bytes, start);
        return end > 0 && decoded(decodedText(bytes, start, end), kind) ? end : 0;
      }
    }
  };
}

export type StringCheck = ReturnType<typeof createStrings>;

const decodedText = (bytes: Uint8Array, start: number, end: number): string =>
  JSON.parse(Buffer.from(bytes.buffer, start - 1, end - start + 2).toString('utf8')) as string;
