/**
 * In: IAM's query API.
 * Out: the roles of the template with their policies, and what these would allow.
 * Touches: nothing.
 */
export { createIam } from './iam.ts';
