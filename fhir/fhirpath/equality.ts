import { equivalentNumbers } from './decimal.ts';
import type { Item, Items } from './item.ts';
import { isObject } from './item.ts';
import { orderOfItems, quantityOf } from './order.ts';
import type { Truth } from './values.ts';
import { kindOf, sameValue } from './values.ts';

/** Equality and equivalence of items and of collections (FHIRPath, "Equality"). */

/** Undefined where it cannot be decided, as of 2020 and 2020-01. */
export function equal(one: Item, other: Item): Truth {
  const [kind, otherKind] = [kindOf(one), kindOf(other)];
  if (kind !== otherKind) return false;
  if (kind === 'date' || kind === 'time') {
    const order = orderOfItems(one, other);
    return order === undefined ? undefined : order === 0;
  }
  return sameValue(one.value, other.value);
}

/** Of collections: as many, in the same order. */
export function equalItems(left: Items, right: Items): Truth {
  if (left.length !== right.length) return false;
  let truth: Truth = true;
  for (const [index, one] of left.entries()) {
    const other = right[index];
    const same = other && equal(one, other);
    if (same === false) return false;
    truth = same === undefined ? undefined : truth;
  }
  return truth;
}

/** Of collections: as many, in any order. */
export function equivalentItems(left: Items, right: Items): boolean {
  if (left.length !== right.length) return false;
  const rest = [...right];
  return left.every((one) => {
    const at = rest.findIndex((other) => equivalent(one, other));
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
}

function equivalent(one: Item, other: Item): boolean {
  const [kind, otherKind] = [kindOf(one), kindOf(other)];
  if (kind !== otherKind) return false;
  if (kind === 'date' || kind === 'time') return equal(one, other) === true;
  return equivalentValues(one.value, other.value);
}

/** Of JSON values: texts without their case and white space, numbers to the lesser precision, lists in any order. */
function equivalentValues(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return normalized(one) === normalized(other);
  if (typeof one === 'number' && typeof other === 'number') return equivalentNumbers(one, other);
  if (Array.isArray(one) && Array.isArray(other)) return sameInAnyOrder(one, other);
  if (!isObject(one) || !isObject(other)) return one === other;
  const [amount, otherAmount] = [quantityOf(one), quantityOf(other)];
  if (amount && otherAmount)
    return amount.unit === otherAmount.unit && equivalentNumbers(amount.value, otherAmount.value);
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && equivalentValues(one[key], other[key]))
  );
}

function sameInAnyOrder(one: readonly unknown[], other: readonly unknown[]): boolean {
  const rest = [...other];
  return (
    one.length === other.length &&
    one.every((each) => {
      const at = rest.findIndex((candidate) => equivalentValues(each, candidate));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    })
  );
}

const normalized = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, ' ').trim();

export const isIn = (item: Item, items: Items): boolean => items.some((each) => equal(each, item) === true);

/** Without the later ones of what is there twice. */
export const distinct = (items: Items): Item[] => items.filter(firstOnes());

/** Tells which items are the first of their value, one after the other. Linear but for dates and times. */
export function firstOnes(): (item: Item) => boolean {
  const seen = new Set<string>();
  const dates: Item[] = [];
  return (item) => {
    const kind = kindOf(item);
    if (kind === 'date' || kind === 'time') {
      if (isIn(item, dates)) return false;
      dates.push(item);
      return true;
    }
    const key = `${kind} ${canonical(item.value)}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

/** JSON whose members are in the order of their names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
