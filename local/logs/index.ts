/**
 * In: lines that functions write; FilterLogEvents over AWS JSON.
 * Out: the events of a log group that a pattern matches, in the order of their times.
 * Touches: its table.
 */
export type { LogLine, Logs } from './create-logs.ts';
export { createLogs } from './create-logs.ts';
