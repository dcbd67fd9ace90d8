import type { StoredResource } from '../../healthlake/index.ts';
import type { Pause } from '../fhir-call.ts';
import type { Criterion } from './criterion.ts';
import { typeKey } from '../../healthlake/index.ts';
import { indexQuery } from './index-query.ts';
import type { SearchPlace } from './search-place.ts';
import { candidateIn, indexPlaceOf } from './search-place.ts';

/** A resource that was found. */
export interface Found {
  /** Its row in the store: those that were written later have higher ones. */
  row: number;
  stored: StoredResource;
}

/** How many resources are looked at before other requests get their turn. */
const CHUNK = 200;

/** Rows that may meet all criteria, and what is yet to be asked of each. */
interface Rows {
  next: (behind: number, limit: number) => number[];
  count: () => number;
  asked: readonly Criterion[];
}

/** The rows that the criteria lead to: of ids that one of them names, or by the index. */
export function rowsFor(place: SearchPlace, resourceType: string, criteria: readonly Criterion[]): Rows {
  const ids = criteria.find((each) => each.ids)?.ids;
  if (!ids) {
    const query = indexQuery(indexPlaceOf(place, resourceType), criteria);
    return { next: query.rows, count: query.count, asked: query.asked };
  }
  const rows = [...new Set(ids)]
    .flatMap((id) => place.versions.rowOf(place.datastoreId, resourceType, id) ?? [])
    .sort((a, b) => a - b);
  return {
    next: (behind, limit) => rows.filter((row) => row > behind).slice(0, limit),
    count: () => rows.length,
    asked: criteria,
  };
}

/** The resources of rows; undefined for one that is not there any more. */
export function reader(
  place: SearchPlace,
  resourceType: string,
): (row: number) => StoredResource | undefined {
  const { prepare, store, type } = indexPlaceOf(place, resourceType);
  const idOf = prepare('SELECT id FROM resources WHERE type = ? AND row = ?');
  return (row) => {
    const id = idOf.get(typeKey(store, type), row)?.id;
    return typeof id === 'string' ? place.versions.atRow(row, resourceType, id) : undefined;
  };
}

/** The resources of a type that meet all criteria, in the order of their last writes. */
export function* findRows(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
  { behind = 0, limit = Infinity }: { behind?: number; limit?: number } = {},
): Generator<Pause, Found[]> {
  const { next, asked } = rowsFor(place, resourceType, criteria);
  const byId = criteria.some(({ ids }) => ids);
  const read = byId ? storedReader(place, resourceType, criteria) : reader(place, resourceType);
  const found: Found[] = [];
  for (let last = behind; ;) {
    const size = asked.length > 0 || limit === Infinity ? CHUNK : Math.min(limit - found.length, CHUNK);
    const rows = next(last, size);
    for (const row of rows) {
      last = row;
      const stored = read(row);
      if (!stored) continue;
      if (asked.length > 0) {
        const each = candidateIn(place, stored);
        if (!asked.every(({ meets }) => meets(each))) continue;
      }
      found.push({ row, stored });
      if (found.length === limit) return found;
    }
    if (rows.length < size) return found;
    yield;
  }
}

/** As `reader`, for resources whose ids are known: they need be in no index. */
function storedReader(
  { versions, datastoreId }: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
) {
  const ids = new Map(
    criteria
      .flatMap((each) => each.ids ?? [])
      .map((id) => [versions.rowOf(datastoreId, resourceType, id) ?? 0, id] as const),
  );
  return (row: number): StoredResource | undefined => {
    const id = ids.get(row);
    return id === undefined ? undefined : versions.atRow(row, resourceType, id);
  };
}

/** How many resources meet all criteria. */
export function* countRows(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
): Generator<Pause, number> {
  const { asked, count } = rowsFor(place, resourceType, criteria);
  return asked.length === 0 ? count() : (yield* findRows(place, resourceType, criteria)).length;
}
