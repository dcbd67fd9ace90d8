/**
 * In: the source files of the product.
 * Out: breaches of the law of rooms, and the law as a table for docs/architecture.md.
 * Touches: nothing but the files that it reads.
 */
export { roomTable, withRoomTable } from './room-table.ts';
export { readSources } from './read-sources.ts';
