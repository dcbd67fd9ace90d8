import type { Pause } from '../fhir-call.ts';
import type { StoredResource } from '../../healthlake/index.ts';
import type { Criterion } from './criterion.ts';
import { countRows, findRows } from './find-rows.ts';
import type { Page } from './page-cursor.ts';
import type { SearchPlace } from './search-place.ts';
import { candidateIn } from './search-place.ts';
import type { SortKey } from './result-parameters.ts';
import { sortedRows } from '../sorting/sorted-rows.ts';

/** How many resources are checked before other requests get their turn. */
const CHUNK = 200;

export interface PageQuestion {
  place: SearchPlace;
  resourceType: string;
  criteria: readonly Criterion[];
  sort: readonly SortKey[];
  /** Where the page begins behind; '' for the first. */
  behind: string;
  count: number;
}

/** Whether a search asks for nothing that an index would be needed for. */
export const needsIndex = ({ criteria, sort }: Pick<PageQuestion, 'criteria' | 'sort'>): boolean =>
  sort.length > 0 || criteria.some(({ find, ids }) => find !== undefined && ids === undefined);

/** What is listed as it lies in the store, by id: no criterion leads anywhere. */
export const isList = (question: Pick<PageQuestion, 'criteria' | 'sort'>): boolean =>
  !needsIndex(question) && question.criteria.every(({ ids }) => ids === undefined);

/**
 * A page of what meets all criteria: sorted as it was asked for, or by the last writes; what is found without an index and without ids, by id. Pauses: what
 * is written meanwhile may be found or not.
 */
export function* findPage(question: PageQuestion): Generator<Pause, Page> {
  const { place, resourceType, criteria, sort, behind, count } = question;
  if (isList(question)) return yield* listed(question);
  if (sort.length > 0) return yield* sortedRows(place, resourceType, criteria, { sort, behind, count });
  const rows = yield* findRows(place, resourceType, criteria, { behind: Number(behind), limit: count + 1 });
  const page = rows.slice(0, count);
  return {
    found: page.map(({ stored }) => stored),
    next: rows.length > count ? String(page.at(-1)?.row ?? 0) : undefined,
  };
}

/** How many there are in all. */
export function* countAll(question: PageQuestion): Generator<Pause, number> {
  const { place, resourceType, criteria } = question;
  if (!isList(question)) return yield* countRows(place, resourceType, criteria);
  return (yield* listed({ ...question, behind: '', count: Infinity })).found.length;
}

function* listed({ place, resourceType, criteria, behind, count }: PageQuestion): Generator<Pause, Page> {
  const { versions, datastoreId } = place;
  const found: StoredResource[] = [];
  for (let last = behind; ;) {
    const chunk = versions.behind(datastoreId, resourceType, last, CHUNK);
    for (const stored of chunk) {
      const each = candidateIn(place, stored);
      if (!criteria.every(({ meets }) => meets(each))) continue;
      if (found.length === count) return { found, next: found.at(-1)?.id };
      found.push(stored);
    }
    if (chunk.length < CHUNK) return { found, next: undefined };
    last = chunk.at(-1)?.id ?? last;
    yield;
  }
}
