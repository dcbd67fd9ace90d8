import { isJsonObject } from '../ground/index.ts';
import { comparable } from './numeric.ts';
import type { Test } from './test-of-leaf.ts';
import { endsWith, fold, onlyEntry, startsWith } from './test-of-leaf.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

type TextTest = (leaf: string) => boolean;

/** What may stand inside `anything-but`, with the test of a single text, and what is said of one that is none. */
const EXCLUSIONS: Readonly<Record<string, { of: (excluded: string) => TextTest; noText: string }>> = {
  prefix: {
    of: (excluded) => affix(excluded, startsWith),
    noText: 'prefix/suffix match pattern must be a string',
  },
  suffix: {
    of: (excluded) => affix(excluded, endsWith),
    noText: 'prefix/suffix match pattern must be a string',
  },
  'equals-ignore-case': {
    of: (excluded) => (leaf) => fold(leaf) === fold(excluded),
    noText: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  },
  wildcard: {
    of(excluded) {
      const pieces = parseWildcard(excluded);
      return (leaf) => matchesWildcard(pieces, leaf);
    },
    noText: 'wildcard match pattern must be a string',
  },
};

function affix(excluded: string, has: (leaf: string, affix: string) => boolean): TextTest {
  if (excluded === '') throw new Error('Null prefix/suffix not allowed');
  return (leaf) => has(leaf, excluded);
}

/** Any leaf but these: also a leaf of another type, and null, as on AWS. */
export function anythingBut(argument: unknown): Test {
  if (isJsonObject(argument)) return anythingButMatching(argument);
  const excluded = listOf(argument);
  if (excluded.some((item) => typeof item !== 'string' && typeof item !== 'number'))
    throw new Error('Inside anything but list, start|null|boolean is not supported.');
  if (new Set(excluded.map((item) => typeof item)).size !== 1)
    throw new Error(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  for (const item of excluded) if (typeof item === 'number') comparable(item);
  return (leaf) => !excluded.includes(leaf);
}

function anythingButMatching(argument: Record<string, unknown>): Test {
  const [operator, inner] = onlyEntry(argument);
  const exclusion = Object.hasOwn(EXCLUSIONS, operator) ? EXCLUSIONS[operator] : undefined;
  if (!exclusion) throw new Error(`Unsupported anything-but pattern: ${operator}`);
  const excluded = listOf(inner);
  if (excluded.length === 0) throw new Error('Empty arrays are not allowed');
  const tests = excluded.map((item) => {
    if (typeof item !== 'string') throw new Error(exclusion.noText);
    return exclusion.of(item);
  });
  return (leaf) => typeof leaf !== 'string' || !tests.some((test) => test(leaf));
}

function listOf(argument: unknown): unknown[] {
  if (Array.isArray(argument)) return argument;
  if (typeof argument !== 'string' && typeof argument !== 'number')
    throw new Error('Value of anything-but must be an array or single string/number value.');
  return [argument];
}
