import { randomUUID } from 'node:crypto';
import { requireReach } from '../authorization/reachable.ts';
import { checkResource } from '../resources/check-resource.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { FhirError, badRequest, notSupported } from '../http/fhir-error.ts';
import { incomingResource } from '../resources/incoming-resource.ts';
import { incomingCandidate } from '../search/candidate.ts';
import { withId } from '../resources/with-id.ts';
import { writeVersion } from '../resources/write-version.ts';

const IDEMPOTENCY_KEY = 'x-amz-fhir-idempotency-key';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `POST {type}`: stores the resource under an id of the server's choice (FHIR R4, "create"). A repeated
 * x-amz-fhir-idempotency-key is 409 with the Location of what the first created.
 */
export function create(call: FhirCall): FhirAnswer {
  const { request, datastore, resourceType, reach, versions, endpoint } = call;
  const { datastoreId } = datastore;
  if (request.header('if-none-exist') !== undefined) throw notSupported('conditional create');
  const key = idempotencyKey(request.header(IDEMPOTENCY_KEY));
  const id = request.newId ?? randomUUID();
  const incoming = incomingResource(request, resourceType);
  const bytes = withId(incoming.bytes, id);
  requireReach(reach, incomingCandidate({ ...incoming.value, id }, id, call.now()));
  checkResource(call.errorsOf, request, bytes);
  return versions.atomically(() => {
    const first = key === undefined ? undefined : versions.createdUnder(datastoreId, key);
    if (first)
      throw new FhirError(409, 'conflict', `The ${IDEMPOTENCY_KEY} has been used.`, {
        headers: { location: `${endpoint}${first.resourceType}/${first.id}` },
      });
    if (key !== undefined) versions.noteCreation(datastoreId, resourceType, id, key);
    return writeVersion(call, id, bytes);
  });
}

function idempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !UUID.test(header)) throw badRequest(`${IDEMPOTENCY_KEY} must be a UUID.`);
  return header?.toLowerCase();
}
