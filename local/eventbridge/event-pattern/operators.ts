import { BlockList, isIP } from 'node:net';
import { isJsonObject } from '../../ground/index.ts';
import { matchesWildcard, parseWildcard } from './wildcard.ts';

/** A value at a leaf of an event. */
export type Leaf = string | number | boolean | null;

/** What one item of a pattern's array asks of a leaf; `absent` asks that the field is not there at all. */
export type Test = ((leaf: Leaf) => boolean) | 'absent';

/** Turns an operator's argument into its test. @throws Error with what is wrong with the argument */
type Operator = (argument: unknown) => Test;

const fold = (text: string): string => text.toLowerCase();

const text = (operator: string, argument: unknown): string => {
  if (typeof argument !== 'string') throw new Error(`${operator} match pattern must be a string`);
  return argument;
};

const onText =
  (test: (leaf: string) => boolean): Test =>
  (leaf) =>
    typeof leaf === 'string' && test(leaf);

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

const startsWith = (leaf: string, prefix: string): boolean => leaf.startsWith(prefix);
const endsWith = (leaf: string, suffix: string): boolean => leaf.endsWith(suffix);

/** What may stand inside `anything-but`, each with the test of a single string. */
const EXCLUSIONS: Readonly<Record<string, (excluded: string) => (leaf: string) => boolean>> = {
  prefix: (excluded) => excludeAffix(excluded, startsWith),
  suffix: (excluded) => excludeAffix(excluded, endsWith),
  'equals-ignore-case': (excluded) => (leaf) => fold(leaf) === fold(excluded),
  wildcard: (excluded) => {
    const pieces = parseWildcard(excluded);
    return (leaf) => matchesWildcard(pieces, leaf);
  },
};

function excludeAffix(excluded: string, has: (leaf: string, affix: string) => boolean) {
  if (excluded === '') throw new Error('Null prefix/suffix not allowed');
  return (leaf: string): boolean => has(leaf, excluded);
}

/** Any leaf but these: also a leaf of another type, as on AWS. */
function anythingBut(argument: unknown): Test {
  if (isJsonObject(argument)) {
    const [operator, inner] = onlyEntry(argument);
    const exclusion = Object.hasOwn(EXCLUSIONS, operator) ? EXCLUSIONS[operator] : undefined;
    if (!exclusion) throw new Error(`Unsupported anything-but pattern: ${operator}`);
    const tests = listOf(inner).map((item) => exclusion(text(`anything-but ${operator}`, item)));
    return (leaf) => typeof leaf !== 'string' || !tests.some((test) => test(leaf));
  }
  const excluded = listOf(argument);
  const types = new Set(excluded.map((item) => typeof item));
  if (types.size > 1 || !(types.has('string') || types.has('number')))
    throw new Error('Inside anything but list, either all values are number or string');
  return (leaf) => !excluded.includes(leaf);
}

/** EventBridge User Guide: numeric matching works from -5.0e9 to +5.0e9. */
const NUMERIC_LIMIT = 5e9;

const COMPARISONS: Readonly<Record<string, (leaf: number, bound: number) => boolean>> = {
  '=': (leaf, bound) => leaf === bound,
  '<': (leaf, bound) => leaf < bound,
  '<=': (leaf, bound) => leaf <= bound,
  '>': (leaf, bound) => leaf > bound,
  '>=': (leaf, bound) => leaf >= bound,
};

/** `[operator, number]`, or a range: `[">" or ">=", bottom, "<" or "<=", top]`. */
function numeric(argument: unknown): Test {
  if (!Array.isArray(argument)) throw new Error('Value of numeric must be an array.');
  const terms: unknown[] = argument;
  if (terms.length !== 2 && terms.length !== 4)
    throw new Error('numeric takes one comparison, or the two of a range');
  const low = comparison(terms[0], terms[1]);
  const high = terms.length === 4 ? comparison(terms[2], terms[3]) : undefined;
  if (high) {
    if (!low.operator.startsWith('>') || !high.operator.startsWith('<'))
      throw new Error(`Bad numeric range operator: ${low.operator} with ${high.operator}`);
    if (low.bound >= high.bound) throw new Error('Bottom must be less than top');
  }
  return (leaf) =>
    typeof leaf === 'number' &&
    Math.abs(leaf) <= NUMERIC_LIMIT &&
    low.compare(leaf, low.bound) &&
    (high?.compare(leaf, high.bound) ?? true);
}

function comparison(operator: unknown, bound: unknown) {
  const name = String(operator);
  const compare = Object.hasOwn(COMPARISONS, name) ? COMPARISONS[name] : undefined;
  if (typeof operator !== 'string' || !compare)
    throw new Error(`Unrecognized numeric range operator: ${JSON.stringify(operator)}`);
  if (typeof bound !== 'number') throw new Error(`Value of ${name} must be numeric`);
  if (Math.abs(bound) > NUMERIC_LIMIT) throw new Error('Value must be between -5.0E9 and 5.0E9, inclusive');
  return { operator: name, compare, bound };
}

function exists(argument: unknown): Test {
  if (typeof argument !== 'boolean') throw new Error('exists match pattern must be either true or false.');
  return argument ? () => true : 'absent';
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function cidr(argument: unknown): Test {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d+)$/.exec(text('cidr', argument)) ?? [];
  if (isIP(address) === 0)
    throw new Error('Malformed CIDR: an IP address, one "/" and mask bits are required');
  const most = family(address) === 'ipv4' ? 32 : 128;
  if (Number(bits) >= most) throw new Error(`Malformed CIDR: mask bits must be < ${most}`);
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family(address));
  return onText((leaf) => isIP(leaf) !== 0 && network.check(leaf, family(leaf)));
}

/** Every comparison operator of EventBridge event buses (User Guide, "Comparison operators"); `$or` is not about a leaf. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  prefix: affix('prefix', startsWith),
  suffix: affix('suffix', endsWith),
  'equals-ignore-case': (argument) => {
    const wanted = fold(text('equals-ignore-case', argument));
    return onText((leaf) => fold(leaf) === wanted);
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
  return (leaf) => leaf === item;
}

function onlyEntry(expression: Record<string, unknown>): [string, unknown] {
  const [entry, ...others] = Object.entries(expression);
  if (!entry) throw new Error('Match expression name not found');
  if (others.length > 0) throw new Error('Only one key allowed in match expression');
  return entry;
}

function listOf(argument: unknown): unknown[] {
  const list: unknown[] = Array.isArray(argument) ? argument : [argument];
  if (list.length === 0) throw new Error('Empty arrays are not allowed');
  return list;
}
