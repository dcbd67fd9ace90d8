import { entriesOf, isText } from '../../../fhir/index.ts';
import { RANGES_BY_ROW, parameterKey, typeKey } from '../../healthlake/index.ts';
import type { RowOfResource } from '../../healthlake/index.ts';
import type { Pause } from '../fhir-call.ts';
import type { Candidate } from './candidate.ts';
import type { Criterion } from './criterion.ts';
import type { Page } from './page-cursor.ts';
import { findRows, rowsFor } from './find-rows.ts';
import type { SearchPlace } from './search-place.ts';
import { candidateIn, indexPlaceOf } from './search-place.ts';
import type { SortKey } from './result-parameters.ts';
import { tableOf } from './table-parameter.ts';

type Value = string | number | undefined;

/** More than this are sorted by what the index has of all resources of the type. */
const FEW = 2_000;

/** A page of all that meets the criteria, sorted. What has no value comes last; equals come in the order of their last writes. */
export function* sortedRows(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
  { sort, behind, count }: { sort: readonly SortKey[]; behind: string; count: number },
): Generator<Pause, Page> {
  const keyed = yield* keyedRows(place, resourceType, criteria, sort);
  keyed.sort((a, b) => inOrder(a.values, b.values, sort) || a.row - b.row);
  const from = placeBehind(place, resourceType, sort, behind, keyed);
  const page = keyed.slice(from, from + count);
  const last = page.at(-1);
  return {
    found: place.versions.atRows(resourceType, page),
    next: last && from + count < keyed.length ? `${from + count}.${last.row}` : undefined,
  };
}

interface Keyed extends RowOfResource {
  values: readonly Value[];
}

/** All that meets the criteria, with what it is sorted by. */
function* keyedRows(
  place: SearchPlace,
  type: string,
  criteria: readonly Criterion[],
  sort: readonly SortKey[],
): Generator<Pause, Keyed[]> {
  const { asked, next } = rowsFor(place, type, criteria);
  const found =
    asked.length > 0
      ? (yield* findRows(place, type, criteria)).map(({ row, stored: { id } }) => ({ row, id }))
      : next(0, Number.MAX_SAFE_INTEGER);
  const valuesOf = sort.map((key) =>
    (found.length > FEW ? valuesOfAll : valuesOfFew)(place, type, key, found),
  );
  return found.map(({ row, id }, at) => ({ row, id, values: valuesOf.map((valueAt) => valueAt(row, at)) }));
}

/** Behind the row that the last page ended with. One that was deleted or written since is where it was: its version is still there. */
function placeBehind(
  place: SearchPlace,
  resourceType: string,
  sort: readonly SortKey[],
  behind: string,
  keyed: readonly Keyed[],
): number {
  if (behind === '') return 0;
  const [at = 0, row = 0] = behind.split('.').map(Number);
  const known = keyed.findIndex((each) => each.row === row);
  if (known >= 0) return known + 1;
  const [gone] = place.versions.atRows(resourceType, [{ row, id: '' }]);
  if (!gone || gone.body.length === 0) return at;
  const { id } = JSON.parse(Buffer.from(gone.body).toString('utf8')) as { id: string };
  const candidate = candidateIn(place, { ...gone, id });
  const values = sort.map((key) => valueOf(key, candidate));
  const next = keyed.findIndex((each) => (inOrder(each.values, values, sort) || each.row - row) > 0);
  return next < 0 ? keyed.length : next;
}

function inOrder(a: readonly Value[], b: readonly Value[], sort: readonly SortKey[]): number {
  for (const [at, { isDescending }] of sort.entries()) {
    const [left, right] = [a[at], b[at]];
    if (left === right) continue;
    if (left === undefined) return 1;
    if (right === undefined) return -1;
    return left < right === isDescending ? 1 : -1;
  }
  return 0;
}

/** Where the index has a value for sorting. */
function columnOf({ parameter: { name, row }, isDescending }: SortKey): string {
  if (!row) return COLUMNS[name] ?? 'row';
  if (tableOf(row.kind) === 'texts') return 'value';
  return isDescending ? 'high' : 'low';
}

const COLUMNS: Readonly<Record<string, string>> = {
  _id: 'id',
  _lastUpdated: 'updated',
  createdAt: 'created',
};

/** The lowest of a resource's values, or the highest where they descend. */
function valueOf({ parameter: { name, row }, isDescending }: SortKey, candidate: Candidate): Value {
  if (name === '_id') return candidate.id;
  if (name === '_lastUpdated') return candidate.lastUpdated;
  if (!row) return candidate.created();
  const values = entriesOf(row, candidate.content()).map((entry) =>
    isText(entry) ? entry.value : isDescending ? entry.high : entry.low,
  );
  return values.reduce<Value>(
    (best, value) => (best === undefined || value < best !== isDescending ? value : best),
    undefined,
  );
}

type ValueAt = (row: number, at: number) => Value;

/** The values of some resources: by the index where it leads from resources to values, else of what they have. */
function valuesOfFew(
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
function valuesOfAll(place: SearchPlace, resourceType: string, key: SortKey): ValueAt {
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
