/**
 * In: data stores that come or go, and what HealthLake says of them.
 * Out: "Data Store Status Changed" events, numbered; what of an answer's texts may be told.
 * Touches: the ledger, HealthLake and the bus.
 */
export { followStore, lookAtStore } from './follow-store.ts';
export { knownCause } from './known-cause.ts';
export { pollStores } from './poll-stores.ts';
