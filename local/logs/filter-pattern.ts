import { AwsError, notImplemented } from '../ground/index.ts';

/** Whether a log event has what a pattern asks for. */
export type LineFilter = (message: string) => boolean;

/** A term: quoted, with `\"` and `\\` in it, or a word; `?` before it makes it one of several, `-` excludes it. */
const TERM = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"?-][^\s"]*))/y;

/**
 * Reads a filter pattern for unstructured events (CloudWatch Logs user guide, "Filter pattern syntax"): an event matches
 * that has every plain term, none of the excluded ones, and where there are optional terms (`?term`) at least one of
 * them. Case counts. Patterns for JSON (`{ ... }`), for columns (`[ ... ]`) and regular expressions (`%...%`) are not here.
 *
 * The guide says that a `?term` beside plain terms is ignored; Inlet sends the two kinds apart, so such a pattern is 501.
 */
export function parseFilterPattern(pattern: string): LineFilter {
  const text = pattern.trim();
  if (/^[{[]/.test(text) || text.includes('%')) throw notImplemented('this kind of filter pattern');
  const [all, any, none] = [[], [], []] as [string[], string[], string[]];
  const kinds: Record<string, string[]> = { '': all, '?': any, '-': none };
  TERM.lastIndex = 0;
  for (let end = 0; end < text.length; end = TERM.lastIndex) {
    const [, kind = '', quoted, word = ''] = TERM.exec(text) ?? [];
    if (TERM.lastIndex === 0)
      throw new AwsError('InvalidParameterException', 'Invalid filter pattern: it is no list of terms.');
    kinds[kind]?.push(quoted === undefined ? word : quoted.replaceAll(/\\(.)/g, '$1'));
  }
  if (any.length > 0 && all.length + none.length > 0)
    throw notImplemented('a pattern that mixes ?terms with others');
  return (message) =>
    all.every((term) => message.includes(term)) &&
    !none.some((term) => message.includes(term)) &&
    (any.length === 0 || any.some((term) => message.includes(term)));
}
