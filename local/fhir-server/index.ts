/**
 * In: the FHIR REST API of each data store.
 * Out: resources, search sets, bundles, OperationOutcomes.
 * Touches: stored resources by the HealthLake that it serves; the identity provider by an interface.
 */
export type { FhirEndpoint } from './fhir-endpoint.ts';
export { createFhirEndpoint } from './fhir-endpoint.ts';
export { refuseAsOutcome, signedOrBearer } from './http/signed-or-bearer.ts';
export { FHIR_ENDPOINT_NOTES } from './notes.ts';
