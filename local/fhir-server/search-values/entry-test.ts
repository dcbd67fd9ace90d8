import type { SQLInputValue } from 'node:sqlite';
import type { Entry, RangeEntry, TextEntry } from '../../../fhir/index.ts';
import { isText } from '../../../fhir/index.ts';

/** What a search asks of one entry: to the index in SQL, and to an entry of a resource that is in no index. Both say the same. */
export interface EntryTest {
  /** On the columns of the entry: `value`, or `low`, `high` and `unit`. */
  sql: string;
  values: readonly SQLInputValue[];
  isMet: (entry: Entry) => boolean;
  /** The one text that meets it, where it is one. */
  equals?: string;
  /** What few texts begin with: a code, whatever its system is. */
  begins?: string;
  /** The part of it that the order of the table leads to; without it all entries of the parameter are looked at. */
  key?: Pick<EntryTest, 'sql' | 'values'>;
}

const ofText = (isMet: (entry: TextEntry) => boolean) => (entry: Entry) => isText(entry) && isMet(entry);
const ofRange = (isMet: (entry: RangeEntry) => boolean) => (entry: Entry) => !isText(entry) && isMet(entry);

export const equals = (text: string): EntryTest => ({
  sql: 'value = ?',
  values: [text],
  isMet: ofText(({ value }) => value === text),
  equals: text,
});

/** Behind every text that begins with another: no text of FHIR has this character. */
const LAST = '\u{10FFFF}';

export const startsWith = (text: string): EntryTest => {
  const key = { sql: 'value >= ? AND value < ?', values: [text, text + LAST] };
  return { ...key, isMet: ofText(({ value }) => value.startsWith(text)), key };
};

/** As startsWith, where few different texts do. */
export const beginsAs = (text: string): EntryTest => ({ ...startsWith(text), begins: text });

export const contains = (text: string): EntryTest => ({
  sql: 'instr(value, ?) > 0',
  values: [text],
  isMet: ofText(({ value }) => value.includes(text)),
});

export const endsWith = (text: string): EntryTest => ({
  sql: 'substr(value, -length(?)) = ?',
  values: [text, text],
  isMet: ofText(({ value }) => value.endsWith(text)),
});

/** Of the bounds of a range. A test of `low` alone comes first, by which the table is in order. */
export const within = (
  sql: string,
  values: readonly number[],
  isMet: (range: RangeEntry) => boolean,
): EntryTest => {
  const lows = /^low [<>]=? \?(?: AND low [<>]=? \?)?/.exec(sql)?.[0];
  const key =
    lows === undefined ? undefined : { sql: lows, values: values.slice(0, lows.split('?').length - 1) };
  return { sql, values, isMet: ofRange(isMet), ...(key && { key }) };
};

/** Of a range: that its unit meets a test of texts, too. */
export const ofUnit = (range: EntryTest, unit: EntryTest): EntryTest => ({
  sql: `${range.sql} AND (${unit.sql.replaceAll('value', 'unit')})`,
  values: [...range.values, ...unit.values],
  isMet: (entry) => range.isMet(entry) && !isText(entry) && unit.isMet({ value: entry.unit }),
  ...(range.key && { key: range.key }),
});

/** One of some tests. */
export const anyOf = (tests: readonly EntryTest[]): EntryTest => ({
  sql: tests.map(({ sql }) => `(${sql})`).join(' OR '),
  values: tests.flatMap(({ values }) => values),
  isMet: (entry) => tests.some(({ isMet }) => isMet(entry)),
});
