import type { FhirAnswer } from '../http/fhir-answer.ts';
import { writtenAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { asPreferred } from '../http/preferences.ts';

/** Stores the next version of a resource and answers with it. */
export function writeVersion(call: FhirCall, id: string, body: Buffer): FhirAnswer {
  const { datastore, resourceType, versions, endpoint } = call;
  const { isNew, ...written } = versions.write(datastore.datastoreId, resourceType, id, body, call.now());
  const answer = writtenAnswer(endpoint, isNew ? 201 : 200, { resourceType, id, body, ...written });
  return asPreferred(call.request, answer, `Version ${written.version} is stored.`);
}
