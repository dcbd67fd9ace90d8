import type { SQLInputValue } from 'node:sqlite';
import type { Criterion } from './criterion.ts';
import type { IndexPlace, Part } from './index-parts.ts';
import { allOf, partsOf } from './index-parts.ts';

/** How a search goes over the index. */
export interface IndexQuery {
  /** The next rows that can meet all criteria, in their order. */
  rows: (behind: number, limit: number) => number[];
  /** How many rows that is. */
  count: () => number;
  /** What is to be asked of the resources themselves. */
  asked: readonly Criterion[];
}

interface Fragment {
  sql: string;
  values: readonly SQLInputValue[];
}

/** Rows that are counted to tell which criterion finds the fewest. */
const MOST_COUNTED = 2_000;

/**
 * Plans a search: the criterion that finds the fewest resources leads, the others are looked up for each of them. What the key of the index does not
 * lead to at once (dates, beginnings of names) is asked of the resources themselves where those are few.
 */
export function indexQuery(place: IndexPlace, criteria: readonly Criterion[]): IndexQuery {
  const conditions = criteria.flatMap((criterion) =>
    (criterion.find ?? []).map((condition) => ({
      criterion,
      isNot: condition.isNot === true,
      parts: partsOf(place, condition),
    })),
  );
  const counted = conditions
    .filter(({ isNot }) => !isNot)
    .map((condition) => ({ condition, count: countOf(place, condition.parts) }));
  const leading = counted.reduce<(typeof counted)[number] | undefined>(
    (least, each) => (least && least.count <= each.count ? least : each),
    undefined,
  );
  const lead = leading?.condition.parts ?? [allOf(place)];
  const isFew = leading !== undefined && leading.count < MOST_COUNTED;
  const asked = new Set(criteria.filter(({ isSure }) => isSure !== true));
  const filters: Fragment[] = [];
  for (const condition of conditions) {
    if (condition === leading?.condition) continue;
    const isAtOnce = condition.parts.every(({ isOneValue }) => isOneValue);
    if (isFew && !isAtOnce) asked.add(condition.criterion);
    else filters.push(filterOf(condition.parts, isAtOnce, condition.isNot));
  }
  return { ...overParts(place, lead, filters), asked: [...asked] };
}

function countOf({ prepare }: IndexPlace, parts: readonly Part[]): number {
  let count = 0;
  for (const { table, where, values } of parts) {
    const sql = `SELECT count(*) AS count FROM (SELECT 1 FROM ${table} WHERE ${where} LIMIT ${MOST_COUNTED})`;
    count += Number(prepare(sql).get(...values)?.count);
    if (count >= MOST_COUNTED) return MOST_COUNTED;
  }
  return count;
}

/** Whether a row is among those of some parts. */
function filterOf(parts: readonly Part[], isAtOnce: boolean, isNot: boolean): Fragment {
  const not = isNot ? 'NOT ' : '';
  const values = parts.flatMap((part) => part.values);
  if (parts.length === 0) return { sql: isNot ? '1' : '0', values };
  const each = isAtOnce
    ? parts.map(({ table, where }) => `EXISTS (SELECT 1 FROM ${table} WHERE ${where} AND row = lead.row)`)
    : parts.map(({ table, where }) => `lead.row IN (SELECT row FROM ${table} WHERE ${where})`);
  return { sql: `${not}(${each.join(' OR ')})`, values };
}

function overParts(
  { prepare }: IndexPlace,
  parts: readonly Part[],
  filters: readonly Fragment[],
): Pick<IndexQuery, 'rows' | 'count'> {
  const filtered = filters.map(({ sql }) => ` AND ${sql}`).join('');
  const filterValues = filters.flatMap(({ values }) => values);
  const select = (part: Part, more: string): string =>
    `SELECT lead.row FROM ${part.table} AS lead WHERE ${part.where}${more}${filtered}`;
  return {
    rows(behind, limit) {
      if (parts.length === 0) return [];
      const ordered = parts.map((part) => {
        const distinct = part.isOneValue ? '' : ' GROUP BY lead.row';
        return `SELECT row FROM (${select(part, ' AND lead.row > ?')}${distinct} ORDER BY lead.row LIMIT ?)`;
      });
      const sql = `${ordered.join(' UNION ')} ORDER BY row LIMIT ?`;
      const values = parts.flatMap((part) => [...part.values, behind, ...filterValues, limit]);
      return prepare(sql)
        .all(...values, limit)
        .map(({ row }) => Number(row));
    },
    count() {
      if (parts.length === 0) return 0;
      const sql = `SELECT count(*) AS count FROM (${parts.map((part) => select(part, '')).join(' UNION ')})`;
      const values = parts.flatMap((part) => [...part.values, ...filterValues]);
      const [only, ...more] = parts;
      // One value has each row once: there is nothing to tell apart.
      const counting =
        only?.isOneValue && more.length === 0
          ? sql
          : sql.replace('SELECT count(*)', 'SELECT count(DISTINCT row)');
      return Number(prepare(counting).get(...values)?.count);
    },
  };
}
