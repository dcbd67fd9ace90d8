import { isDeletion } from '../../healthlake/index.ts';
import { requireStoredReach } from '../authorization/reachable.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { emptyAnswer, etagOf } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { checkConditions } from '../http/if-match.ts';
import { asPreferred } from '../http/preferences.ts';
import { notFound } from './read.ts';

/** `DELETE {type}/{id}`: 204, also for what is deleted already; its past versions stay (FHIR R4, "delete"). */
export function deleteResource(call: FhirCall): FhirAnswer {
  const { request, datastore, resourceType, id, reach, versions, now } = call;
  const { datastoreId } = datastore;
  return versions.atomically(() => {
    requireStoredReach(reach, () => versions.newestContent(datastoreId, resourceType, id));
    const newest = versions.newest(datastoreId, resourceType, id);
    if (!newest) throw notFound(resourceType);
    checkConditions(request, isDeletion(newest) ? undefined : newest.version);
    const { version } = isDeletion(newest) ? newest : versions.remove(datastoreId, resourceType, id, now());
    return asPreferred(request, emptyAnswer(204, { etag: etagOf(version) }), 'The resource is deleted.');
  });
}
