import type { Item, Items, Scope } from './item.ts';
import { plainText } from './decimal.ts';
import { distinct, isIn } from './equality.ts';
import { integerOf, single, systemItem, textOf, truthItems, truthOf } from './values.ts';

/** Parameters of a call: values that do not depend on the items, and criteria that are asked for each. */
export interface Parameters {
  value(index: number): Items;
  /** The expression with one item as `$this`. */
  forItem(index: number, item: Item, at: number): Items;
  /** The expression over a whole collection. */
  forItems(index: number, items: Items): Items;
  count: number;
  scope: Scope;
}

export type FhirPathFunction = (items: Items, parameters: Parameters) => Items;

const text =
  (use: (text: string, parameters: Parameters) => string | number | boolean | undefined): FhirPathFunction =>
  (items, parameters) => {
    const value = textOf(items);
    const result = value === undefined ? undefined : use(value, parameters);
    return result === undefined ? [] : [systemItem(result)];
  };

const withText = (use: (text: string, other: string) => boolean | number): FhirPathFunction =>
  text((value, parameters) => {
    const other = textOf(parameters.value(0));
    return other === undefined ? undefined : use(value, other);
  });

const withInteger =
  (use: (items: Items, number: number) => Items): FhirPathFunction =>
  (items, parameters) => {
    const number = integerOf(parameters.value(0));
    return number === undefined ? [] : use(items, number);
  };

const where: FhirPathFunction = (items, parameters) =>
  items.filter((item, at) => truthOf(parameters.forItem(0, item, at)) === true);

/** Regular expressions of definitions, compiled once. */
const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(source, 's');
  patterns.set(source, known);
  return known;
}

/** A decimal of the data as it is written, where that is without an exponent, which FHIRPath has not. */
function writtenDigits({ place }: Item, { written }: Scope): string | undefined {
  const digits = place && written?.(place.holder, place.member);
  return digits === undefined || /[eE]/.test(digits) ? undefined : digits;
}

/** The functions that invariants of FHIR and of implementation guides use (FHIRPath, "Functions"). */
export const FUNCTIONS: Readonly<Record<string, FhirPathFunction>> = {
  empty: (items) => truthItems(items.length === 0),
  exists: (items, parameters) =>
    truthItems((parameters.count === 0 ? items : where(items, parameters)).length > 0),
  not: (items) => {
    const truth = truthOf(items);
    return truthItems(truth === undefined ? undefined : !truth);
  },
  hasValue: (items) =>
    truthItems(items.length === 1 && typeof single(items) !== 'object' && single(items) !== undefined),
  count: (items) => [systemItem(items.length)],
  where,
  select: (items, parameters) => items.flatMap((item, at) => parameters.forItem(0, item, at)),
  all: (items, parameters) =>
    truthItems(items.every((item, at) => truthOf(parameters.forItem(0, item, at)) === true)),
  allTrue: (items) => truthItems(items.every(({ value }) => value === true)),
  allFalse: (items) => truthItems(items.every(({ value }) => value === false)),
  anyTrue: (items) => truthItems(items.some(({ value }) => value === true)),
  first: (items) => items.slice(0, 1),
  last: (items) => items.slice(-1),
  tail: (items) => items.slice(1),
  // Of what is below one nothing is skipped, and nothing taken.
  skip: withInteger((items, number) => items.slice(Math.max(number, 0))),
  take: withInteger((items, number) => items.slice(0, Math.max(number, 0))),
  // Of several it would be an error, and an error is empty here.
  single: (items) => (items.length === 1 ? items : []),
  distinct: (items) => distinct(items),
  isDistinct: (items) => truthItems(distinct(items).length === items.length),
  intersect: (items, parameters) => {
    const other = parameters.value(0);
    return distinct(items.filter((item) => isIn(item, other)));
  },
  exclude: (items, parameters) => {
    const other = parameters.value(0);
    return items.filter((item) => !isIn(item, other));
  },
  union: (items, parameters) => distinct([...items, ...parameters.value(0)]),
  combine: (items, parameters) => [...items, ...parameters.value(0)],
  subsetOf: (items, parameters) => {
    const other = parameters.value(0);
    return truthItems(items.every((item) => isIn(item, other)));
  },
  // What it is asked for is for people who look for faults in an expression.
  trace: (items) => items,
  startsWith: withText((value, other) => value.startsWith(other)),
  endsWith: withText((value, other) => value.endsWith(other)),
  contains: withText((value, other) => value.includes(other)),
  indexOf: withText((value, other) => value.indexOf(other)),
  matches: withText((value, other) => patternOf(other).test(value)),
  replaceMatches: text((value, parameters) => {
    const [pattern, by] = [textOf(parameters.value(0)), textOf(parameters.value(1))];
    return pattern === undefined || by === undefined
      ? undefined
      : value.replaceAll(new RegExp(pattern, 'gs'), by);
  }),
  replace: text((value, parameters) => {
    const [part, by] = [textOf(parameters.value(0)), textOf(parameters.value(1))];
    return part === undefined || by === undefined ? undefined : value.replaceAll(part, () => by);
  }),
  substring: text((value, parameters) => {
    const start = integerOf(parameters.value(0));
    if (start === undefined || start < 0 || start >= value.length) return undefined;
    const given = parameters.count > 1 ? parameters.value(1) : [];
    const length = integerOf(given);
    if (given.length > 0 && length === undefined) return undefined;
    return value.slice(start, length === undefined ? undefined : start + Math.max(length, 0));
  }),
  length: text((value) => value.length),
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  // Written so because every object has a method of this name, whose type would be taken.
  ['toString' as string]: (items: Items, { scope }: Parameters): Items => {
    const [item] = items;
    const value = single(items);
    if (item && typeof value === 'number')
      return [systemItem(item.digits ?? writtenDigits(item, scope) ?? plainText(value))];
    return typeof value === 'string' || typeof value === 'boolean' ? [systemItem(String(value))] : [];
  },
  toInteger: (items) => {
    const value = single(items);
    if (typeof value === 'boolean') return [systemItem(Number(value))];
    const isWhole = typeof value === 'string' ? /^[+-]?\d+$/.test(value) : integerOf(items) !== undefined;
    return isWhole ? [systemItem(Number(value))] : [];
  },
  iif: (items, parameters) => {
    const isTrue = truthOf(parameters.forItems(0, items)) === true;
    return parameters.forItems(isTrue ? 1 : 2, items);
  },
  // The XHTML of narratives is checked at every level.
  htmlChecks: () => truthItems(true),
};

/** How many parameters functions have that have any, at least and at most. */
export const PARAMETERS: Readonly<Record<string, readonly [least: number, most: number] | undefined>> = {
  exists: [0, 1],
  where: [1, 1],
  select: [1, 1],
  all: [1, 1],
  repeat: [1, 1],
  skip: [1, 1],
  take: [1, 1],
  intersect: [1, 1],
  exclude: [1, 1],
  union: [1, 1],
  combine: [1, 1],
  subsetOf: [1, 1],
  trace: [1, 2],
  startsWith: [1, 1],
  endsWith: [1, 1],
  contains: [1, 1],
  indexOf: [1, 1],
  matches: [1, 1],
  replaceMatches: [2, 2],
  replace: [2, 2],
  substring: [1, 2],
  extension: [1, 1],
  iif: [2, 3],
};
