import type { Item, Items, Scope } from './item.ts';
import { distinct, isIn, numberOf, single, systemItem, textOf, truthItems, truthOf } from './values.ts';

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

const where: FhirPathFunction = (items, parameters) =>
  items.filter((item, at) => truthOf(parameters.forItem(0, item, at)) === true);

/** Regular expressions of definitions, compiled once. */
const patterns = new Map<string, RegExp>();

function patternOf(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(source, 's');
  patterns.set(source, known);
  return known;
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
  skip: (items, parameters) => items.slice(numberOf(parameters.value(0)) ?? 0),
  take: (items, parameters) => items.slice(0, numberOf(parameters.value(0)) ?? 0),
  single: (items) => items.slice(0, 1),
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
    const start = numberOf(parameters.value(0));
    if (start === undefined || start < 0 || start >= value.length) return undefined;
    const length = parameters.count > 1 ? numberOf(parameters.value(1)) : undefined;
    return value.slice(start, length === undefined ? undefined : start + length);
  }),
  length: text((value) => value.length),
  lower: text((value) => value.toLowerCase()),
  upper: text((value) => value.toUpperCase()),
  // Written so because every object has a method of this name, whose type would be taken.
  ['toString' as string]: (items: Items): Items => {
    const value = single(items);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? [systemItem(String(value))]
      : [];
  },
  toInteger: (items) => {
    const number = Number(single(items));
    return items.length === 1 && Number.isInteger(number) ? [systemItem(number)] : [];
  },
  iif: (items, parameters) => {
    const isTrue = truthOf(parameters.forItems(0, items)) === true;
    return parameters.forItems(isTrue ? 1 : 2, items);
  },
  // The XHTML of narratives is checked at every level.
  htmlChecks: () => truthItems(true),
};
