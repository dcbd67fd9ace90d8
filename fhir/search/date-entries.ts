import { dateRange } from './date-range.ts';
import type { RangeEntry } from './entry.ts';
import { ENDLESS } from './entry.ts';
import { memberIn, valuesIn } from './members.ts';

const rangeOf = (value: unknown) => (typeof value === 'string' ? dateRange(value) : undefined);

/** A date, dateTime or instant: the time that it stands for. */
export function dateEntries(value: unknown): RangeEntry[] {
  const range = rangeOf(value);
  return range ? [{ low: range.start, high: range.end, unit: '' }] : [];
}

/** A Period: one that has no start or no end goes on without (R4, "date"). */
export function periodEntries(value: unknown): RangeEntry[] {
  const [start, end] = [rangeOf(memberIn(value, 'start')), rangeOf(memberIn(value, 'end'))];
  return start || end ? [{ low: start?.start ?? -ENDLESS, high: end?.end ?? ENDLESS, unit: '' }] : [];
}

/** A Timing: its outer limits (R4, "date"). */
export function timingEntries(value: unknown): RangeEntry[] {
  const within = [
    ...valuesIn(value, 'event').flatMap(dateEntries),
    ...periodEntries(memberIn(memberIn(value, 'repeat'), 'boundsPeriod')),
  ];
  if (within.length === 0) return [];
  const low = Math.min(...within.map((each) => each.low));
  return [{ low, high: Math.max(...within.map((each) => each.high)), unit: '' }];
}
