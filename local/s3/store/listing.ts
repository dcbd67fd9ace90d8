/**
 * Where a listing continues: at the first row of `key`, or, with `past`, behind the row of `key` with that sequence, or
 * behind all rows of `key`.
 */
export interface Position {
  key: string;
  past?: number | 'all';
}

/** Rows from `from` on, with keys below `before` where it is given, in the listing's order; at most `limit`. */
export type Scan<Row> = (from: Position, before: string | undefined, limit: number) => Row[];

export interface ListRequest {
  prefix: string;
  /** Keys that go on, behind the prefix, with anything up to this are rolled up to one common prefix. */
  delimiter: string;
  /** Undefined behind everything: the page is empty. */
  from: Position | undefined;
  /** At most so many rows and common prefixes together. */
  maxKeys: number;
}

/** One page: rows and common prefixes, both in order, and where the next page begins if there is more. */
export interface ListPage<Row> {
  rows: Row[];
  commonPrefixes: string[];
  /** The last row or common prefix of this page, when more follows. */
  last?: Row | string;
}

/** The key or common prefix that ends a page, when more follows. */
export const lastKey = ({ last }: ListPage<{ key: string }>): string | undefined =>
  typeof last === 'object' ? last.key : last;

/** The most rows that are read from the table at once. */
const BATCH = 1000;
const LAST_CODE_POINT = 0x10ffff;
const SURROGATES = { first: 0xd800, last: 0xdfff };

/**
 * The smallest text above every text that begins with `prefix`, in the order of code points (which is the order
 * of UTF-8 bytes); undefined when there is none.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === LAST_CODE_POINT) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  const next = last + 1 === SURROGATES.first ? SURROGATES.last + 1 : last + 1;
  return String.fromCodePoint(...points, next);
}

/** The common prefix that `key` is rolled up to, if it is. */
export function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const found = key.indexOf(delimiter, prefix.length);
  return found < 0 ? undefined : key.slice(0, found + delimiter.length);
}

/** Where a page continues that begins behind `key`: behind a whole common prefix, when `key` is one itself. */
export function positionAfter(key: string, prefix: string, delimiter: string): Position | undefined {
  if (commonPrefixOf(key, prefix, delimiter) !== key) return { key, past: 'all' };
  const after = afterPrefix(key);
  return after === undefined ? undefined : { key: after };
}

/**
 * One page of a listing (Amazon S3 API Reference, ListObjectsV2). A common prefix costs one look-up, however many
 * keys lie in it, because the scan continues behind them.
 */
export function listPage<Row extends { key: string; sequence: number }>(
  scan: Scan<Row>,
  { prefix, delimiter, from, maxKeys }: ListRequest,
): ListPage<Row> {
  const page: ListPage<Row> = { rows: [], commonPrefixes: [] };
  if (maxKeys === 0 || !from) return page;
  const before = afterPrefix(prefix);
  let position: Position | undefined = comparePoints(from.key, prefix) < 0 ? { key: prefix } : from;
  let last: Row | string | undefined;
  let listed = 0;

  while (position) {
    const limit = Math.min(BATCH, maxKeys - listed + 1);
    const batch = scan(position, before, limit);
    position = undefined;
    for (const row of batch) {
      if (listed === maxKeys) return last === undefined ? page : { ...page, last };
      listed++;
      const common = commonPrefixOf(row.key, prefix, delimiter);
      if (common !== undefined) {
        page.commonPrefixes.push(common);
        last = common;
        position = positionAfter(common, prefix, delimiter);
        break;
      }
      page.rows.push(row);
      last = row;
      if (row === batch.at(-1) && batch.length === limit) position = { key: row.key, past: row.sequence };
    }
  }
  return page;
}

/** Compares by code points, where JavaScript's `<` compares UTF-16 units. */
function comparePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
