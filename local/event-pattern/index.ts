/**
 * In: event patterns of EventBridge, which filter policies of SNS are, too.
 * Out: whether an event matches, or what is wrong with the pattern.
 * Touches: nothing: every function is pure.
 */
export { matches } from './match.ts';
export { parsePattern } from './parse.ts';
export type { EventPattern } from './parse.ts';
