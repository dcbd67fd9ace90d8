/**
 * In: a stage's configured routes and an object's key.
 * Out: the route and drop of a key; the data store of a route.
 * Touches: the ledger, for data stores that were found by name.
 */
export { findDataStore, resolveDataStores } from './data-stores.ts';
export type { ConfiguredRoute, Place, Route } from './routes.ts';
export { dropName, folderOf, placeOf, routesOf } from './routes.ts';
