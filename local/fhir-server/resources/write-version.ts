import type { FhirAnswer } from '../http/fhir-answer.ts';
import { writtenAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { asPreferred } from '../http/preferences.ts';

/** Stores the next version of a resource and answers with it. */
export function writeVersion(call: FhirCall, id: string, body: Buffer): FhirAnswer {
  const { datastore, resourceType, versions, endpoint } = call;
  const lastUpdated = Math.round(call.now());
  const version = versions.write(datastore.datastoreId, resourceType, id, body, lastUpdated);
  const answer = writtenAnswer(endpoint, { resourceType, id, version, lastUpdated, body });
  return asPreferred(call.request, answer, `Version ${version} is stored.`);
}
