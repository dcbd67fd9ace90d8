/**
 * In: import jobs that are followed, and what HealthLake says of them.
 * Out: "Import Job Status Changed" and "Import Job Overdue" events, numbered.
 * Touches: the ledger, HealthLake and the bus.
 */
export type { JobProgress } from './job-events.ts';
export { knownMessage, progressOf } from './job-events.ts';
export { pollJobs } from './poll-jobs.ts';
