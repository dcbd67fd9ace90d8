import type { ResourceVersion } from '../../healthlake/index.ts';
import { isDeletion } from '../../healthlake/index.ts';
import { requireStoredReach } from '../authorization/reachable.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { emptyAnswer, versionAnswer, versionHeaders } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import { isUnchanged } from '../http/if-none-match.ts';
import { partShown } from '../search-results/shown-parts.ts';
import { readParts } from '../search/result-parameters.ts';

/** `GET {type}/{id}`: the current version; 410 where it is deleted, 304 where the reader has it (FHIR R4, "read", "Conditional Read"). */
export function read(call: FhirCall): FhirAnswer {
  const { request } = call;
  const newest = newestVersion(call);
  if (isUnchanged(request, newest)) return emptyAnswer(304, versionHeaders(newest));
  return partAnswer(call, newest);
}

/** A version, or the parts of it that are asked for (FHIR R4, "_summary", "_elements"). @throws FhirError 400 */
export function partAnswer({ request: { query }, index }: FhirCall, version: ResourceVersion): FhirAnswer {
  const asked = readParts(query);
  if (asked.summary === 'count') throw badRequest('_summary=count is of searches.');
  const answer = versionAnswer(200, version);
  const shown = partShown(index.table, asked);
  return shown ? { ...answer, body: shown(answer.body, version) } : answer;
}

/** The newest version of what the call names. @throws FhirError 403 beyond the caller's reach, 404, 410 where it is deleted */
export function newestVersion({ datastore, resourceType, id, reach, versions }: FhirCall): ResourceVersion {
  const { datastoreId } = datastore;
  requireStoredReach(reach, () => versions.newestContent(datastoreId, resourceType, id));
  const newest = versions.newest(datastoreId, resourceType, id);
  if (!newest) throw notFound(resourceType);
  if (isDeletion(newest))
    throw new FhirError(410, 'deleted', `The ${resourceType} is deleted.`, {
      headers: versionHeaders(newest),
    });
  return newest;
}

export const notFound = (resourceType: string): FhirError =>
  new FhirError(404, 'not-found', `There is no such ${resourceType}.`);
