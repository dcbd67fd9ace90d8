/**
 * In: import and export jobs that are followed, and what HealthLake says of them.
 * Out: "Import Job Status Changed" and "Export Job Status Changed" events, numbered; overdue and progress events; counts in the ledger.
 * Touches: the ledger, HealthLake, the folders of exports (listings) and the bus.
 */
export type { JobProgress } from './job-events.ts';
export { progressOf } from './job-events.ts';
export type { ExportFiles } from './export-job-events.ts';
export { filesOf } from './export-job-events.ts';
export { knownMessage } from './known-message.ts';
export { jobMetrics } from './job-metrics.ts';
export type { PollReport } from './poll-deps.ts';
export { blankReport } from './poll-deps.ts';
export { pollJobs } from './poll-jobs.ts';
