import type { FhirCall } from '../fhir-call.ts';
import { finishNow } from '../fhir-call.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { FhirRequest } from '../http/fhir-request.ts';
import { isOfResult } from '../search/result-parameters.ts';

/** What of a URL says how the answer is written, and nothing of the resource. */
const OF_ANSWER = '_format';

/**
 * What of a condition says which resources it means. A parameter of a search's result is none of it, and would change what is found: `_summary=count` finds
 * nothing, `_include` more.
 * @param beside parameters of the result that the interaction takes
 * @throws FhirError 400 for other parameters of the result, and where no criterion is left
 */
export function criteriaOf(condition: URLSearchParams, beside: readonly string[] = []): URLSearchParams {
  const given = [...condition].filter(([name]) => name !== OF_ANSWER && !beside.includes(name));
  const [ofResult] = given.find(([name]) => isOfResult(name)) ?? [];
  if (ofResult !== undefined)
    throw badRequest(
      `A condition has the criteria of a search, and not its ${ofResult.split(':')[0] ?? ''}.`,
    );
  if (given.length === 0) throw badRequest('A condition needs search parameters.');
  return new URLSearchParams(given);
}

/**
 * The ids of what a search of the caller's finds, `most` of them at most: where an interaction or a reference names a resource by a search
 * in place of an id. What the caller may not search for is not found for them.
 * @throws FhirError what the search is refused with
 */
export function findMatches(
  call: FhirCall,
  resourceType: string,
  criteria: URLSearchParams,
  most = 2,
): string[] {
  const parameters = criteriaOf(criteria);
  parameters.set('_count', String(most));
  const request: FhirRequest = {
    method: 'GET',
    path: [resourceType],
    query: parameters,
    header: () => undefined,
    body: Buffer.alloc(0),
  };
  const { body } = finishNow(call.performEntry(request));
  const { entry = [] } = JSON.parse(body.toString('utf8')) as { entry?: { resource: { id: string } }[] };
  return entry.map(({ resource }) => resource.id);
}

/** The one resource that a condition finds; undefined for none. @throws FhirError 412 for more than one */
export function oneMatch(
  call: FhirCall,
  criteria: URLSearchParams,
  matched = call.request.matched,
): string | undefined {
  const [id, ...more] = matched ?? findMatches(call, call.resourceType, criteria);
  if (more.length > 0)
    throw new FhirError(
      412,
      'multiple-matches',
      'The condition finds more than one resource: it is not selective enough.',
    );
  return id;
}
