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
export interface JudgedObjects {
  files: PlacedFile[];
  /** `_SUCCESS` and `_manifest.json`. */
  markers: PlacedFile[];
  rejected: { object: ListedVersion; reason: RejectionReason }[];
  /** Placeholders of folders, and companions. */
  leftAlone: number;
  /** Objects of other routes than the one that was asked for. */
  ofOtherRoutes: number;
}

/**
 * Says what Inlet would do with each object, by its name, size and route alone.
 * @param only the name of the one route whose objects are asked for; all where undefined
 */
export function judgeObjects(
  objects: readonly ListedVersion[],
  routes: readonly Route[],
  only: string | undefined,
): JudgedObjects {
  const judged: JudgedObjects = { files: [], markers: [], rejected: [], leftAlone: 0, ofOtherRoutes: 0 };
  for (const object of objects) {
    const place = placeOf(object.key, routes);
    const route = routes.find(({ name }) => name === place?.route.name);
    if (only !== undefined && route?.name !== only) {
      judged.ofOtherRoutes += 1;
      continue;
    }
    const found = classify(object.key, object.size, route?.toleratedNames ?? []);
    if (found.kind === 'rejected') judged.rejected.push({ object, reason: found.reason });
    else if (found.kind === 'placeholder' || found.kind === 'companion') judged.leftAlone += 1;
    else if (!route || !place) judged.rejected.push({ object, reason: 'no-route' });
    else judged[found.kind === 'marker' ? 'markers' : 'files'].push({ object, route, drop: place.drop });
  }
  return judged;
}
