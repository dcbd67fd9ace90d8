/**
 * In: IAM's query API.
 * Out: the roles of the template and those that callers make, with their policies, and what these would allow.
 * Touches: its table.
 */
export { createIam } from './iam.ts';
export type { RuntimeRoles } from './runtime-roles.ts';
export { createRuntimeRoles } from './runtime-roles.ts';
