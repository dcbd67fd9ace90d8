/**
 * In: drops with arrivals that wait.
 * Out: whether each closes and why; its plans; "Drop Incomplete" events.
 * Touches: the ledger, the inbox and the bus.
 */
export type { DropCloser, DropReport } from './close-drops.ts';
export { closeDueDrops } from './close-drops.ts';
export type { DropObserver } from './why-open.ts';
export { noRouteText, noStoreText, pausedText, whyOpen } from './why-open.ts';
