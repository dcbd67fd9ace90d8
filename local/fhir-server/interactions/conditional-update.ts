import { randomUUID } from 'node:crypto';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall, Pause } from '../fhir-call.ts';
import { FhirError } from '../http/fhir-error.ts';
import { requireStoredReach } from '../authorization/reachable.ts';
import { incomingResource } from '../resources/incoming-resource.ts';
import { withId } from '../resources/with-id.ts';
import { onceIndexed } from '../search/when-indexed.ts';
import { oneMatch } from './find-matches.ts';
import { update } from './update.ts';

/**
 * `PUT {type}?...`: the update of what the search finds, or the first version of what it does not (FHIR R4, "Conditional update"; Developer Guide,
 * "Updating FHIR resources based on conditions").
 * @throws FhirError 412 where it finds more than one, 409 where the body has another id
 */
export function conditionalUpdate(call: FhirCall): Generator<Pause, FhirAnswer> {
  return onceIndexed(call, () => updateMatch(call));
}

function updateMatch(call: FhirCall): FhirAnswer {
  const { request, datastore, resourceType, reach, versions } = call;
  const { value } = incomingResource(request, resourceType);
  const given = typeof value.id === 'string' ? value.id : undefined;
  return versions.atomically(() => {
    const found = oneMatch(call, request.query);
    if (
      found === undefined &&
      given !== undefined &&
      versions.newest(datastore.datastoreId, resourceType, given)
    ) {
      // Who does not reach it is told what an update of it would tell.
      requireStoredReach(reach, () => versions.newestContent(datastore.datastoreId, resourceType, given));
      throw new FhirError(
        409,
        'conflict',
        'The condition finds nothing, and the id of the resource is taken.',
      );
    }
    if (found !== undefined && given !== undefined && found !== given)
      throw new FhirError(409, 'conflict', 'The condition finds a resource of another id than the body has.');
    const id = found ?? given ?? request.newId ?? randomUUID();
    const body = given === undefined ? withId(request.body, id) : request.body;
    const checked = request.checked && given === undefined ? withId(request.checked, id) : request.checked;
    return update({ ...call, id, request: { ...request, body, ...(checked && { checked }) } });
  });
}
