import { dateRange } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import { alternatives } from './alternatives.ts';
import type { ReadParameter } from './criterion.ts';

type Compare = (time: number, range: { start: number; end: number }) => boolean;

/** What the prefixes mean for an instant (FHIR R4, "Prefixes"). The end of a range is the first instant behind it. */
const PREFIXES: Readonly<Record<string, Compare>> = {
  eq: (time, { start, end }) => time >= start && time < end,
  ne: (time, { start, end }) => time < start || time >= end,
  gt: (time, { end }) => time >= end,
  lt: (time, { start }) => time < start,
  ge: (time, { start }) => time >= start,
  le: (time, { end }) => time < end,
  sa: (time, { end }) => time >= end,
  eb: (time, { start }) => time < start,
};

/** `_lastUpdated=ge2026-01-01`: when the current version was written. */
export const lastUpdatedParameter: ReadParameter = (value, { name }) => {
  const tests = alternatives(value).map((text) => {
    const [, prefix = 'eq', date = ''] = /^([a-z]{2})?(.*)$/s.exec(text) ?? [];
    const compare = Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : undefined;
    const range = dateRange(date);
    if (!compare || !range)
      throw badRequest(
        `${name} must be dates, as in ge2026-01-31 or 2026-01-31T12:00:00Z, with one of the prefixes ${Object.keys(PREFIXES).join(', ')}.`,
      );
    return (time: number) => compare(time, range);
  });
  return { meets: ({ lastUpdated }) => tests.some((test) => test(lastUpdated)) };
};
