/**
 * In: the FHIR REST API of each data store.
 * Out: resources, search sets, bundles, OperationOutcomes.
 * Touches: stored resources by the HealthLake that it serves; the identity provider by an interface.
 */
export { BEYOND_THE_GUIDE } from './beyond-the-guide.ts';
export type { FhirEndpoint } from './fhir-endpoint.ts';
export { createFhirEndpoint } from './fhir-endpoint.ts';
export type { MarkedPart } from './guide-marks.ts';
export { COMMON_MARKS, MODIFIER_MARKS, RESULT_MARKS, markOf } from './guide-marks.ts';
export { refuseAsOutcome, signedOrBearer } from './http/signed-or-bearer.ts';
export { NOT_SERVED, ROUTES } from './interaction-routes.ts';
export { FHIR_ENDPOINT_NOTES } from './notes.ts';
