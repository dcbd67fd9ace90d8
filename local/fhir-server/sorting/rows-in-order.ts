import type { SQLInputValue } from 'node:sqlite';
import { parameterKey } from '../../healthlake/index.ts';
import type { Pause } from '../fhir-call.ts';
import type { Criterion } from '../search/criterion.ts';
import { findRows } from '../search/find-rows.ts';
import type { SearchPlace } from '../search/search-place.ts';
import { indexPlaceOf } from '../search/search-place.ts';
import type { SortKey } from '../search/result-parameters.ts';
import type { Keyed, Value } from './sort-values.ts';
import { columnOf, inOrder, valuesOfFew } from './sort-values.ts';
import { tableOf } from '../search/table-parameter.ts';

/** How many entries are looked at in turn, and in all, before that is given up. */
const CHUNK = 200;
const MOST = 10 * CHUNK;

/** Entries of the first parameter that is sorted by, in their order. */
interface Entry {
  row: number;
  value: Value;
}

/**
 * The first resources behind a place, in their order: the index is read along it, and each is asked whether it meets the criteria. That is for searches that
 * find much, of which a page is little.
 * @returns undefined where that would not come to its end soon: the first parameter has no order in the index, few meet the criteria, many have the
 *   same value, or what has none is reached
 */
export function* rowsInOrder(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
  { sort, behind, count }: { sort: readonly SortKey[]; behind: Omit<Keyed, 'id'> | undefined; count: number },
): Generator<Pause, Keyed[] | undefined> {
  const [first] = sort;
  const [from] = behind?.values ?? [];
  if (!first?.parameter.row || (behind && from === undefined)) return undefined;
  // The index has equal texts in the order of their rows.
  const isWhole = sort.length === 1 && !first.isDescending && tableOf(first.parameter.row.kind) === 'texts';
  const read = entriesFrom(place, resourceType, first, from, isWhole ? behind?.row : undefined);
  const found: Keyed[] = [];
  /** By id: what is written meanwhile may come again, where its new values have it. */
  const seen = new Set<string>();
  let alike: Keyed[] = [];
  let met = 0;
  for (let looked = CHUNK; looked <= MOST; looked += CHUNK) {
    const entries = read();
    const members = yield* keyedAmong(place, resourceType, criteria, sort, entries);
    for (const { row, value } of entries) {
      if (isWhole || value !== alike[0]?.values[0]) {
        found.push(...alike.sort((one, other) => inOrder(one, other, sort)));
        if (found.length >= count) return found.slice(0, count);
        alike = [];
      }
      const member = members.get(row);
      // A resource is where the best of its values is.
      if (!member || member.values[0] !== value || seen.has(member.id)) continue;
      seen.add(member.id);
      if (!behind || inOrder(member, behind, sort) > 0) alike.push(member);
    }
    met += members.size;
    // At this rate it would not fill the page.
    if (entries.length < CHUNK || met * MOST < count * looked) return undefined;
    yield;
  }
  return undefined;
}

/** Reads the entries of a parameter, a chunk after the other. @param from the value of the first @param row of this value that they begin behind */
function entriesFrom(
  place: SearchPlace,
  resourceType: string,
  key: SortKey,
  from: Value,
  row: number | undefined,
): () => readonly Entry[] {
  const { prepare, store } = indexPlaceOf(place, resourceType);
  const table = tableOf(key.parameter.row?.kind ?? 'token');
  const columns = table === 'texts' ? ['value', 'row'] : ['low', 'high', 'unit', 'row'];
  const [sign, order] = key.isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
  const ordered = columns.map((column) => `${column} ${order}`).join(', ');
  const select = (where: string, values: readonly SQLInputValue[]) =>
    prepare(
      `SELECT ${columns.join(', ')} FROM ${table} WHERE parameter = ?${where} ORDER BY ${ordered} LIMIT ${CHUNK}`,
    ).all(parameterKey(store, key.parameter.row?.number ?? -1), ...values);
  const behind = ` AND (${columns.join(', ')}) ${sign} (${columns.map(() => '?').join(', ')})`;
  let last: SQLInputValue[] | undefined = from !== undefined && row !== undefined ? [from, row] : undefined;
  return () => {
    const found =
      last === undefined
        ? select(
            from === undefined ? '' : ` AND ${columnOf(key)} ${sign}= ?`,
            from === undefined ? [] : [from],
          )
        : select(behind, last);
    const end = found.at(-1);
    if (end) last = columns.map((column) => end[column] ?? null);
    return found.map((each) => ({ row: Number(each.row), value: each[columnOf(key)] as Value }));
  };
}

/** Those of the rows that meet the criteria, with what they are sorted by. */
function* keyedAmong(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
  sort: readonly SortKey[],
  entries: readonly Entry[],
): Generator<Pause, Map<number, Keyed>> {
  const rows = [...new Set(entries.map(({ row }) => row))];
  if (rows.length === 0) return new Map();
  const among: Criterion = { meets: () => true, find: [{ any: [{ rows }] }], isSure: true };
  const found = (yield* findRows(place, resourceType, [...criteria, among])).map(
    ({ row, stored: { id } }) => ({
      row,
      id,
    }),
  );
  const valuesOf = sort.map((key) => valuesOfFew(place, resourceType, key, found));
  return new Map(
    found.map(({ row, id }, at) => [row, { row, id, values: valuesOf.map((valueAt) => valueAt(row, at)) }]),
  );
}
