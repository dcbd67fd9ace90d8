/**
 * In: a stage's configured routes, an object's key or a route's name.
 * Out: the route and drop of a key; the data store of a route, or why there is none.
 * Touches: the ledger, for data stores that were found by name.
 */
export { findDataStore, resolveDataStores } from './data-stores.ts';
export type { ConfiguredRoute, FoundRoute, KnownRoutes, Place, Route } from './routes.ts';
export { dropName, findRoute, folderOf, pausedText, placeOf, routesOf } from './routes.ts';
export { madeRoutes, madeStores } from './tag-routes.ts';
