/**
 * In: what a person asks for: an import again, what lies in the inbox already.
 * Out: rows that the schedules go on with, or why not.
 * Touches: the ledger and S3.
 */
export type { BackfillDocument } from './backfill/document.ts';
export { lookAtPrefix } from './backfill/look-at-prefix.ts';
export { recordBackfill } from './backfill/record-backfill.ts';
export { sampleFiles } from './backfill/sample-files.ts';
export type { AgainOutcome } from './import-again.ts';
export { LONGEST_REASON, MOST_RUNS, importAgain } from './import-again.ts';
