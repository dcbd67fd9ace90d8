/**
 * In: what is asked for: an import again, what lies in the inbox already, any action of HealthLake by an event.
 * Out: rows that the schedules go on with, or why not; an action done once, and its answer as an event.
 * Touches: the ledger, S3, HealthLake and the bus.
 */
export type { ActionReport } from './any-action/action-deps.ts';
export type { ActionRow } from './any-action/action-table.ts';
export { ACTION_TABLE } from './any-action/action-table.ts';
export { actionPolicy, placeOf, storeFactsOf, usedStores } from './any-action/stage-policy.ts';
export type { RefusedSchedule } from './judge-schedules.ts';
export { refusedSchedules } from './judge-schedules.ts';
export type { OnceCall } from './any-action/do-once.ts';
export { doWith } from './any-action/do-once.ts';
export { runActions } from './any-action/run-messages.ts';
export type { BackfillDocument } from './backfill/document.ts';
export { lookAtPrefix } from './backfill/look-at-prefix.ts';
export { recordBackfill } from './backfill/record-backfill.ts';
export { sampleFiles } from './backfill/sample-files.ts';
export type { AgainOutcome } from './import-again.ts';
export { LONGEST_REASON, MOST_RUNS, importAgain } from './import-again.ts';
