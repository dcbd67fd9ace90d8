/**
 * In: data stores of the stage, the tags that it requires, and the stores whose tags may make routes.
 * Out: tags set where they are missing; "Data Store Tags Drifted" and "Route Tag Refused" events; routes in the ledger.
 * Touches: HealthLake, the ledger and the bus.
 */
export { keepTags } from './keep-tags.ts';
