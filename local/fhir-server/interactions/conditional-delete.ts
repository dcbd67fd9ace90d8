import { isDeletion } from '../../healthlake/index.ts';
import { forbidden } from '../authorization/auth-payload.ts';
import { requireStoredReach } from '../authorization/reachable.ts';
import { responseBundle } from '../bundle/response-bundle.ts';
import type { FhirCall, Pause } from '../fhir-call.ts';
import { finishNow } from '../fhir-call.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { emptyAnswer, etagOf, outcomeAnswer } from '../http/fhir-answer.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import { onceIndexed } from '../search/when-indexed.ts';
import { deleteResource } from './delete.ts';
import { criteriaOf, oneMatch } from './find-matches.ts';
import { notFound } from './read.ts';

/**
 * `DELETE {type}?...`: deletes what the search finds (FHIR R4, "Conditional delete"; Developer Guide, "Deleting FHIR resources based on
 * conditions"). Without `_count` that must be one resource; with it, up to so many are deleted, each for itself.
 * The caller must be allowed to search; who may not delete learns that of each resource.
 * @throws FhirError 412 for more than one, 404 for none
 */
export function conditionalDelete(call: FhirCall): Generator<Pause, FhirAnswer> {
  return onceIndexed(call, () => deleteMatches(call));
}

function deleteMatches(call: FhirCall): FhirAnswer {
  const { request, resourceType, access, versions } = call;
  if (request.query.has('_count')) return deleteEach(call);
  const reach = access.reachOf('d', resourceType);
  if (!reach) throw forbidden('The scopes of the token do not allow this.');
  return versions.atomically(() => {
    const id = oneMatch(call, request.query);
    return id === undefined ? nothingFound({ ...call, reach }) : deleteResource({ ...call, id, reach });
  });
}

/** What narrows a condition that names an id, and is no other condition of its own. */
const BESIDE_ID = new Set(['_id', '_tag', '_lastUpdated', 'createdAt', '_createdAt', '_format']);

/** Where the condition names an id, the answer is about that resource: deleted already (204), another state (409), or none (404). */
function nothingFound({ request, datastore, resourceType, reach, versions }: FhirCall): FhirAnswer {
  const names = [...request.query.keys()];
  const id = request.query.get('_id');
  if (id === null || !names.every((name) => BESIDE_ID.has(name))) throw notFound(resourceType);
  const { datastoreId } = datastore;
  requireStoredReach(reach, () => versions.newestContent(datastoreId, resourceType, id));
  const newest = versions.newest(datastoreId, resourceType, id);
  if (!newest) throw notFound(resourceType);
  if (isDeletion(newest)) return emptyAnswer(204, { etag: etagOf(newest.version) });
  throw new FhirError(409, 'conflict', 'The resource of this id does not meet the rest of the condition.');
}

interface FoundPage {
  entry?: { resource: { id: string } }[];
  link?: { relation: string; url: string }[];
}

/** Developer Guide, "Deleting multiple FHIR resources in one request with _count": a page of what is found, the next by its link. */
function deleteEach(call: FhirCall): FhirAnswer {
  const { request, resourceType, access } = call;
  if (request.isEntry) throw badRequest('An entry of a Bundle deletes one resource: no _count.');
  criteriaOf(request.query, ['_count', 'page']);
  if (request.header('if-match') !== undefined) throw badRequest('If-Match cannot go together with _count.');
  const search = { ...request, method: 'GET', header: () => undefined };
  const { body } = finishNow(call.performEntry(search));
  const { entry = [], link = [] } = JSON.parse(body.toString('utf8')) as FoundPage;
  const reach = access.reachOf('d', resourceType);
  const answers = entry.map(({ resource: { id } }) => {
    const answer = answerOrOutcome(() => {
      if (!reach) throw forbidden('The scopes of the token do not allow this.');
      return deleteResource({ ...call, id, reach });
    });
    return { ...answer, headers: { ...answer.headers, location: `${resourceType}/${id}` } };
  });
  const next = link.filter(({ relation }) => relation === 'next');
  return responseBundle('batch', answers, next);
}

function answerOrOutcome(perform: () => FhirAnswer): FhirAnswer {
  try {
    return perform();
  } catch (error) {
    if (error instanceof FhirError) return outcomeAnswer(error);
    throw error;
  }
}
