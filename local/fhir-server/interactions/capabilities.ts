import { capabilityStatement } from '../capability-statement.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { jsonAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';

/** `GET metadata` (FHIR R4, "capabilities"). */
export function capabilities({
  datastore,
  endpoint,
  served,
  takesPages,
  parametersOf,
}: FhirCall): FhirAnswer {
  const { AuthorizationStrategy } = datastore.setup.IdentityProviderConfiguration ?? {};
  return jsonAnswer(
    200,
    capabilityStatement(served, parametersOf, {
      endpoint,
      date: datastore.createdAt,
      usesSmart: AuthorizationStrategy?.startsWith('SMART') ?? false,
      takesPages,
    }),
  );
}
