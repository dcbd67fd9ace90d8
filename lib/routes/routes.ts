import type { Route as ConfiguredRoute } from '../../config/index.ts';
import type { RoutePause } from '../ledger/index.ts';

export type { ConfiguredRoute };

/** A route with everything filled in: the configuration's own members, or the stack's where it names none. */
export type Route = Required<Omit<ConfiguredRoute, 'dataStore'>> & {
  /** Of its data store: 32 hexadecimal digits. */
  datastoreId: string;
};

/** What the stack has for routes that name none of their own. */
export type StackDefaults = Pick<Route, 'dataAccessRoleArn' | 'kmsKeyId'>;

/** Fills routes in; those whose data store is not known are left out. */
export const routesOf = (
  configured: readonly ConfiguredRoute[],
  stack: StackDefaults,
  datastoreIds: ReadonlyMap<string, string>,
): Route[] =>
  configured.flatMap(({ dataStore: _dataStore, ...route }) => {
    const datastoreId = datastoreIds.get(route.name);
    return datastoreId === undefined ? [] : { ...stack, ...route, datastoreId };
  });

/** A stage's routes as they can be used now. */
export interface KnownRoutes {
  routes: readonly Route[];
  /** Routes whose data store is not known now, with the error's name. */
  unresolvedRoutes: ReadonlyMap<string, string>;
}

/** A route, or why nothing can go on for it. */
export type FoundRoute =
  { route: Route } | { route: undefined; because: string; errorName?: string | undefined };

/** Finds the route of a drop or an import, which a new configuration may have left out. */
export function findRoute({ routes, unresolvedRoutes }: KnownRoutes, name: string): FoundRoute {
  const route = routes.find((known) => known.name === name);
  if (route) return { route };
  const errorName = unresolvedRoutes.get(name);
  return errorName === undefined
    ? { route: undefined, because: `the configuration has no route "${name}" any more` }
    : { route: undefined, because: `its route has no data store (${errorName})`, errorName };
}

/** "its route is paused since 2026-01-31T12:00:00.000Z: reason". */
export const pausedText = ({ since, reason }: RoutePause, opening = 'its route is'): string =>
  `${opening} paused since ${new Date(since).toISOString()}${reason === undefined ? '' : `: ${reason}`}`;

/** The drop of files that lie directly under their route's prefix. No folder's drop can have this name: those end in "/". */
export const LOOSE = '.';

/** Which route and which drop an object belongs to. */
export interface Place {
  route: Pick<ConfiguredRoute, 'name' | 'prefix' | 'toleratedNames'> &
    Partial<Pick<ConfiguredRoute, 'hiddenNames'>>;
  /** {@link LOOSE}, or the first folder below the route's prefix, with its closing "/". */
  drop: string;
}

/** Finds an object's place: the longest prefix that its key begins with; undefined where no route takes it. */
export function placeOf(key: string, routes: readonly Place['route'][]): Place | undefined {
  let best: Place['route'] | undefined;
  for (const route of routes) {
    if (key.startsWith(route.prefix) && route.prefix.length >= (best?.prefix.length ?? 0)) best = route;
  }
  if (!best) return undefined;
  const below = key.slice(best.prefix.length);
  const slash = below.indexOf('/');
  return { route: best, drop: slash < 0 ? LOOSE : below.slice(0, slash + 1) };
}

/** The folder that a drop's files lie in; undefined for loose files, which have none of their own. */
export const folderOf = (route: Pick<Route, 'prefix'>, drop: string): string | undefined =>
  drop === LOOSE ? undefined : `${route.prefix}${drop}`;

/** The drop's name as people know it; null for loose files. */
export const dropName = (drop: string): string | null => (drop === LOOSE ? null : drop.slice(0, -1));
