/**
 * In: an ended job's results and its import's plan.
 * Out: a summary and its event; the failed lines of the files that were dropped.
 * Touches: the results and work buckets, the ledger and the bus.
 */
export type { LinePlace } from './lines/failed-lines.ts';
export { issueKey } from './summary/issue-key.ts';
export { failedLines } from './lines/failed-lines.ts';
export type { FileOfImport } from './read/import-files.ts';
export { filesOfPlan, filesOfResults } from './read/import-files.ts';
export { RESULT_FOLDERS, namedResults } from './read/joined-files.ts';
export { resultLines } from './read/listed-lines.ts';
export type { FileReport, FileSink, Selection } from './redrive/redrive.ts';
export { redrive } from './redrive/redrive.ts';
export { fingerprint } from './summary/fingerprint.ts';
export { newTallyProgress } from './summary/tally-progress.ts';
export { retryAfterSeconds, summarizeMessages } from './summary/summarize-messages.ts';
export { tallyJob } from './summary/tally-job.ts';
