/**
 * In: a bearer token and what HealthLake wants to do with it.
 * Out: HealthLake's answer: refused, or allowed with scopes and a role.
 * Touches: issuers' keys and introspection endpoints over https, within a deadline.
 */
export type { ExplainedStep } from './explain.ts';
export { explainToken } from './explain.ts';
export type { Allowance, Refusal } from './healthlake-contract.ts';
export type { DecisionRecord } from './identity-provider.ts';
export { createIdentityProvider } from './identity-provider.ts';
export { fetchJson, fetchWithin } from './keys/fetch-json.ts';
export { readClientSecret } from './keys/read-secret.ts';
export { operationsOf } from './operations.ts';
export { readScopes } from './scopes.ts';
export { LOCAL_ISSUER_PATH, identitySettings, isRoleArn, storeOf } from './settings.ts';
export { CLOCK_TOLERANCE_SECONDS } from './tokens/access-token.ts';
export { patientId } from './tokens/patient-id.ts';
