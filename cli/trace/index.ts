/**
 * In: an S3 address, an importId, an exportId or a jobId.
 * Out: every log line of the stage's functions that is about it.
 * Touches: the ledger, an import's plan, and the functions' log groups, reading only.
 */
export { renderTrace } from './render-trace.ts';
export { readTrace } from './read-trace.ts';
