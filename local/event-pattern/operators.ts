import { isJsonObject } from '../ground/index.ts';
import { cidr, sameAddress } from './addresses.ts';
import { anythingBut } from './anything-but.ts';
import { numeric } from './numeric.ts';
import type { Operator, Test } from './test-of-leaf.ts';
import { endsWith, fold, onText, onlyEntry, startsWith, text } from './test-of-leaf.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

/** `prefix` and `suffix` take a string, or `{"equals-ignore-case": string}`. */
const affix =
  (name: 'prefix' | 'suffix', has: (leaf: string, affix: string) => boolean): Operator =>
  (argument) => {
    if (!isJsonObject(argument)) {
      const wanted = text(name, argument);
      return onText((leaf) => has(leaf, wanted));
    }
    const [operator, inner] = onlyEntry(argument);
    if (operator !== 'equals-ignore-case') throw new Error(`Unsupported ${name} pattern: ${operator}`);
    const wanted = fold(text(operator, inner));
    return onText((leaf) => has(fold(leaf), wanted));
  };

function exists(argument: unknown): Test {
  if (typeof argument !== 'boolean') throw new Error('exists match pattern must be either true or false.');
  return argument ? () => true : 'absent';
}

/**
 * Every comparison operator of EventBridge event buses (User Guide, "Comparison operators"), and `exactly`, which
 * only aws/event-ruler has; `$or` is not about a leaf.
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: affix('prefix', startsWith),
  suffix: affix('suffix', endsWith),
  'equals-ignore-case': (argument) => {
    const wanted = fold(text('equals-ignore-case', argument));
    return onText((leaf) => fold(leaf) === wanted);
  },
  exactly: (argument) => {
    const wanted = text('exact', argument);
    return onText((leaf) => leaf === wanted);
  },
  wildcard: (argument) => {
    const pieces = parseWildcard(text('wildcard', argument));
    return onText((leaf) => matchesWildcard(pieces, leaf));
  },
  'anything-but': anythingBut,
  numeric,
  exists,
  cidr,
};

/** One item of a pattern's array: a literal, or `{operator: argument}`. @throws Error with what is wrong */
export function parseTest(item: unknown): Test {
  if (isJsonObject(item)) {
    const [name, argument] = onlyEntry(item);
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (!operator) throw new Error(`Unrecognized match type ${name}`);
    return operator(argument);
  }
  if (typeof item === 'object' && item !== null)
    throw new Error('Match value must be String, number, true, false, or null');
  const address = typeof item === 'string' ? sameAddress(item) : undefined;
  return address ?? ((leaf) => leaf === item);
}
