import type { SQLInputValue } from 'node:sqlite';
import { boundLimit } from '../../ground/index.ts';
import type { RowOfResource } from '../../healthlake/index.ts';
import { typeKey } from '../../healthlake/index.ts';
import type { Criterion } from './criterion.ts';
import type { IndexPlace, Part } from './index-parts.ts';
import { allOf, partsOf } from './index-parts.ts';

/** Rows that may meet all criteria, and what is yet to be asked of each. */
export interface Rows {
  /** The next rows behind one, in their order. */
  next: (behind: number, limit: number) => RowOfResource[];
  /** What is to be asked of the resources themselves. */
  asked: readonly Criterion[];
}

/** How a search goes over the index. */
export interface IndexQuery extends Rows {
  /** How many rows that is. */
  count: () => number;
  /** Where all that can be found would have to be gathered and sorted first: another way to the same, which looks at one resource after the other. */
  inTurn?: Rows;
}

/** A condition of the index, with the parts of which one is met. */
interface Condition {
  criterion: Criterion;
  isNot: boolean;
  parts: readonly Part[];
  /** Whether the key of a table leads to each of its rows. */
  isAtOnce: boolean;
}

interface Fragment {
  sql: string;
  values: readonly SQLInputValue[];
}

/** How many rows of each criterion are counted to tell which finds few: so many at first, then more. What finds more than the last of these finds many. */
const LEVELS = [32, 256, 2_000];

/**
 * Plans a search: the criterion that finds the fewest resources leads, the others are looked up for each of them. What the key of the index does not
 * lead to at once (dates, beginnings of names) is asked of the resources themselves where those are few.
 */
export function indexQuery(place: IndexPlace, criteria: readonly Criterion[]): IndexQuery {
  const conditions = criteria.flatMap((criterion) =>
    (criterion.find ?? []).map((condition): Condition => {
      const parts = partsOf(place, condition);
      const isAtOnce = parts.every(({ isOneValue }) => isOneValue);
      return { criterion, isNot: condition.isNot === true, parts, isAtOnce };
    }),
  );
  const unsure = criteria.filter(({ isSure }) => isSure !== true);
  const { leading, isFew } = leadOf(place, conditions);
  const others = conditions.filter((each) => each !== leading);
  const rough = others.filter(({ isAtOnce }) => !isAtOnce);
  const through = (lead: readonly Part[], sifted: readonly Condition[], asked: readonly Condition[]) => ({
    ...overParts(
      place,
      lead,
      sifted.map((each) => filterOf(each, isFew)),
    ),
    asked: [...new Set([...unsure, ...asked.map(({ criterion }) => criterion)])],
  });
  const lead = leading?.parts ?? [allOf(place)];
  const exact = others.filter(({ isAtOnce }) => isAtOnce);
  if (isFew) {
    const isByRow = ({ parts }: Condition): boolean =>
      parts.every(({ isOneValue, byRow }) => isOneValue || byRow !== undefined);
    return through(
      lead,
      others.filter(isByRow),
      others.filter((each) => !isByRow(each)),
    );
  }
  const all = through(lead, others, []);
  if (leading?.isAtOnce !== false && rough.length === 0) return all;
  const inTurn =
    leading?.isAtOnce === false
      ? through([allOf(place)], exact, [leading, ...rough])
      : through(lead, exact, rough);
  return { ...all, inTurn };
}

/** The condition that finds the fewest, near enough, and whether they are few. What a key leads to is counted first. */
function leadOf(
  place: IndexPlace,
  conditions: readonly Condition[],
): { leading: Condition | undefined; isFew: boolean } {
  const able = conditions.filter(({ isNot }) => !isNot);
  const isCounted = ({ parts }: Condition): boolean => parts.every(({ looked }) => looked === undefined);
  const inOrder = [...able.filter(isCounted), ...able.filter((each) => !isCounted(each))];
  const [leading] = inOrder;
  if (conditions.length < 2) return { leading, isFew: false };
  // The first that finds few enough: to count all that the others find would take longer than to look its rows up among theirs.
  for (const most of LEVELS) {
    const few = inOrder.find((each) => countOf(place, each.parts, most) < most);
    if (few) return { leading: few, isFew: true };
  }
  return { leading, isFew: false };
}

/** How many rows some parts have; `most` for as many or more, and where as many would have to be looked at. */
function countOf({ prepare, many }: IndexPlace, parts: readonly Part[], most: number): number {
  let count = 0;
  for (const { table, where, values, looked } of parts) {
    const counted = looked ?? { where, values };
    const wanted = most - count;
    const what = [wanted, table, counted.where, ...counted.values.map(String)].join('\n');
    if (many.has(what)) return most;
    const sql = `SELECT count(*) AS count FROM (SELECT 1 FROM ${table} WHERE ${counted.where} ${boundLimit('?')})`;
    const seen = Number(prepare(sql).get(...counted.values, wanted)?.count);
    if (seen >= wanted) {
      many.add(what);
      return most;
    }
    const isAll = looked === undefined || looked.where === where;
    const all = `SELECT count(*) AS count FROM ${table} WHERE ${where}`;
    count += isAll ? seen : Number(prepare(all).get(...values)?.count);
  }
  return count;
}

/** Whether a row is among those of some parts. @param isFew whether it is asked of few rows */
function filterOf({ parts, isNot, isAtOnce }: Condition, isFew: boolean): Fragment {
  const not = isNot ? 'NOT ' : '';
  const values = parts.flatMap((part) => part.values);
  if (parts.length === 0) return { sql: isNot ? '1' : '0', values };
  const each = parts.map(({ table, where, byRow }) => {
    if (!isAtOnce && !isFew) return `lead.row IN (SELECT row FROM ${table} WHERE ${where})`;
    const by = byRow === undefined ? '' : ` INDEXED BY ${byRow}`;
    return `EXISTS (SELECT 1 FROM ${table}${by} WHERE ${where} AND row = lead.row)`;
  });
  return { sql: `${not}(${each.join(' OR ')})`, values };
}

/** The rows of some parts that pass the filters: each part is read by itself, in the order of its rows. */
function overParts(
  { prepare, store, type }: IndexPlace,
  parts: readonly Part[],
  filters: readonly Fragment[],
): Pick<IndexQuery, 'next' | 'count'> {
  const filtered = filters.map(({ sql }) => ` AND ${sql}`).join('');
  const filterValues = filters.flatMap(({ values }) => values);
  const id = '(SELECT id FROM resources WHERE type = ? AND row = lead.row) AS id';
  const rowsOf = (
    { table, where, values, isOneValue }: Part,
    behind: number,
    limit: number,
  ): RowOfResource[] => {
    const distinct = isOneValue ? '' : ' GROUP BY lead.row';
    const sql = `SELECT lead.row, ${id} FROM ${table} AS lead WHERE ${where} AND lead.row > ?${filtered}${distinct} ORDER BY lead.row ${boundLimit('?')}`;
    const statement = prepare(sql);
    // As lists: to make objects of them takes longer than to find them.
    statement.setReturnArrays(true);
    const found = statement.all(typeKey(store, type), ...values, behind, ...filterValues, limit);
    return (found as unknown as [number, string][]).map(([row, id]) => ({ row, id }));
  };
  const next: Rows['next'] = (behind, limit) => {
    const found = parts.map((part) => rowsOf(part, behind, limit)).filter(({ length }) => length > 0);
    const [only = [], ...more] = found;
    return more.length === 0 ? only : merged(found).slice(0, limit);
  };
  const count = (): number => {
    if (parts.length === 0) return 0;
    const select = parts.map(
      ({ table, where }) => `SELECT lead.row FROM ${table} AS lead WHERE ${where}${filtered}`,
    );
    const [only, ...more] = parts;
    // One value has each row once: there is nothing to tell apart.
    const what = only?.isOneValue && more.length === 0 ? '*' : 'DISTINCT row';
    const sql = `SELECT count(${what}) AS count FROM (${select.join(' UNION ')})`;
    return Number(prepare(sql).get(...parts.flatMap(({ values }) => [...values, ...filterValues]))?.count);
  };
  return { next, count };
}

/** In the order of the rows, each once. */
function merged(found: readonly (readonly RowOfResource[])[]): RowOfResource[] {
  const byRow = new Map(found.flat().map((each) => [each.row, each]));
  return [...byRow.values()].sort((one, other) => one.row - other.row);
}
