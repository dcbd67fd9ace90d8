/**
 * In: STS's query API.
 * Out: who calls; credentials of roles, and whose they are.
 * Touches: its table.
 */
export type { Sessions } from './sessions.ts';
export { createSessions } from './sessions.ts';
export { createSts } from './sts.ts';
