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

/** Characters that other programs leave before, behind or between lines, where JSON has none of them. */
const ODD_CHARACTERS: Readonly<Record<string, string | undefined>> = {
  '\0': 'a zero byte (NUL) stands there: was the file filled up with them, or cut off while it was written?',
  '\u001a': 'a Ctrl-Z stands there, by which DOS marks the end of a file: take it out',
  '\u001e':
    'a record separator (RS) stands there: the file is a JSON text sequence (RFC 7464), take the separators out',
  '\f': 'a form feed stands there: take it out',
  '\v': 'a vertical tab stands there: take it out',
  '\u0085': 'a line end of EBCDIC (NEL) stands there: end lines with LF',
  '\u2028': 'a line separator (U+2028) stands there: end lines with LF',
  '\u2029': 'a paragraph separator (U+2029) stands there: end lines with LF',
  '\u00a0': 'a no-break space stands there: take it out',
  '\u200b': 'a space without width (U+200B) stands there: take it out',
  '\uFEFF': 'a byte order mark stands there: were files put together?',
};

const CARRIAGE_RETURN = 'lines end with CR alone: end them with LF';

/** Where the text has what is no JSON, if V8 does not say: before the resource. */
const beginOf = (text: string): number => text.length - text.replace(/^[\t\n\r ]+/, '').length;

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
  const at = Number.isNaN(position) ? beginOf(text) : position;
  const odd = ODD_CHARACTERS[text[at] ?? ''];
  // Within a text it is a control character that is not escaped.
  if (odd !== undefined && !said.includes('control character'))
    return `${odd} (character ${at + 1} of the line)`;
  if (said.includes('after JSON') && /\r[\t ]*$/.test(text.slice(Math.max(at - 20, 0), at)))
    return `${CARRIAGE_RETURN} (character ${at + 1} of the line)`;
  if (said.includes('Unexpected end') || position >= text.length)
    return 'the line breaks off: is one resource written over several lines?';
  if (Number.isNaN(position)) return undefined;
  const reason = REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? 'what stands there is no JSON';
  return `${reason} (character ${position + 1} of the line)`;
}
