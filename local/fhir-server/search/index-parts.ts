import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { KnownMany } from '../../healthlake/index.ts';
import { RANGES_BY_ROW, parameterKey, typeKey } from '../../healthlake/index.ts';
import type { AskedColumn, AskedEntries, IndexCondition } from './criterion.ts';

/** A part of a query: the rows of a table for which something holds. */
export interface Part {
  table: 'texts' | 'ranges' | 'resources';
  where: string;
  values: readonly SQLInputValue[];
  /** Whether its rows come in their order, and one of them is found at once: one value, of which the table's key has all. */
  isOneValue: boolean;
  /** An index by which it is told at once of a row whether it is one of its rows. */
  byRow?: string;
  /** All that is looked at to find them, where that is more. */
  looked?: Pick<Part, 'where' | 'values'>;
}

/** What of the index a search is about. */
export interface IndexPlace {
  prepare: (sql: string) => StatementSync;
  /** What was counted before, and is many. */
  many: KnownMany;
  /** The data store's number. */
  store: number;
  /** The resource type's number. */
  type: number;
  /** The newest row of a resource of the type. */
  rowOf: (id: string) => number | undefined;
}

/** Different texts that begin alike and are looked for one by one. */
const MOST_TEXTS = 32;

/** All resources of the type. */
export const allOf = ({ store, type }: IndexPlace): Part => ({
  table: 'resources',
  where: 'type = ?',
  values: [typeKey(store, type)],
  isOneValue: true,
});

/** The parts of a condition: a row of any of them meets it. */
export const partsOf = (place: IndexPlace, { any }: IndexCondition): Part[] =>
  any.flatMap((asked) => ('parameter' in asked ? entriesParts(place, asked) : columnParts(place, asked)));

function columnParts(place: IndexPlace, asked: AskedColumn): Part[] {
  const all = allOf(place);
  if ('id' in asked) {
    const row = place.rowOf(asked.id);
    return row === undefined
      ? []
      : [{ ...all, where: `${all.where} AND row = ?`, values: [...all.values, row] }];
  }
  if ('rows' in asked) {
    const list = asked.rows.map(() => '?').join(', ');
    const where = `${all.where} AND row IN (${list})`;
    return [{ ...all, where, values: [...all.values, ...asked.rows], isOneValue: false }];
  }
  return asked.tests.map(({ sql, values }) => ({
    ...all,
    // A time is a range of a millisecond.
    where: `${all.where} AND (${sql.replaceAll('low', asked.column).replaceAll('high', `${asked.column} + 1`)})`,
    values: [...all.values, ...values],
    looked: all,
  }));
}

function entriesParts(place: IndexPlace, { parameter, table, tests }: AskedEntries): Part[] {
  const key = parameterKey(place.store, parameter);
  const all = { where: 'parameter = ?', values: [key] };
  const byRow = table === 'ranges' && { byRow: RANGES_BY_ROW };
  if (tests.length === 0) return [{ table, ...all, isOneValue: false, ...byRow }];
  const texts = new Set<string>();
  const others: Part[] = [];
  for (const test of tests) {
    const equal = test.equals === undefined ? textsThatBegin(place, key, test.begins) : [test.equals];
    if (equal) for (const text of equal) texts.add(text);
    else
      others.push({
        table,
        where: `parameter = ? AND (${test.sql})`,
        values: [key, ...test.values],
        isOneValue: false,
        ...byRow,
        looked: test.key
          ? { where: `${all.where} AND ${test.key.sql}`, values: [key, ...test.key.values] }
          : all,
      });
  }
  return [...textParts(key, [...texts]), ...others];
}

function textParts(key: number, texts: readonly string[]): Part[] {
  const one = (text: string): Part => ({
    table: 'texts',
    where: 'parameter = ? AND value = ?',
    values: [key, text],
    isOneValue: true,
  });
  if (texts.length <= MOST_TEXTS) return texts.map(one);
  const list = texts.map(() => '?').join(', ');
  return [
    {
      table: 'texts',
      where: `parameter = ? AND value IN (${list})`,
      values: [key, ...texts],
      isOneValue: false,
    },
  ];
}

/** The texts of a parameter that begin with a text, where they are few; each is found without those between. */
function textsThatBegin(
  { prepare }: IndexPlace,
  key: number,
  begin: string | undefined,
): string[] | undefined {
  if (begin === undefined) return undefined;
  const next = prepare('SELECT min(value) AS value FROM texts WHERE parameter = ? AND value >= ?');
  const after = prepare('SELECT min(value) AS value FROM texts WHERE parameter = ? AND value > ?');
  const found: string[] = [];
  for (let value = next.get(key, begin)?.value; typeof value === 'string' && value.startsWith(begin);) {
    if (found.length === MOST_TEXTS) return undefined;
    found.push(value);
    value = after.get(key, value)?.value;
  }
  return found;
}
