import type { RangeEntry } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import { queryDate } from '../http/query-date.ts';
import type { ParameterContext } from '../search/criterion.ts';
import type { EntryTest } from './entry-test.ts';
import { within } from './entry-test.ts';

interface Wanted {
  start: number;
  end: number;
}

type Prefix = (wanted: Wanted) => [sql: string, values: number[], isMet: (range: RangeEntry) => boolean];

/**
 * What the prefixes mean for times: those of the search and those of the resource each from a start on and before an end (FHIR R4, "Prefixes"). `ap` is
 * made wider before it comes here.
 */
const PREFIXES: Readonly<Record<string, Prefix>> = {
  eq: ({ start, end }) => [
    // No range is empty, so that one which ends by then begins before.
    'low >= ? AND low < ? AND high <= ?',
    [start, end, end],
    ({ low, high }) => low >= start && low < end && high <= end,
  ],
  ne: ({ start, end }) => [
    '(low < ? OR high > ?)',
    [start, end],
    ({ low, high }) => low < start || high > end,
  ],
  gt: ({ end }) => ['high > ?', [end], ({ high }) => high > end],
  lt: ({ start }) => ['low < ?', [start], ({ low }) => low < start],
  ge: ({ start }) => ['high > ?', [start], ({ high }) => high > start],
  le: ({ end }) => ['low < ?', [end], ({ low }) => low < end],
  sa: ({ end }) => ['low >= ?', [end], ({ low }) => low >= end],
  eb: ({ start }) => [
    'low < ? AND high <= ?',
    [start, start],
    ({ low, high }) => low < start && high <= start,
  ],
  ap: ({ start, end }) => [
    'low < ? AND high > ?',
    [end, start],
    ({ low, high }) => high > start && low < end,
  ],
};

/** A tenth of the time between now and the date (FHIR R4, "ap"). */
const APPROXIMATE = 0.1;

/** `ge2026-01`: a prefix, and a date of any precision; without a time zone it is UTC. */
export function dateTest(text: string, { name, now }: ParameterContext): EntryTest {
  const [, prefix = 'eq', date = ''] = /^([a-z]{2})?(.*)$/s.exec(text) ?? [];
  const asked = Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : undefined;
  const range = queryDate(date);
  if (!asked || !range)
    throw badRequest(
      `${name} must be dates, as in ge2026-01-31 or 2026-01-31T12:00:00Z, with one of the prefixes ${Object.keys(PREFIXES).join(', ')}.`,
    );
  const wider = prefix === 'ap' ? Math.abs(now - range.start) * APPROXIMATE : 0;
  return within(...asked({ start: range.start - wider, end: range.end + wider }));
}
