import type { TagRoute } from '../ledger/index.ts';

/** The tag that makes a data store a route: its value is the key prefix. */
export const ROUTE_TAG = 'inlet:route';

/** Why a tag makes no route. */
export interface RouteTagRefusal {
  datastoreId: string;
  reason: 'configured-route' | 'same-prefix' | 'not-a-prefix';
  otherDatastoreIds: string[];
}

/** As config/schema.json has it for a route, but for "": every key is the default route's. */
const PREFIX = /^[^/].*\/$/;
const LONGEST_PREFIX = 512;

/**
 * The routes that the tags of data stores make. A route of the configuration always wins over a tag; two tags of one prefix
 * hold back each other, and nobody else.
 * @param tags by data store, the value of its tag; a closing slash may be left out
 * @param configured the prefixes of the configuration's routes
 */
export function routesOfTags(
  tags: ReadonlyMap<string, string>,
  configured: ReadonlySet<string>,
): { routes: TagRoute[]; refused: RouteTagRefusal[] } {
  const wanted = [...tags].map(([datastoreId, value]) => ({
    datastoreId,
    prefix: value.endsWith('/') ? value : `${value}/`,
  }));
  const routes: TagRoute[] = [];
  const refused: RouteTagRefusal[] = [];
  for (const { datastoreId, prefix } of wanted) {
    const others = wanted
      .filter((other) => other.prefix === prefix && other.datastoreId !== datastoreId)
      .map((other) => other.datastoreId);
    const refuse = (reason: RouteTagRefusal['reason'], otherDatastoreIds: string[] = []): void =>
      void refused.push({ datastoreId, reason, otherDatastoreIds: otherDatastoreIds.sort() });
    if (!PREFIX.test(prefix) || prefix.length > LONGEST_PREFIX) refuse('not-a-prefix');
    else if (configured.has(prefix)) refuse('configured-route');
    else if (others.length > 0) refuse('same-prefix', others);
    else routes.push({ datastoreId, prefix });
  }
  return { routes, refused };
}
