import type { RangeEntry } from '../../../fhir/index.ts';
import { SEPARATOR } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import { splitEscaped, unescaped } from '../search/alternatives.ts';
import type { ParameterContext } from '../search/criterion.ts';
import type { EntryTest } from './entry-test.ts';
import { anyOf, endsWith, equals, ofUnit, startsWith, within } from './entry-test.ts';

/** A number as it was written, and what it stands for by its digits: 100 is from 99.5 on and before 100.5 (FHIR R4, "number"). */
interface Wanted {
  value: number;
  from: number;
  to: number;
}

type Prefix = (wanted: Wanted) => [sql: string, values: number[], isMet: (range: RangeEntry) => boolean];

/** FHIR R4, "Prefixes": all but eq, ne and ap are of the number itself, whatever its digits. */
const PREFIXES: Readonly<Record<string, Prefix>> = {
  eq: ({ from, to }) => [
    'low >= ? AND low < ? AND high < ?',
    [from, to, to],
    ({ low, high }) => low >= from && low < to && high < to,
  ],
  ne: ({ from, to }) => ['(low < ? OR high >= ?)', [from, to], ({ low, high }) => low < from || high >= to],
  gt: ({ value }) => ['high > ?', [value], ({ high }) => high > value],
  lt: ({ value }) => ['low < ?', [value], ({ low }) => low < value],
  ge: ({ value }) => ['high >= ?', [value], ({ high }) => high >= value],
  le: ({ value }) => ['low <= ?', [value], ({ low }) => low <= value],
  sa: ({ value }) => ['low > ?', [value], ({ low }) => low > value],
  eb: ({ value }) => ['low < ? AND high < ?', [value, value], ({ low, high }) => low < value && high < value],
  ap: ({ value }) => {
    const wider = Math.abs(value) * 0.1;
    const [from, to] = [value - wider, value + wider];
    return ['low <= ? AND high >= ?', [to, from], ({ low, high }) => high >= from && low <= to];
  },
};

const NUMBER = /^([a-z]{2})?([+-]?\d+(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?)$/;

export function numberTest(text: string, { name }: Pick<ParameterContext, 'name'>): EntryTest {
  const [, prefix = 'eq', number = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const asked = Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : undefined;
  if (!asked || number === '')
    throw badRequest(
      `${name} must be numbers, as in 5.40 or ge100, with one of the prefixes ${Object.keys(PREFIXES).join(', ')}.`,
    );
  const value = Number(number);
  if (!Number.isFinite(value)) throw badRequest(`${name} is a number of more digits than can be told apart.`);
  const half = 0.5 * 10 ** (Number(exponent) - fraction.length);
  return within(...asked({ value, from: value - half, to: value + half }));
}

/** `number`, `number|system|code`, or `number||code`, which is also a unit as it is displayed (FHIR R4, "quantity"). */
export function quantityTest(piece: string, context: ParameterContext): EntryTest {
  const [number = '', system, code, ...rest] = splitEscaped(piece, '|').map(unescaped);
  const range = numberTest(number, context);
  if (system === undefined) return range;
  if (rest.length > 0 || !code)
    throw badRequest(`${context.name} must be quantities: number, number|system|code or number||code.`);
  if (system !== '') return ofUnit(range, startsWith(code + SEPARATOR + system + SEPARATOR));
  return ofUnit(range, anyOf([startsWith(code + SEPARATOR), endsWith(SEPARATOR + code), equals(code)]));
}
