import type { RangeEntry } from './entry.ts';
import { ENDLESS, SEPARATOR } from './entry.ts';
import { memberIn, numberIn, textIn } from './members.ts';

export const unitText = (code: string, system: string, unit: string): string =>
  code + SEPARATOR + system + SEPARATOR + unit;

const CURRENCIES = 'urn:iso:std:iso:4217';

export const numberEntries = (value: unknown): RangeEntry[] =>
  typeof value === 'number' ? [{ low: value, high: value, unit: '' }] : [];

/** A Quantity or Money. One with a comparator (`<`) is what it may be; beyond its value it has no end. */
export function quantityEntries(quantity: unknown): RangeEntry[] {
  const value = numberIn(quantity, 'value');
  if (value === undefined) return [];
  const comparator = textIn(quantity, 'comparator');
  const low = comparator.startsWith('<') ? -ENDLESS : value;
  const high = comparator.startsWith('>') ? ENDLESS : value;
  return [{ low, high, unit: unitOf(quantity) }];
}

function unitOf(quantity: unknown): string {
  const currency = textIn(quantity, 'currency');
  if (currency !== '') return unitText(currency, CURRENCIES, '');
  const [code, system, unit] = ['code', 'system', 'unit'].map((member) => textIn(quantity, member));
  return unitText(code ?? '', system ?? '', unit ?? '');
}

/** A Range, from its low to its high quantity. */
export function rangeEntries(range: unknown): RangeEntry[] {
  const [low, high] = [memberIn(range, 'low'), memberIn(range, 'high')];
  const [from, to] = [numberIn(low, 'value'), numberIn(high, 'value')];
  if (from === undefined && to === undefined) return [];
  return [{ low: from ?? -ENDLESS, high: to ?? ENDLESS, unit: unitOf(from === undefined ? high : low) }];
}

/** SampledData: within its limits, where it has some; else its origin. */
export function sampledEntries(sampled: unknown): RangeEntry[] {
  const origin = memberIn(sampled, 'origin');
  const [low, high] = [numberIn(sampled, 'lowerLimit'), numberIn(sampled, 'upperLimit')];
  if (low === undefined && high === undefined) return quantityEntries(origin);
  return [{ low: low ?? -ENDLESS, high: high ?? ENDLESS, unit: unitOf(origin) }];
}
