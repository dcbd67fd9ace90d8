/**
 * In: byte streams, and streams that are sorted.
 * Out: lines of bounded length; one sorted stream out of several.
 * Touches: nothing but the streams that it is given, which it closes.
 */
export type { StreamedLine } from './lines-of.ts';
export { linesOf } from './lines-of.ts';
export { mergeSorted } from './merge-sorted.ts';
