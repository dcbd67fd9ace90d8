import type { RejectionReason } from '../../../events/index.ts';
import type { ObjectClass } from '../../arrivals/index.ts';
import { classify } from '../../arrivals/index.ts';
import type { ListedVersion } from '../../s3/index.ts';
import type { Route } from '../../routes/index.ts';
import { placeOf } from '../../routes/index.ts';

/** An object of a route, and the drop that it belongs to. */
export interface PlacedFile {
  object: ListedVersion;
  route: Route;
  drop: string;
}

/** How many objects are no data, by why they are none. */
export interface LeftAlone {
  /** Names that begin with "_" or ".", or lie in such a folder. */
  hidden: number;
  /** Names of the route's `toleratedNames`. */
  tolerated: number;
  placeholders: number;
  /** `_SUCCESS` and manifests. */
  markers: number;
  exportLogs: number;
}

/** What lies below a prefix, by what Inlet would do with it. */
export interface SortedObjects {
  files: PlacedFile[];
  /** `_SUCCESS` and `_manifest.json`. */
  markers: PlacedFile[];
  /** What may be a page of a bulk export's manifest, and what it is if not. */
  pages: (PlacedFile & { otherwise: ObjectClass })[];
  rejected: { object: ListedVersion; reason: RejectionReason }[];
  leftAlone: LeftAlone;
  /** Objects of other routes than the one that was asked for. */
  ofOtherRoutes: number;
}

const LEFT_ALONE: Partial<Record<ObjectClass['kind'], keyof LeftAlone>> = {
  placeholder: 'placeholders',
  tolerated: 'tolerated',
  hidden: 'hidden',
};

/** Counts an object that is left alone; false for any other. */
export function leaveAlone(leftAlone: LeftAlone, { kind }: ObjectClass): boolean {
  const as = LEFT_ALONE[kind];
  if (as !== undefined) leftAlone[as] += 1;
  return as !== undefined;
}

/**
 * Says what Inlet would do with each object, by its name, size and route alone.
 * @param only the name of the one route whose objects are asked for; all where undefined
 */
export function sortObjects(
  objects: readonly ListedVersion[],
  routes: readonly Route[],
  only: string | undefined,
): SortedObjects {
  const sorted: SortedObjects = {
    files: [],
    markers: [],
    pages: [],
    rejected: [],
    leftAlone: { hidden: 0, tolerated: 0, placeholders: 0, markers: 0, exportLogs: 0 },
    ofOtherRoutes: 0,
  };
  for (const object of objects) {
    const place = placeOf(object.key, routes);
    const route = routes.find(({ name }) => name === place?.route.name);
    if (only !== undefined && route?.name !== only) {
      sorted.ofOtherRoutes += 1;
      continue;
    }
    const found = classify(object.key, object.size, route);
    if (found.kind === 'rejected') sorted.rejected.push({ object, reason: found.reason });
    else if (leaveAlone(sorted.leftAlone, found)) continue;
    else if (!route || !place) sorted.rejected.push({ object, reason: 'no-route' });
    else if (found.kind === 'manifest-page')
      sorted.pages.push({ object, route, drop: place.drop, otherwise: found.otherwise });
    else sorted[found.kind === 'marker' ? 'markers' : 'files'].push({ object, route, drop: place.drop });
  }
  return sorted;
}
