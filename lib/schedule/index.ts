/**
 * In: schedule expressions of EventBridge.
 * Out: when they are due, or what is wrong with them.
 * Touches: nothing: every function is pure.
 */
export type { Schedule } from './schedule.ts';
export { MINUTE_MS, nextRun, parseSchedule } from './schedule.ts';
