import type { Ledger } from '../ledger/index.ts';
import { tagRoutes } from '../ledger/index.ts';
import type { ConfiguredRoute } from './routes.ts';

/** What of a stage's configuration says which tags may make routes. */
export interface TagRouteSettings {
  routes: readonly ConfiguredRoute[];
  /** Ids of the data stores whose tag may make a route. */
  tagRoutes: readonly string[];
}

/** A route that a data store's tag makes. */
export type MadeRoute = ConfiguredRoute & { dataStore: string };

/**
 * The routes that tags of data stores make now, as the ledger has them: with the settings of the route that takes every key,
 * but under their prefix and into their data store. The name goes with the data store, so that a drop that waits stays its
 * route's when the prefix is changed. One read of the ledger, none where no tag may make a route.
 */
export async function madeRoutes(
  ledger: Ledger,
  { routes, tagRoutes: allowed }: TagRouteSettings,
): Promise<MadeRoute[]> {
  const fallback = routes.find(({ prefix }) => prefix === '');
  if (allowed.length === 0 || !fallback) return [];
  const made = await tagRoutes(ledger);
  return made
    .filter(
      ({ prefix, datastoreId }) =>
        allowed.includes(datastoreId) && !routes.some((route) => route.prefix === prefix),
    )
    .map(({ prefix, datastoreId }) => ({
      ...fallback,
      name: `tag-${datastoreId.slice(0, 24)}`,
      prefix,
      dataStore: datastoreId,
    }));
}

/** The data stores of such routes, by the routes' names. */
export const madeStores = (routes: readonly MadeRoute[]): [string, string][] =>
  routes.map(({ name, dataStore }) => [name, dataStore]);
