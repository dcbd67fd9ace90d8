/**
 * In: rules of data stores, and HealthLake's request about a bearer token.
 * Out: HealthLake's answer: refused, or allowed with scopes and a role.
 * Touches: issuers' keys and introspection endpoints over https. It is what `healthlake-inlet/identity` exports.
 */
export type { DecisionRecord, IdentityHandler, IdentityOptions } from './identity/create-identity-handler.ts';
export { createIdentityHandler } from './identity/create-identity-handler.ts';
export { checkDataStores } from './identity/check-data-stores.ts';
export type { Allowance, Refusal } from '../lib/identity/index.ts';
export type { Introspection, Issuer, RoleRule, SmartDataStore } from '../config/index.ts';
