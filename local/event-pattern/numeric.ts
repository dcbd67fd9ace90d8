import type { Test } from './test-of-leaf.ts';

/** EventBridge User Guide, "Numeric matching": from -5.0e9 to +5.0e9, six digits behind the point. */
const LIMIT = 5e9;
const DIGITS = 6;

/** Whether a number of an event can be compared at all; beyond it only the same number is equal. */
export const isComparable = (value: number): boolean =>
  Math.abs(value) <= LIMIT && Number(value.toFixed(DIGITS)) === value;

/** A bound, or a number to be excluded. @throws Error where it cannot be compared */
export function comparable(value: number): number {
  if (Math.abs(value) > LIMIT) throw new Error('Value must be between -5.0E9 and 5.0E9, inclusive');
  if (!isComparable(value)) throw new Error(`Only values upto ${DIGITS} decimals are supported: ${value}`);
  return value;
}

type Compare = (leaf: number, bound: number) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  '=': (leaf, bound) => leaf === bound,
  '<': (leaf, bound) => leaf < bound,
  '<=': (leaf, bound) => leaf <= bound,
  '>': (leaf, bound) => leaf > bound,
  '>=': (leaf, bound) => leaf >= bound,
};

/** `[operator, number]`, or a range: `[">" or ">=", bottom, "<" or "<=", top]`. */
export function numeric(argument: unknown): Test {
  if (!Array.isArray(argument)) throw new Error('Value of numeric must be an array.');
  const terms: unknown[] = argument;
  const [operator, bound, upper, top, ...more] = terms;
  if (typeof operator !== 'string')
    throw new Error(`Invalid member in numeric match: ${JSON.stringify(operator ?? ']')}`);
  const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (!compare) throw new Error(`Unrecognized numeric range operator: ${operator}`);
  const low = boundOf(operator === '=' ? 'equals' : operator, bound);
  if (terms.length === 2) return onNumber((leaf) => compare(leaf, low));

  if (!operator.startsWith('>')) throw new Error('Too many elements in numeric expression');
  if (typeof upper !== 'string') throw new Error(`Bad value in numeric range: ${JSON.stringify(upper)}`);
  const compareTop = upper.startsWith('<') && Object.hasOwn(COMPARISONS, upper) && COMPARISONS[upper];
  if (!compareTop) throw new Error(`Bad numeric range operator: ${upper}`);
  const high = boundOf(upper, top);
  if (more.length > 0) throw new Error('Too many terms in numeric range expression');
  if (low >= high) throw new Error('Bottom must be less than top');
  return onNumber((leaf) => compare(leaf, low) && compareTop(leaf, high));
}

function boundOf(operator: string, bound: unknown): number {
  if (typeof bound !== 'number') throw new Error(`Value of ${operator} must be numeric`);
  return comparable(bound);
}

const onNumber =
  (test: (leaf: number) => boolean): Test =>
  (leaf) =>
    typeof leaf === 'number' && isComparable(leaf) && test(leaf);
