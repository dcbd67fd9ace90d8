import type { Item } from './item.ts';

/** How FHIRPath looks at values: truth, equality, numbers and texts. */

/** True, false, or undefined for "empty": the three values of FHIRPath's logic. */
export type Truth = boolean | undefined;

const SYSTEM_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'decimal',
  boolean: 'boolean',
};

/** An item of a System type. */
export const systemItem = (value: string | number | boolean): Item => ({
  value,
  type:
    typeof value === 'number' && Number.isInteger(value)
      ? 'integer'
      : (SYSTEM_TYPES[typeof value] ?? 'string'),
});

export const truthItems = (truth: Truth): readonly Item[] => (truth === undefined ? [] : [systemItem(truth)]);

/** A collection as a condition: empty is undefined, a single boolean is itself, any other single item is true. */
export function truthOf(items: readonly Item[]): Truth {
  const [first, second] = items;
  if (!first) return undefined;
  if (second) return true;
  return typeof first.value === 'boolean' ? first.value : true;
}

/** Deep equality of JSON values; numbers by their value. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        sameValue((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  );
}

export const sameItems = (one: readonly Item[], other: readonly Item[]): boolean =>
  one.length === other.length && one.every((item, index) => sameValue(item.value, other[index]?.value));

export const isIn = (item: Item, items: readonly Item[]): boolean =>
  items.some((each) => sameValue(each.value, item.value));

/** Without the later ones of what is there twice. Linear for primitives. */
export function distinct(items: readonly Item[]): Item[] {
  const seen = new Set<unknown>();
  return items.filter(({ value }) => {
    const key = typeof value === 'object' ? JSON.stringify(value) : value;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export const single = (items: readonly Item[]): unknown => (items.length === 1 ? items[0]?.value : undefined);

export function textOf(items: readonly Item[]): string | undefined {
  const value = single(items);
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(items: readonly Item[]): number | undefined {
  const value = single(items);
  return typeof value === 'number' ? value : undefined;
}
