/**
 * In: lines that functions write, and CloudWatch Logs' JSON API.
 * Out: log groups and streams, and their events by time, stream or pattern.
 * Touches: its tables.
 */
export type { Logs } from './create-logs.ts';
export { createLogs } from './create-logs.ts';
