import { randomUUID } from 'node:crypto';
import { isDeletion } from '../../healthlake/index.ts';
import { requireReach, requireStoredReach } from '../authorization/reachable.ts';
import { checkResource } from '../resources/check-resource.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { versionAnswer } from '../http/fhir-answer.ts';
import type { FhirCall, Performed } from '../fhir-call.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import { asPreferred } from '../http/preferences.ts';
import { incomingResource } from '../resources/incoming-resource.ts';
import { candidate, incomingCandidate } from '../search/candidate.ts';
import { onceIndexed } from '../search/when-indexed.ts';
import { withId } from '../resources/with-id.ts';
import { writeVersion } from '../resources/write-version.ts';
import { oneMatch } from './find-matches.ts';

const IDEMPOTENCY_KEY = 'x-amz-fhir-idempotency-key';
const CONDITION = 'if-none-exist';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * `POST {type}`: stores the resource under an id of the server's choice (FHIR R4, "create"). A repeated
 * x-amz-fhir-idempotency-key is 409 with what the first created, and where it lies.
 */
export function create(call: FhirCall): Performed {
  const isConditional = call.request.header(CONDITION) !== undefined;
  return isConditional ? onceIndexed(call, () => createNow(call)) : createNow(call);
}

function createNow(call: FhirCall): FhirAnswer {
  const { request, datastore, resourceType, reach, versions } = call;
  const { datastoreId } = datastore;
  const key = idempotencyKey(request.header(IDEMPOTENCY_KEY));
  const id = request.newId ?? randomUUID();
  const incoming = incomingResource(request, resourceType);
  const bytes = withId(incoming.bytes, id);
  requireReach(reach, incomingCandidate({ ...incoming.value, id }, id, call.now()));
  checkResource(call.errorsOf, request, request.checked ? withId(request.checked, id) : bytes);
  return versions.atomically(() => {
    const existing = matchOf(call);
    if (existing) return existing;
    const first = key === undefined ? undefined : versions.createdUnder(datastoreId, key);
    if (first) return alreadyCreated(call, first);
    if (key !== undefined) versions.noteCreation(datastoreId, resourceType, id, key);
    return writeVersion(call, id, bytes);
  });
}

/**
 * What If-None-Exist finds is there already: it is answered, and nothing is created (FHIR R4, "Conditional create"). The resource itself is
 * for who may read it.
 */
function matchOf(call: FhirCall): FhirAnswer | undefined {
  const { request, datastore, resourceType, access, versions, endpoint } = call;
  const condition = request.header(CONDITION);
  if (condition === undefined) return undefined;
  const id = oneMatch(call, new URLSearchParams(condition.replace(/^\?/, '')));
  const found = id === undefined ? undefined : versions.newest(datastore.datastoreId, resourceType, id);
  if (!found || isDeletion(found)) return undefined;
  const { headers, body } = versionAnswer(200, found);
  const location = `${endpoint}${resourceType}/${found.id}/_history/${found.version}`;
  const reach = access.reachOf('r', resourceType);
  const isReadable = reach === 'everything' || reach?.meets(candidate(found)) === true;
  const answer = {
    status: 200,
    headers: { ...headers, location },
    body: isReadable ? body : Buffer.alloc(0),
  };
  return asPreferred(request, answer, 'The resource is there already.');
}

/**
 * The answer to a repeated idempotency key (Developer Guide, "Idempotency and Concurrency", Duplicate Request): the original, where it
 * is still there, of the type that is asked for and within the caller's reach.
 * @throws FhirError 409 otherwise
 */
function alreadyCreated(
  call: FhirCall,
  { resourceType, id }: { resourceType: string; id: string },
): FhirAnswer {
  const { datastore, reach, versions, endpoint } = call;
  const location = `${endpoint}${resourceType}/${id}`;
  const original = versions.newest(datastore.datastoreId, resourceType, id);
  if (resourceType !== call.resourceType || !original || isDeletion(original))
    throw new FhirError(409, 'conflict', `The ${IDEMPOTENCY_KEY} has been used.`, { headers: { location } });
  requireStoredReach(reach, () => original);
  const answer = versionAnswer(409, original);
  return { ...answer, headers: { ...answer.headers, location } };
}

function idempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !UUID.test(header)) throw badRequest(`${IDEMPOTENCY_KEY} must be a UUID.`);
  return header?.toLowerCase();
}
