/**
 * In: imports with a plan.
 * Out: whether each starts and why; import jobs, each started once; "Import Start Failed" events.
 * Touches: the ledger, HealthLake, the work bucket and the bus.
 */
export { dataStoreReadiness } from './data-store-status.ts';
export { decideImport, importFacts } from './decide-import.ts';
export { openJobsOf } from './fair-queue.ts';
export { newerImports } from './newer-imports.ts';
export { copyName } from './stage-input.ts';
export type { RetryPolicy } from './start-deps.ts';
export type { StartReport } from './start-imports.ts';
export { startImports } from './start-imports.ts';
export { startJobWith } from './start-job.ts';
export { nextTryAt } from './start-retry.ts';
export { notReady } from './not-ready.ts';
