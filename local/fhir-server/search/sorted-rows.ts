import { entriesOf, isText } from '../../../fhir/index.ts';
import { parameterKey, typeKey } from '../../healthlake/index.ts';
import type { RowOfResource, StoredResource } from '../../healthlake/index.ts';
import type { Pause } from '../fhir-call.ts';
import type { Candidate } from './candidate.ts';
import type { Criterion } from './criterion.ts';
import type { Page } from './page-cursor.ts';
import type { Found } from './find-rows.ts';
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
  const from = placeBehind(behind, keyed);
  const page = keyed.slice(from, from + count);
  const last = page.at(-1);
  return {
    found: last?.stored
      ? page.flatMap(({ stored }) => stored ?? [])
      : place.versions.atRows(resourceType, page),
    next: last && from + count < keyed.length ? `${from + count}.${last.row}` : undefined,
  };
}

interface Keyed extends RowOfResource {
  values: readonly Value[];
  /** Where it had to be read for its values. */
  stored?: StoredResource;
}

/** All that meets the criteria, with what it is sorted by: out of the resources themselves where they are few, else out of the index. */
function* keyedRows(
  place: SearchPlace,
  type: string,
  criteria: readonly Criterion[],
  sort: readonly SortKey[],
): Generator<Pause, Keyed[]> {
  const { asked, next } = rowsFor(place, type, criteria);
  const ofContent = ({ row, stored, candidate }: Found): Keyed => ({
    row,
    id: stored.id,
    values: sort.map((key) => valueOf(key, candidate)),
    stored,
  });
  if (asked.length > 0) {
    const found = yield* findRows(place, type, criteria);
    if (found.length <= FEW) return found.map(ofContent);
    return byIndex(
      place,
      type,
      found.map(({ row, stored: { id } }) => ({ row, id })),
      sort,
    );
  }
  const rows = next(0, Number.MAX_SAFE_INTEGER);
  if (rows.length > FEW) return byIndex(place, type, rows, sort);
  return place.versions
    .atRows(type, rows)
    .map((stored) => ofContent({ row: stored.row, stored, candidate: candidateIn(place, stored) }));
}

function byIndex(
  place: SearchPlace,
  resourceType: string,
  rows: readonly RowOfResource[],
  sort: readonly SortKey[],
): Keyed[] {
  const valuesOf = sort.map((key) => indexedValues(place, resourceType, key));
  return rows.map(({ row, id }) => ({ row, id, values: valuesOf.map((valueAt) => valueAt(row)) }));
}

/** Behind the row that the last page ended with, or where it was if it is there no more. */
function placeBehind(behind: string, keyed: readonly { row: number }[]): number {
  if (behind === '') return 0;
  const [place = 0, last] = behind.split('.').map(Number);
  const at = keyed.findIndex(({ row }) => row === last);
  return at < 0 ? place : at + 1;
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

/** The lowest of its values, or the highest where they descend. */
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

const COLUMNS: Readonly<Record<string, string>> = {
  _id: 'id',
  _lastUpdated: 'updated',
  createdAt: 'created',
};

/** The same by the index, of all resources of the type at once. */
function indexedValues(
  place: SearchPlace,
  resourceType: string,
  { parameter: { name, row }, isDescending }: SortKey,
): (row: number) => Value {
  const { prepare, store, type } = indexPlaceOf(place, resourceType);
  const order = isDescending ? 'DESC' : 'ASC';
  const range = isDescending ? 'high' : 'low';
  const column = row ? (tableOf(row.kind) === 'texts' ? 'value' : range) : (COLUMNS[name] ?? 'row');
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
