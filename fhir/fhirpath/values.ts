import type { Item } from './item.ts';

/** How FHIRPath looks at values: truth, equality, numbers and texts. */

/** True, false, or undefined for "empty": the three values of FHIRPath's logic. */
export type Truth = boolean | undefined;

/** An item of a System type. */
export function systemItem(value: string | number | boolean, isDecimal = false): Item {
  if (typeof value === 'string') return { value, type: 'System.String' };
  if (typeof value === 'boolean') return { value, type: 'System.Boolean' };
  return { value, type: isDecimal || !Number.isInteger(value) ? 'System.Decimal' : 'System.Integer' };
}

const DATES: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant']);

/** What values are compared as: a date is no text, though JSON has it as one. */
export function kindOf({ value, type }: Item): string {
  if (typeof value !== 'string') return typeof value;
  if (DATES.has(type)) return 'date';
  return type === 'time' ? 'time' : 'string';
}

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

export const single = (items: readonly Item[]): unknown => (items.length === 1 ? items[0]?.value : undefined);

export function textOf(items: readonly Item[]): string | undefined {
  const value = single(items);
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(items: readonly Item[]): number | undefined {
  const value = single(items);
  return typeof value === 'number' ? value : undefined;
}

/** A whole number; a decimal is none, not even 1.0. */
export function integerOf(items: readonly Item[]): number | undefined {
  const number = numberOf(items);
  return items.some(isDecimal) || !Number.isInteger(number) ? undefined : number;
}

export const isDecimal = ({ type }: Item): boolean => type === 'System.Decimal' || type === 'decimal';
