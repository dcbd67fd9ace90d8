import { entriesOf, isText } from '../../../fhir/index.ts';
import type { RowOfResource } from '../../healthlake/index.ts';
import { RANGES_BY_ROW, parameterKey, typeKey } from '../../healthlake/index.ts';
import type { Candidate } from '../search/candidate.ts';
import type { SortKey } from '../search/result-parameters.ts';
import type { SearchPlace } from '../search/search-place.ts';
import { candidateIn, indexPlaceOf } from '../search/search-place.ts';
import { tableOf } from '../search/table-parameter.ts';

export type Value = string | number | undefined;

/** The value of one of some rows, by its place among them. */
type ValueAt = (row: number, at: number) => Value;

/** A resource that was found, with what it is sorted by. */
export interface Keyed extends RowOfResource {
  values: readonly Value[];
}

/** Where the index has a value for sorting: of a time or a range its begin. */
export function columnOf({ parameter: { name, row } }: SortKey): string {
  if (!row) return COLUMNS[name] ?? 'row';
  return tableOf(row.kind) === 'texts' ? 'value' : 'low';
}

const COLUMNS: Readonly<Record<string, string>> = {
  _id: 'id',
  _lastUpdated: 'updated',
  createdAt: 'created',
};

/** In the order that was asked for; equals in that of their last writes. What has no value comes last. */
export function inOrder(one: Omit<Keyed, 'id'>, other: Omit<Keyed, 'id'>, sort: readonly SortKey[]): number {
  for (const [at, { isDescending }] of sort.entries()) {
    const [left, right] = [one.values[at], other.values[at]];
    if (left === right) continue;
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return left < right === isDescending ? 1 : -1;
  }
  return one.row - other.row;
}

/** The lowest of a resource's values, or the highest where they descend. */
export function valueOf({ parameter: { name, row }, isDescending }: SortKey, candidate: Candidate): Value {
  if (name === '_id') return candidate.id;
  if (name === '_lastUpdated') return candidate.lastUpdated;
  if (!row) return candidate.created();
  const values = entriesOf(row, candidate.content()).map((entry) =>
    isText(entry) ? entry.value : entry.low,
  );
  return values.reduce<Value>(
    (best, value) => (best === undefined || value < best !== isDescending ? value : best),
    undefined,
  );
}

/** The values of some resources: by the index where it leads from resources to values, else of what they have. */
export function valuesOfFew(
  place: SearchPlace,
  resourceType: string,
  key: SortKey,
  rows: readonly RowOfResource[],
): ValueAt {
  const { prepare, store, type } = indexPlaceOf(place, resourceType);
  const { row: parameter } = key.parameter;
  const [column, best] = [columnOf(key), key.isDescending ? 'max' : 'min'];
  if (parameter && tableOf(parameter.kind) === 'texts') {
    const values = place.versions
      .atRows(resourceType, rows)
      .map((stored) => [stored.row, valueOf(key, candidateIn(place, stored))] as const);
    const byRow = new Map(values);
    return (row) => byRow.get(row);
  }
  const one = parameter
    ? prepare(
        `SELECT ${best}(${column}) AS value FROM ranges INDEXED BY ${RANGES_BY_ROW} WHERE parameter = ? AND row = ?`,
      )
    : prepare(`SELECT ${column} AS value FROM resources WHERE type = ? AND row = ?`);
  const of = parameter ? parameterKey(store, parameter.number) : typeKey(store, type);
  return (row) => (one.get(of, row)?.value ?? undefined) as Value;
}

/** The same by the index, of all resources of the type at once. */
export function valuesOfAll(place: SearchPlace, resourceType: string, key: SortKey): ValueAt {
  const { prepare, store, type } = indexPlaceOf(place, resourceType);
  const { row } = key.parameter;
  const [column, order] = [columnOf(key), key.isDescending ? 'DESC' : 'ASC'];
  const found = row
    ? prepare(
        `SELECT row, ${column} AS value FROM ${tableOf(row.kind)} WHERE parameter = ? ORDER BY ${column} ${order}`,
      )
    : prepare(`SELECT row, ${column} AS value FROM resources WHERE type = ?`);
  const values = new Map<number, Value>();
  for (const each of found.iterate(row ? parameterKey(store, row.number) : typeKey(store, type))) {
    const at = Number(each.row);
    if (!values.has(at)) values.set(at, each.value as Value);
  }
  return (at) => values.get(at);
}
