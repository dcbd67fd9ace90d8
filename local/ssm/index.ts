/**
 * In: the JSON API of Systems Manager's Parameter Store.
 * Out: parameters with their versions.
 * Touches: its table.
 */
export { createSsm } from './ssm.ts';
