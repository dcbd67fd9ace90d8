import type { StoredResource } from '../../healthlake/index.ts';
import { entriesOf, isText } from '../../../fhir/index.ts';
import { FhirError } from '../http/fhir-error.ts';
import type { Pause } from '../fhir-call.ts';
import { localTarget } from '../resources/element-references.ts';
import { referenceTo } from '../search-values/reference-values.ts';
import type { Criterion } from './criterion.ts';
import { findRows } from './find-rows.ts';
import type { Chain, Query } from './read-query.ts';
import { addCriterion } from './read-query.ts';
import type { SearchPlace } from './search-place.ts';
import { contextIn, reachCriteria } from './search-place.ts';
import { tableOf } from './table-parameter.ts';

/** Developer Guide, "Chained search": more hits on the way are refused. */
const MOST_ON_THE_WAY = 100;

/**
 * All criteria of a query, those of its chains included: what each searches on its way is searched now, among what the caller reaches.
 * @throws FhirError 400 where there is too much on the way
 */
export function* resolved(
  place: SearchPlace,
  resourceType: string,
  { criteria, chains }: Pick<Query, 'criteria' | 'chains'>,
): Generator<Pause, Criterion[]> {
  const all = [...criteria];
  for (const chain of chains) all.push(yield* resolveOne(place, resourceType, chain));
  return all;
}

function* resolveOne(place: SearchPlace, resourceType: string, chain: Chain): Generator<Pause, Criterion> {
  const found: StoredResource[] = [];
  for (const type of chain.types) {
    const reach = reachCriteria(place, type);
    const query: Pick<Query, 'criteria' | 'chains'> = { criteria: [], chains: [] };
    addCriterion(query, chain.name, chain.value, contextIn(place, type));
    if (!reach) continue;
    const criteria = [...(yield* resolved(place, type, query)), ...reach];
    const limit = MOST_ON_THE_WAY + 1;
    for (const { stored } of yield* findRows(place, type, criteria, { limit })) found.push(stored);
    if (found.length > MOST_ON_THE_WAY) throw tooMuch();
  }
  return chain.isReverse ? referredTo(place, resourceType, chain, found) : refersTo(place, chain, found);
}

const tooMuch = (): FhirError =>
  new FhirError(
    400,
    'too-costly',
    `A chain may find ${MOST_ON_THE_WAY} resources on its way; this one finds more.`,
  );

/** The resource refers to one of those that were found. */
function refersTo(
  { endpoint }: SearchPlace,
  { reference }: Chain,
  found: readonly StoredResource[],
): Criterion {
  const { row } = reference;
  const tests = found.flatMap(({ resourceType, id }) => referenceTo(resourceType, id, endpoint));
  if (!row || tests.length === 0) return NOTHING;
  return {
    meets: ({ content }) =>
      entriesOf(row, content()).some((entry) => tests.some(({ isMet }) => isMet(entry))),
    find: [{ any: [{ parameter: row.number, table: tableOf(row.kind), tests }] }],
    isSure: true,
  };
}

/** One of those that were found refers to the resource. */
function referredTo(
  { endpoint }: SearchPlace,
  type: string,
  { reference }: Chain,
  found: readonly StoredResource[],
): Criterion {
  const { row } = reference;
  if (!row) return NOTHING;
  const ids = new Set(
    found.flatMap(({ body }) =>
      entriesOf(row, JSON.parse(Buffer.from(body).toString('utf8'))).flatMap((entry) => {
        const target = isText(entry) ? localTarget(entry.value, endpoint) : undefined;
        return target?.resourceType === type ? [target.id] : [];
      }),
    ),
  );
  return { meets: ({ id }) => ids.has(id), ids: [...ids] };
}

const NOTHING: Criterion = { meets: () => false, find: [{ any: [] }], isSure: true };
