import type { RowOfResource, StoredResource } from '../../healthlake/index.ts';
import type { Pause } from '../fhir-call.ts';
import type { Candidate } from './candidate.ts';
import type { Criterion } from './criterion.ts';
import type { IndexQuery, Rows } from './index-query.ts';
import { indexQuery } from './index-query.ts';
import type { SearchPlace } from './search-place.ts';
import { candidateIn, indexPlaceOf } from './search-place.ts';

/** A resource that was found. */
export interface Found {
  /** Its row in the store: those that were written later have higher ones. */
  row: number;
  stored: StoredResource;
  /** The same for criteria: parsed already where one of them was asked. */
  candidate: Candidate;
}

/** How many resources are looked at before other requests get their turn. */
const CHUNK = 200;

/** How many are looked at in turn, before all that can be found is gathered by the index. */
const MOST_IN_TURN = 5 * CHUNK;

/** The rows that the criteria lead to: of ids that one of them names, or by the index. */
export function rowsFor(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
): IndexQuery {
  const ids = criteria.find((each) => each.ids)?.ids;
  if (!ids) return indexQuery(indexPlaceOf(place, resourceType), criteria);
  const rows = [...new Set(ids)]
    .flatMap((id): RowOfResource[] => {
      const row = place.versions.rowOf(place.datastoreId, resourceType, id);
      return row === undefined ? [] : [{ row, id }];
    })
    .sort((one, other) => one.row - other.row);
  return {
    next: (behind, limit) => rows.filter(({ row }) => row > behind).slice(0, limit),
    count: () => rows.length,
    asked: criteria,
  };
}

/** The resources of a type that meet all criteria, each once, in the order of their last writes. */
export function* findRows(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
  { behind = 0, limit = Infinity }: { behind?: number; limit?: number } = {},
): Generator<Pause, Found[]> {
  const { inTurn, ...gathered } = rowsFor(place, resourceType, criteria);
  const isFirst = limit < Infinity && inTurn !== undefined;
  let [rows, looked]: [Rows, number] = [isFirst ? inTurn : gathered, 0];
  /** By id: what is written after it was found comes again behind it. */
  const found = new Map<string, Found>();
  for (let last = behind; ;) {
    if (rows === inTurn && looked >= MOST_IN_TURN) rows = gathered;
    const size = Math.min(rows.asked.length > 0 ? CHUNK : limit - found.size, CHUNK);
    const next = rows.next(last, size);
    for (const stored of place.versions.atRows(resourceType, next)) {
      const each = candidateIn(place, stored);
      if (!rows.asked.every(({ meets }) => meets(each))) continue;
      found.delete(stored.id);
      found.set(stored.id, { row: stored.row, stored, candidate: each });
      if (found.size === limit) return [...found.values()];
    }
    if (next.length < size) return [...found.values()];
    last = next.at(-1)?.row ?? last;
    looked += next.length;
    yield;
  }
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
