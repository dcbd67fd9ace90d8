import type { Item } from './item.ts';
import { kindOf } from './values.ts';

/**
 * Which of two items is first (FHIRPath, "Comparison"); undefined where that cannot be decided, NaN where they cannot be compared: a
 * date with a text.
 */
export function orderOfItems(one: Item, other: Item): number | undefined {
  const kind = kindOf(one);
  if (kind !== kindOf(other)) return NaN;
  const [a, b] = [one.value, other.value];
  if (typeof a === 'string' && typeof b === 'string') {
    if (kind === 'date') return orderOfDates(a, b);
    return kind === 'time' ? orderOfTexts(withoutZeros(a), withoutZeros(b)) : orderOfTexts(a, b);
  }
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return quantityOf(a) && quantityOf(b) ? order(a, b) : NaN;
}

/** A time whose fraction has no zeros at its end. */
const withoutZeros = (time: string): string => time.replace(/(?:\.0+|(\.\d*[1-9])0+)$/, '$1');

/**
 * Which of two values is first: below, at or above 0; undefined where that cannot be decided:
 * numbers, texts, dates, and quantities of the same unit.
 */
export function order(one: unknown, other: unknown): number | undefined {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'string' && typeof other === 'string')
    return DATE.test(one) && DATE.test(other) ? orderOfDates(one, other) : orderOfTexts(one, other);
  const [a, b] = [quantityOf(one), quantityOf(other)];
  return a && b?.unit === a.unit ? a.value - b.value : undefined;
}

const orderOfTexts = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** The length of YYYY-MM-DD. */
const DAY = 10;

/** Dates of different precision are compared as far as both go; where they are the same so far it cannot be decided. */
function orderOfDates(one: string, other: string): number | undefined {
  const [isTime, isOtherTime] = [one.length > DAY, other.length > DAY];
  if (isTime && isOtherTime) return timeOf(one) - timeOf(other);
  if (isTime) return orderOfTimeAndDate(one, other);
  if (isOtherTime) return negative(orderOfTimeAndDate(other, one));
  const length = Math.min(one.length, other.length);
  const compared = orderOfTexts(one.slice(0, length), other.slice(0, length));
  return compared !== 0 || one.length === other.length ? compared : undefined;
}

/** A date may be of any time zone: one is first where it is so in all of them. */
function orderOfTimeAndDate(time: string, date: string): number | undefined {
  const dateIn = (zoneHours: number): string =>
    new Date(Math.min(timeOf(time) + zoneHours * HOUR_MS, LAST_MS)).toISOString().slice(0, date.length);
  if (dateIn(14) < date) return -1;
  return dateIn(-12) > date ? 1 : undefined;
}

const HOUR_MS = 3_600_000;
const LAST_MS = Date.parse('9999-12-31T23:59:59Z');

/** A leap second, which JavaScript has not, is the second before it. */
const timeOf = (text: string): number => Date.parse(text.replace(':60', ':59'));

const negative = (compared: number | undefined): number | undefined =>
  compared === undefined ? undefined : -compared;

/** A Quantity's value and what it is of. */
export function quantityOf(value: unknown): { value: number; unit: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { value: amount, system = '', code, unit = '' } = value as Record<string, unknown>;
  return typeof amount === 'number'
    ? { value: amount, unit: JSON.stringify([system, code ?? unit]) }
    : undefined;
}
