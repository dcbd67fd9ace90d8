import { JSON_KINDS, jsonKind, quoted } from './quoted.ts';

/** What stands in a hole of a template: how it is written, and how it is recognised in a message. */
interface Kind {
  /** A regular expression's source. */
  pattern: string;
  write?: (value: never) => string;
  /** How the hole is shown where values are left out; `{name}` unless given. */
  shown?: (name: string) => string;
  /** Whether it is a value of the data, which not everybody may see. */
  isValue?: true;
}

const KINDS = {
  number: { pattern: '\\d+' },
  word: { pattern: '\\w+' },
  words: { pattern: '[\\w, ]+' },
  key: { pattern: '[\\w-]+' },
  url: { pattern: '\\S*' },
  version: { pattern: '\\S+' },
  name: { pattern: "[^']*" },
  errors: { pattern: 'errors?' },
  any: { pattern: '[^]*?' },
  /** Values of the data with what stands around them; they are quoted, and may have quotes of their own. */
  values: { pattern: '[^]*', isValue: true },
  quote: { pattern: "'[^]*'", write: quoted, shown: (name) => `'{${name}}'`, isValue: true },
  /** The profile that a resource claims: people have to know it, to name its package. */
  claim: { pattern: "'[^]*'", write: quoted, shown: (name) => `'{${name}}'` },
  /** The name of a member. It may be shown although it is quoted: readers recognise it by its `@`. */
  property: {
    pattern: "'@?(?<element>[^']*)'",
    write: (name: string) => `'@${name.slice(0, 100)}'`,
    shown: (name) => `'{${name}}'`,
  },
  /** What kind of JSON a value is. */
  json: { pattern: `(?:${JSON_KINDS.join('|')})`, write: jsonKind },
} as const satisfies Record<string, Kind>;

/** A sentence with holes, `{name:kind}`. */
export type Template = string;

type HoleIn<Text extends string> = Text extends `${string}{${infer Hole}}${infer Rest}`
  ? Hole | HoleIn<Rest>
  : never;

/** The names of a template's holes. */
export type HoleName<Text extends Template> =
  HoleIn<Text> extends infer Hole ? (Hole extends `${infer Name}:${string}` ? Name : never) : never;

interface Hole {
  name: string;
  kind: Kind;
}

/** A template cut at its holes. */
type Parts = readonly (string | Hole)[];

const HOLE = /\{(\w+):(\w+)\}/;

/** @throws Error for a kind that there is not */
export function partsOf(template: Template): Parts {
  const kinds: Readonly<Record<string, Kind>> = KINDS;
  const pieces = template.split(HOLE);
  const parts: (string | Hole)[] = [];
  for (let at = 0; at < pieces.length; at += 3) {
    parts.push(pieces[at] ?? '');
    const [name, kind] = [pieces[at + 1], kinds[pieces[at + 2] ?? '']];
    if (name === undefined) break;
    if (!kind) throw new Error(`The template "${template}" has a hole of unknown kind.`);
    parts.push({ name, kind });
  }
  return parts;
}

/** The text with values in its holes. */
export const filled = (parts: Parts, values: Readonly<Record<string, unknown>>): string =>
  parts
    .map((part) =>
      typeof part === 'string' ? part : (part.kind.write ?? String)(values[part.name] as never),
    )
    .join('');

/** The text with the names of its holes in place of values. */
export const shown = (parts: Parts): string =>
  parts
    .map((part) => (typeof part === 'string' ? part : (part.kind.shown?.(part.name) ?? `{${part.name}}`)))
    .join('');

/** The source of a regular expression for every text that can come of it. */
export const patternOf = (parts: Parts): string =>
  parts
    .map((part) => {
      if (typeof part === 'string') return escaped(part);
      const { name, kind } = part;
      return kind.isValue ? `(?<${VALUE}${name}>${kind.pattern})` : kind.pattern;
    })
    .join('');

/** What the names of groups that hold values of the data begin with. */
const VALUE = 'value_';

/** A matched text with `'...'` for each value of the data; the pattern must have the flag `d`. */
export function withoutValuesOf(match: RegExpExecArray): string {
  const { input, indices } = match;
  let text = '';
  let from = 0;
  for (const [name, range] of Object.entries(indices?.groups ?? {})) {
    // A group that took no part in the match has no range.
    const [start, end] = (range as [number, number] | undefined) ?? [from, from];
    if (!name.startsWith(VALUE)) continue;
    text += input.slice(from, start) + hidden(input.slice(start, end));
    from = end;
  }
  return text + input.slice(from);
}

/** From the first quote to the last: a value may have some of its own. */
export const hidden = (text: string): string => text.replace(/'[^]*'/, "'...'");

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
