import type { RowOfResource, StoredResource } from '../../healthlake/index.ts';
import type { Pause } from '../fhir-call.ts';
import type { Criterion } from '../search/criterion.ts';
import { findRows, rowsFor } from '../search/find-rows.ts';
import type { Page } from '../search/page-cursor.ts';
import type { SortKey } from '../search/result-parameters.ts';
import { rowsInOrder } from './rows-in-order.ts';
import type { SearchPlace } from '../search/search-place.ts';
import { candidateIn, reachCriteria } from '../search/search-place.ts';
import type { Keyed } from './sort-values.ts';
import { inOrder, valueOf, valuesOfAll, valuesOfFew } from './sort-values.ts';

/** No more than this are gathered and sorted at once; of more, the index is first read in their order. */
const FEW = 500;

/** More than this are sorted by what the index has of all resources of the type. */
const MANY = 2_000;

interface Sorted {
  sort: readonly SortKey[];
  /** Where the page begins behind; '' for the first. */
  behind: string;
  count: number;
}

/** A page of all that meets the criteria, sorted. What has no value comes last; equals come in the order of their last writes. */
export function* sortedRows(
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
  { sort, behind, count }: Sorted,
): Generator<Pause, Page> {
  const [before = 0, lastRow = 0] = behind === '' ? [] : behind.split('.').map(Number);
  const pageOf = (keyed: readonly Keyed[], from: number, isMore: boolean): Page => {
    const last = keyed.at(-1);
    return {
      found: place.versions.atRows(resourceType, keyed),
      next: last && isMore ? `${from + keyed.length}.${last.row}` : undefined,
    };
  };
  const some = yield* rowsUpTo(FEW + 1, place, resourceType, criteria);
  if (some.length > FEW) {
    const last = behind === '' ? undefined : versionAt(place, resourceType, sort, lastRow);
    if (behind === '' || last) {
      const asked = { sort, behind: last, count: count + 1 };
      const inTurn = yield* rowsInOrder(place, resourceType, criteria, asked);
      if (inTurn) return pageOf(inTurn.slice(0, count), before, inTurn.length > count);
    }
  }
  const all = some.length > FEW ? yield* rowsUpTo(Infinity, place, resourceType, criteria) : some;
  const keyed = keyedRows(place, resourceType, sort, all);
  keyed.sort((one, other) => inOrder(one, other, sort));
  const from = behind === '' ? 0 : placeBehind(place, resourceType, sort, { before, lastRow }, keyed);
  return pageOf(keyed.slice(from, from + count), from, from + count < keyed.length);
}

/** Rows that meet the criteria, up to so many. */
function* rowsUpTo(
  limit: number,
  place: SearchPlace,
  resourceType: string,
  criteria: readonly Criterion[],
): Generator<Pause, RowOfResource[]> {
  const { asked, next, inTurn } = rowsFor(place, resourceType, criteria);
  const isGathered = asked.length === 0 && (limit === Infinity || inTurn === undefined);
  if (isGathered) return next(0, Math.min(limit, Number.MAX_SAFE_INTEGER));
  const found = yield* findRows(place, resourceType, criteria, { limit });
  return found.map(({ row, stored: { id } }) => ({ row, id }));
}

/** With what they are sorted by. */
function keyedRows(
  place: SearchPlace,
  resourceType: string,
  sort: readonly SortKey[],
  rows: readonly RowOfResource[],
): Keyed[] {
  const valuesOf = sort.map((key) =>
    (rows.length > MANY ? valuesOfAll : valuesOfFew)(place, resourceType, key, rows),
  );
  return rows.map(({ row, id }, at) => ({ row, id, values: valuesOf.map((valueAt) => valueAt(row, at)) }));
}

/**
 * A version by its row, with what it is sorted by, be it the newest or not; undefined for a deletion, and where it is gone. The row is what the caller
 * says: what they do not reach, and what is of another type or data store, is as if it were gone, or where a page begins would tell its values.
 */
function versionAt(
  place: SearchPlace,
  resourceType: string,
  sort: readonly SortKey[],
  row: number,
): Keyed | undefined {
  const { versions, datastoreId } = place;
  const [stored] = versions.atRows(resourceType, [{ row, id: '' }]);
  if (!stored || stored.body.length === 0) return undefined;
  const { id } = JSON.parse(Buffer.from(stored.body).toString('utf8')) as StoredResource;
  const own = versions.version(datastoreId, resourceType, id, stored.version);
  if (!own || Buffer.compare(own.body, stored.body) !== 0) return undefined;
  const candidate = candidateIn(place, own);
  if (reachCriteria(place, resourceType)?.every(({ meets }) => meets(candidate)) !== true) return undefined;
  return { row, id, values: sort.map((key) => valueOf(key, candidate)) };
}

/** Behind the row that the last page ended with. One that was deleted or written since is where it was: its version is still there. */
function placeBehind(
  place: SearchPlace,
  resourceType: string,
  sort: readonly SortKey[],
  { before, lastRow }: { before: number; lastRow: number },
  keyed: readonly Keyed[],
): number {
  const known = keyed.findIndex(({ row }) => row === lastRow);
  if (known >= 0) return known + 1;
  const gone = versionAt(place, resourceType, sort, lastRow);
  if (!gone) return before;
  const next = keyed.findIndex((each) => inOrder(each, gone, sort) > 0);
  return next < 0 ? keyed.length : next;
}
