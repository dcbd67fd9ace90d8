/**
 * In: imports with a plan.
 * Out: import jobs, each started once; "Import Start Failed" events.
 * Touches: the ledger, HealthLake, the work bucket and the bus.
 */
export { newerImports } from './newer-imports.ts';
export { copyName } from './stage-input.ts';
export type { StartReport } from './start-imports.ts';
export { startImports } from './start-imports.ts';
export { startJobWith } from './start-job.ts';
