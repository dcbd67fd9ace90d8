/**
 * In: drops with arrivals that wait.
 * Out: whether each closes and why; its plans; "Drop Incomplete" events.
 * Touches: the ledger, the inbox and the bus.
 */
export type { DropReport } from './close-drops.ts';
export { closeDueDrops } from './close-drops.ts';
export { decideDrop, dropFacts } from './decide-drop.ts';
export type { DropDecision } from './decide-drop.ts';
export type { DropDeps } from './drop-deps.ts';
export { incompleteLooks } from './incomplete-looks.ts';
