import type { RejectionReason } from '../../../events/index.ts';
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

/** What lies below a prefix, by what Inlet would do with it. */
export interface SortedObjects {
  files: PlacedFile[];
  /** `_SUCCESS` and `_manifest.json`. */
  markers: PlacedFile[];
  rejected: { object: ListedVersion; reason: RejectionReason }[];
  /** Placeholders of folders, and tolerated files. */
  leftAlone: number;
  /** Objects of other routes than the one that was asked for. */
  ofOtherRoutes: number;
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
  const sorted: SortedObjects = { files: [], markers: [], rejected: [], leftAlone: 0, ofOtherRoutes: 0 };
  for (const object of objects) {
    const place = placeOf(object.key, routes);
    const route = routes.find(({ name }) => name === place?.route.name);
    if (only !== undefined && route?.name !== only) {
      sorted.ofOtherRoutes += 1;
      continue;
    }
    const found = classify(object.key, object.size, route?.toleratedNames ?? []);
    if (found.kind === 'rejected') sorted.rejected.push({ object, reason: found.reason });
    else if (found.kind === 'placeholder' || found.kind === 'tolerated') sorted.leftAlone += 1;
    else if (!route || !place) sorted.rejected.push({ object, reason: 'no-route' });
    else sorted[found.kind === 'marker' ? 'markers' : 'files'].push({ object, route, drop: place.drop });
  }
  return sorted;
}
