import { isUtf8 } from 'node:buffer';
import type { Issue } from '../messages/issue.ts';
import { information, processingError } from '../messages/issue.ts';
import { message } from '../messages/messages.ts';

const INVALID_JSON = processingError(message('invalidJson'));

/** The error of a line that is not a JSON object, with the reason as a second issue where it is known. */
export const invalidJson = (why?: string): readonly Issue[] =>
  why === undefined ? [INVALID_JSON] : [INVALID_JSON, information(why)];

/** Parses a line, or says why it cannot be parsed: by position, never by content. */
export function parseLine(bytes: Buffer): { text: string; value: unknown } | { errors: readonly Issue[] } {
  if (!isUtf8(bytes)) return { errors: invalidJson(notUtf8(bytes)) };
  const text = bytes.toString('utf8');
  try {
    return { text, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { errors: invalidJson(reasonOf(text, (error as Error).message)) };
  }
}

function notUtf8(bytes: Buffer): string {
  return bytes.includes(0)
    ? 'the line has zero bytes: the file is no text in UTF-8'
    : 'the line is not UTF-8';
}

/** Reasons by the parts of V8's messages for syntax errors that have stayed the same over its versions. */
const REASONS: readonly (readonly [message: RegExp, reason: string])[] = [
  [/after JSON/, 'more than one value stands on the line'],
  [/control character/, 'a text has a control character that is not escaped'],
  [/escape/, 'a text has a bad escape'],
];

function reasonOf(text: string, said: string): string | undefined {
  if (text.startsWith('\uFEFF'))
    return 'a byte order mark stands before the resource: were files put together?';
  const position = Number(/position (\d+)/.exec(said)?.[1] ?? NaN);
  if (said.includes('Unexpected end') || position >= text.length)
    return 'the line breaks off: is one resource written over several lines?';
  if (Number.isNaN(position)) return undefined;
  const reason = REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? 'what stands there is no JSON';
  return `${reason} (character ${position + 1} of the line)`;
}
