/**
 * In: import jobs that are followed, and what HealthLake says of them.
 * Out: "Import Job Status Changed" and "Import Job Overdue" events, numbered.
 * Touches: the ledger, HealthLake and the bus.
 */
export { knownMessage } from './known-message.ts';
export { pollJobs } from './poll-jobs.ts';
export type { JobProgress } from './progress.ts';
export { progressOf } from './progress.ts';
