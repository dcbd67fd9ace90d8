/**
 * In: import jobs that are followed, and what HealthLake says of them.
 * Out: "Import Job Status Changed" events, numbered; "Import Job Overdue" and "Import Job Progress"; counts in the ledger.
 * Touches: the ledger, HealthLake and the bus.
 */
export type { JobProgress } from './job-events.ts';
export { knownMessage, progressOf } from './job-events.ts';
export { jobMetrics } from './job-metrics.ts';
export type { PollReport } from './poll-deps.ts';
export { pollJobs } from './poll-jobs.ts';
