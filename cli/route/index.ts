/**
 * In: the name of a route, and why it is paused.
 * Out: what was done, in a sentence.
 * Touches: the ledger.
 */
export { pauseRouteNamed, resumeRouteNamed } from './pause-route.ts';
