import { isDeletion } from '../../healthlake/index.ts';
import { requireReach, requireStoredReach } from '../authorization/reachable.ts';
import { checkResource } from '../resources/check-resource.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { badRequest } from '../http/fhir-error.ts';
import { checkConditions } from '../http/if-match.ts';
import { incomingResource } from '../resources/incoming-resource.ts';
import { incomingCandidate } from '../search/candidate.ts';
import { writeVersion } from '../resources/write-version.ts';

/**
 * `PUT {type}/{id}`: the next version, or the first under an id of the client's choice: 201 (FHIR R4, "update").
 * Who reaches a part of the type only must reach what was there and what comes: nothing is taken in, nothing is moved out.
 */
export function update(call: FhirCall): FhirAnswer {
  const { request, datastore, resourceType, id, reach, versions } = call;
  const { datastoreId } = datastore;
  const { bytes, value } = incomingResource(request, resourceType);
  if (value.id !== id) throw badRequest('The id of the resource must be that of the URL.');
  requireReach(reach, incomingCandidate(value, id, call.now()));
  checkResource(call.errorsOf, request, request.checked ?? bytes);
  return versions.atomically(() => {
    const newest = versions.newest(datastoreId, resourceType, id);
    if (newest) requireStoredReach(reach, () => versions.newestContent(datastoreId, resourceType, id));
    checkConditions(request, newest && !isDeletion(newest) ? newest.version : undefined);
    return writeVersion(call, id, bytes);
  });
}
