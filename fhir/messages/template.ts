import { JSON_KINDS, jsonKind, quoted } from './quoted.ts';

/** What stands in a hole of a template: how it is written, and how it is recognised in a message. */
interface Kind {
  /** A regular expression's source. */
  pattern: string;
  write?: (value: never) => string;
  /** How the hole is shown where values are left out; `{name}` unless given. */
  shown?: (name: string) => string;
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
  any: { pattern: '[^]*' },
  quote: { pattern: "'[^]*'", write: quoted, shown: (name) => `'{${name}}'` },
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
  parts.map((part) => (typeof part === 'string' ? escaped(part) : part.kind.pattern)).join('');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
