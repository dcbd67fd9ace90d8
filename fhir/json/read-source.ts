import type { Fault } from '../messages/fault.ts';
import { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import { scanText } from './raw-text.ts';

/** JSON as it is written: the parsed value, and what parsing it loses. */
export interface ReadSource {
  value: unknown;
  /** Keys of numbers that are whole but written with a fraction or exponent, by the object or list they are in. */
  fractions: ReadonlyMap<object, ReadonlySet<string>>;
  faults: readonly Fault[];
}

/** The third argument of a reviver (ECMAScript, "JSON.parse source text access"). */
type Reviver = (this: object, key: string, value: unknown, context: { source?: string }) => unknown;

const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Valid JSON as text, and as what it was parsed to. */
interface Parsed {
  text: string;
  value: unknown;
}

const parse = (bytes: Buffer): Parsed => {
  const text = bytes.toString('utf8');
  return { text, value: JSON.parse(text) as unknown };
};

/**
 * Looks at what the text of valid JSON says beyond its value, as closely as it takes.
 * @param parsed the same, where it is parsed already
 */
export function readSource(bytes: Buffer, { text, value: plain }: Parsed = parse(bytes)): ReadSource {
  const faults = new Faults();
  const fractions = new Map<object, Set<string>>();
  const scan = scanText(bytes, bytes.length);
  const value = scan.hasFractions ? parseFractions(text, fractions) : plain;
  const content = lookThrough(value);
  if (content.hasLoneSurrogate) faults.add('json', '', message('halfCharacter'));
  if (content.keys !== scan.keys) duplicateKeys(text, faults);
  return { value, fractions, faults: faults.all };
}

function parseFractions(text: string, fractions: Map<object, Set<string>>): unknown {
  return parseWithSource(text, function (key, each, { source }) {
    if (typeof each === 'number' && source !== undefined && Number.isInteger(each) && /[.eE]/.test(source))
      fractions.set(this, (fractions.get(this) ?? new Set()).add(key));
    return each;
  });
}

/** Counts the members of all objects, and looks for half a surrogate pair in any text. */
function lookThrough(value: unknown): { keys: number; hasLoneSurrogate: boolean } {
  let keys = 0;
  let hasLoneSurrogate = false;
  // Not by recursion: JSON may be nested deeper than the stack.
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'string') hasLoneSurrogate ||= !next.isWellFormed();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next))
      for (const key of Object.keys(next)) {
        keys++;
        hasLoneSurrogate ||= !key.isWellFormed();
      }
    for (const each of Object.values(next))
      if (typeof each === 'object' || typeof each === 'string') pending.push(each);
  }
  return { keys, hasLoneSurrogate };
}

/** Where a scan stands: in an object with the keys seen so far, or in a list. */
interface Level {
  keys: Set<string> | undefined;
  path: string;
  index: number;
}

function duplicateKeys(text: string, faults: Faults): void {
  const levels: Level[] = [];
  let key = '';
  let lastString = '';
  for (const token of tokens(text)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      const path = level ? (level.keys ? joined(level.path, key) : `${level.path}[${level.index}]`) : '';
      levels.push({ keys: token === '{' ? new Set() : undefined, path, index: 0 });
    } else if (token === '}' || token === ']') levels.pop();
    else if (token === ',') {
      if (level) level.index++;
    } else if (token === ':') {
      key = lastString.includes('\\') ? (JSON.parse(lastString) as string) : lastString.slice(1, -1);
      if (!level?.keys) continue;
      if (level.keys.has(key))
        faults.add('json', level.path, message('duplicateProperty', { property: key }));
      level.keys.add(key);
    } else lastString = token;
    if (faults.isFull) return;
  }
}

/** Strings, and the characters that structure JSON; the rest is passed over. */
function* tokens(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = stringEnd(text, at);
      yield text.slice(at, end + 1);
      at = end;
    } else if (character !== undefined && '{}[],:'.includes(character)) yield character;
  }
}

function stringEnd(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text[before - 1] === '\\') before--;
    if ((quote - before) % 2 === 0) return quote;
  }
  return text.length;
}

const joined = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
