import type { StoredResource } from '../../healthlake/index.ts';
import { isDeletion } from '../../healthlake/index.ts';
import { entriesOf, isText } from '../../../fhir/index.ts';
import type { Pause } from '../fhir-call.ts';
import { FhirError } from '../http/fhir-error.ts';
import { localTarget } from '../../../fhir/index.ts';
import type { Criterion } from '../search/criterion.ts';
import { findRows } from '../search/find-rows.ts';
import type { Include } from '../search/result-parameters.ts';
import type { SearchPlace } from '../search/search-place.ts';
import { candidateIn, reachCriteria } from '../search/search-place.ts';
import { referenceTo } from '../search-values/reference-values.ts';

/** More than this with one page are refused: it is not told to the end. */
const MOST_INCLUDED = 10_000;

/**
 * What comes with the resources of a page (FHIR R4, "Including other resources"): each once, and nothing that the caller does not reach.
 * @throws FhirError 400 where that is too much
 */
export function* included(
  place: SearchPlace,
  found: readonly StoredResource[],
  includes: readonly Include[],
): Generator<Pause, StoredResource[]> {
  const seen = new Set(found.map(keyOf));
  const all: StoredResource[] = [];
  let asked = includes;
  for (
    let from = found;
    from.length > 0 && asked.length > 0;
    asked = includes.filter((each) => each.isIterated)
  ) {
    const next: StoredResource[] = [];
    for (const include of asked) {
      const those = include.isReverse
        ? yield* referring(place, from, include)
        : referred(place, from, include);
      for (const each of those) {
        if (seen.has(keyOf(each))) continue;
        seen.add(keyOf(each));
        next.push(each);
        if (all.length + next.length > MOST_INCLUDED) throw tooMuch();
      }
      yield;
    }
    all.push(...next);
    from = next;
  }
  return all;
}

const keyOf = ({ resourceType, id }: StoredResource): string => `${resourceType}/${id}`;

const tooMuch = (): FhirError =>
  new FhirError(
    400,
    'too-costly',
    `More than ${MOST_INCLUDED} resources would come with a page: ask for a smaller one.`,
  );

/** The reference parameters of a type that an include goes along. */
const referencesOf = ({ parametersOf }: SearchPlace, type: string, { name }: Include) =>
  parametersOf(type).flatMap(({ row }) =>
    row?.kind === 'reference' && (name === '*' || name === row.name) ? [row] : [],
  );

/** What the sources refer to. */
function referred(place: SearchPlace, from: readonly StoredResource[], include: Include): StoredResource[] {
  const wanted = new Map<string, { resourceType: string; id: string }>();
  const known = new Map<string, ReturnType<typeof referencesOf>>();
  for (const stored of from) {
    const type = stored.resourceType;
    if (include.source !== '*' && include.source !== type) continue;
    const rows = known.get(type) ?? referencesOf(place, type, include);
    known.set(type, rows);
    const content = candidateIn(place, stored).content();
    for (const entry of rows.flatMap((row) => entriesOf(row, content))) {
      const target = isText(entry) ? localTarget(entry.value, place.endpoint) : undefined;
      if (target !== undefined && [target.resourceType, undefined].includes(include.target))
        wanted.set(`${target.resourceType}/${target.id}`, target);
    }
  }
  return [...wanted.values()].flatMap(({ resourceType, id }) => {
    const reach = reachCriteria(place, resourceType);
    if (!reach) return [];
    const stored = place.versions.newest(place.datastoreId, resourceType, id);
    if (!stored || isDeletion(stored)) return [];
    const each = candidateIn(place, stored);
    return reach.every(({ meets }) => meets(each)) ? [stored] : [];
  });
}

/** What refers to the sources. */
function* referring(
  place: SearchPlace,
  from: readonly StoredResource[],
  include: Include,
): Generator<Pause, StoredResource[]> {
  const reach = reachCriteria(place, include.source);
  const targets = from.filter(({ resourceType }) => (include.target ?? resourceType) === resourceType);
  if (!reach || targets.length === 0) return [];
  const tests = targets.flatMap(({ resourceType, id }) => referenceTo(resourceType, id, place.endpoint));
  const any = referencesOf(place, include.source, include).map(({ number }) => ({
    parameter: number,
    table: 'texts' as const,
    tests,
  }));
  const refers: Criterion = { meets: () => true, find: [{ any }], isSure: true };
  const found = yield* findRows(place, include.source, [refers, ...reach], { limit: MOST_INCLUDED + 1 });
  return found.map(({ stored }) => stored);
}
