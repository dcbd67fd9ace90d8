import type { FhirCall } from '../fhir-call.ts';
import { FhirError, badRequest, ofEntry } from '../http/fhir-error.ts';
import { incomingCandidate } from '../search/candidate.ts';
import { readQuery } from '../search/read-query.ts';
import { contextIn, placeOf } from '../search/search-place.ts';
import { findMatches } from '../interactions/find-matches.ts';
import { writtenId } from './conditional-entries.ts';
import type { BundleEntry } from './read-entries.ts';

/** A reference that is a search: `Patient?identifier=...`. */
const CONDITIONAL = /^([A-Z][A-Za-z]*)\?(.+)$/s;

/** What a page of a search may hold. */
const MOST_FOUND = 100;

/**
 * The entries with the resource that each conditional reference finds in its place: among what is stored, as the transaction
 * leaves it, and what the transaction writes (FHIR R4, "Transaction Processing Rules", conditional references).
 * The search is one of the caller's: what they may not search for is not found for them.
 * @throws FhirError 412 where nothing or more than one is found; what the search is refused with
 */
export function resolveConditional(call: FhirCall, entries: readonly BundleEntry[]): BundleEntry[] {
  const known = new Map<string, string>();
  return entries.map((entry) => {
    const { request, index } = entry;
    const resolve = (resource: Buffer): Buffer =>
      call.replaceLinks(resource, ({ kind, address }) => {
        if (kind !== 'reference') return undefined;
        const relative = address.startsWith(call.endpoint) ? address.slice(call.endpoint.length) : address;
        const [, type, query] = CONDITIONAL.exec(relative) ?? [];
        if (type === undefined || query === undefined) return undefined;
        const found = known.get(relative) ?? theOne(call, entries, type, query);
        known.set(relative, found);
        return found;
      });
    try {
      const { body, checked } = request;
      return {
        ...entry,
        request: { ...request, body: resolve(body), ...(checked && { checked: resolve(checked) }) },
      };
    } catch (error) {
      throw error instanceof FhirError ? ofEntry(index, error) : error;
    }
  });
}

/** The reference to the one resource that a search finds. The search itself is never told: it may be of somebody's data. */
function theOne(call: FhirCall, entries: readonly BundleEntry[], type: string, query: string): string {
  const touched = entries.filter(({ request: { method, path } }) => path[0] === type && WRITES.has(method));
  const ids = new Set([
    ...stored(call, type, query, touched.length).filter(
      (id) => !touched.some((entry) => writtenId(entry) === id),
    ),
    ...written(call, type, query, touched),
  ]);
  const [id] = ids;
  if (id === undefined || ids.size > 1)
    throw new FhirError(
      412,
      ids.size > 1 ? 'multiple-matches' : 'not-found',
      `A conditional reference to a ${type} finds ${ids.size > 1 ? 'more than one' : 'none'}.`,
    );
  return `${type}/${id}`;
}

const WRITES = new Set(['POST', 'PUT', 'DELETE']);

/** The ids of what is stored, as many as are needed to tell whether one is left beside those that are written anew. */
const stored = (call: FhirCall, type: string, query: string, touched: number): string[] =>
  findMatches(call, type, new URLSearchParams(query), Math.min(MOST_FOUND, touched + 2));

/** The ids of what the transaction writes and the search would find then. */
function written(call: FhirCall, type: string, query: string, touched: readonly BundleEntry[]): string[] {
  const { criteria, chains } = readQuery(new URLSearchParams(query), contextIn(placeOf(call), type));
  if (chains.length > 0) throw badRequest('A conditional reference cannot have a chain.');
  return touched.flatMap((entry) => {
    const { body } = entry.request;
    const id = writtenId(entry);
    if (id === undefined || body.length === 0) return [];
    const content = { ...(JSON.parse(body.toString('utf8')) as object), resourceType: type, id };
    const candidate = incomingCandidate(content, id, call.now());
    return criteria.every(({ meets }) => meets(candidate)) ? [id] : [];
  });
}
