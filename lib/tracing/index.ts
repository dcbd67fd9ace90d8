/**
 * In: pieces of work, and what each is about.
 * Out: the type of what traces them, and one that does not.
 * Touches: nothing.
 */
export type { Trace, TracedThing } from './trace.ts';
export { untraced } from './trace.ts';
