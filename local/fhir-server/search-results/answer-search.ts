import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall, Pause } from '../fhir-call.ts';
import type { Criterion } from '../search/criterion.ts';
import type { PageQuestion } from '../search/find-page.ts';
import { countAll, findPage, isList, needsIndex } from '../search/find-page.ts';
import { inSnapshots } from '../search/in-snapshots.ts';
import type { SearchIdentity } from '../search/page-cursor.ts';
import type { Query } from '../search/read-query.ts';
import { readQuery } from '../search/read-query.ts';
import { resolved } from '../search/resolve-chains.ts';
import type { SearchPlace } from '../search/search-place.ts';
import { contextIn, placeOf, reachCriteria } from '../search/search-place.ts';
import { included } from './included.ts';
import { searchset } from './searchset.ts';
import { partShown } from './shown-parts.ts';

/** Searches a resource type: a page of what is found, with what was asked for beside it (FHIR R4, "search"). */
export function* answerSearch(call: FhirCall, parameters: URLSearchParams): Generator<Pause, FhirAnswer> {
  const { datastore, resourceType } = call;
  const place = placeOf(call);
  const query = readQuery(parameters, contextIn(place, resourceType));
  // A search finds nothing that a read would refuse.
  const reach = reachCriteria(place, resourceType) ?? [];
  const asked = { criteria: [...query.criteria, ...reach], sort: query.sort };
  const hasChains = query.chains.length > 0;
  const order = isList(asked) && !hasChains ? 'id' : 'row';
  const identity: SearchIdentity = { datastoreId: datastore.datastoreId, resourceType, parameters, order };
  const behind = call.cursors.read(identity, query.page);
  const needs = hasChains || query.includes.some(({ isReverse }) => isReverse) || needsIndex(asked);
  return yield* inSnapshots(
    call,
    needs,
    answerOf(call, { place, query, reach, behind, parameters, identity }),
  );
}

interface Asked {
  place: SearchPlace;
  query: Query;
  /** What the caller reaches. */
  reach: readonly Criterion[];
  behind: string;
  parameters: URLSearchParams;
  identity: SearchIdentity;
}

function* answerOf(
  call: FhirCall,
  { place, query, reach, behind, parameters, identity }: Asked,
): Generator<Pause, FhirAnswer> {
  const { resourceType, endpoint } = call;
  const { sort, count } = query;
  const criteria = [...(yield* resolved(place, resourceType, query)), ...reach];
  const question: PageQuestion = { place, resourceType, criteria, sort, behind, count };
  const self = link('self', call, parameters);
  const total = query.hasTotal ? yield* countAll(question) : undefined;
  const counted = total !== undefined && { total };
  if (query.summary === 'count') return searchset(endpoint, { ...counted, links: [self], found: [] });
  const { found, next } = yield* findPage(question);
  const links = [self];
  if (next !== undefined) {
    const more = new URLSearchParams(parameters);
    more.set('page', call.cursors.write(identity, next));
    links.push(link('next', call, more));
  }
  const others = yield* included(place, found, query.includes);
  const shown = partShown(call.index.table, query);
  return searchset(endpoint, { ...counted, links, found, included: others, ...(shown && { shown }) });
}

function link(relation: string, { endpoint, resourceType }: FhirCall, parameters: URLSearchParams) {
  const query = parameters.toString();
  return { relation, url: `${endpoint}${resourceType}${query === '' ? '' : `?${query}`}` };
}
