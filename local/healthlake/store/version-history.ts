import { typeNumber } from '../../../fhir/index.ts';
import { boundLimit } from '../../ground/index.ts';
import type { LatestVersions } from './latest-versions.ts';
import { latestVersions } from './latest-versions.ts';
import type { RowTimes } from './row-times.ts';
import { rowTimes } from './row-times.ts';
import type { VersionPlace } from './schema.ts';
import { IS_NEW, PLACE_COLUMNS } from './schema.ts';
import type { PastVersion } from './past-version.ts';
import type { FhirStore } from './store.ts';

/** The versions of resources, the newest first. */
export interface VersionHistory {
  /** Those of one resource. */
  ofResource(datastoreId: string, resourceType: string, id: string): Iterable<PastVersion>;
  /**
   * Those of the next resources of a type behind an id: each piece has the versions of up to `size` of them.
   * @param updatedSince resources that were not written since then are passed over, epoch milliseconds
   * @param above versions up to this row are passed over
   */
  ofType(
    datastoreId: string,
    resourceType: string,
    behind: string,
    size: number,
    updatedSince: number,
    above: number,
  ): { versions: Iterable<PastVersion>; lastId: string | undefined };
  latest: LatestVersions;
  /** The row of the version that was written last, of all data stores; 0 where there is none. */
  lastRow: () => number;
  times: RowTimes;
}

interface Row extends VersionPlace {
  row: number;
  id: string;
  until: number | null;
  isNew: number;
}

/** Follows each resource from its newest version back, to a row that is its last value. */
const chainOf = (from: string): string => `
  WITH RECURSIVE chain (id, row, until) AS (
    ${from}
    UNION ALL
    SELECT chain.id, v.previous, v.last_updated FROM chain JOIN versions AS v ON v.row = chain.row
    WHERE v.previous > ?)
  SELECT chain.id, chain.row, chain.until, ${IS_NEW} AS isNew, ${PLACE_COLUMNS} FROM chain JOIN versions AS v ON v.row = chain.row
  ORDER BY chain.row DESC`;

export function versionHistory(store: FhirStore): VersionHistory {
  const { database } = store;
  const one = `SELECT id, row, NULL FROM newest WHERE store = ? AND type = ? AND id = ?`;
  const some = `
    SELECT newest.id, newest.row, NULL FROM newest JOIN versions AS v ON v.row = newest.row
    WHERE newest.store = ? AND newest.type = ? AND newest.id > ? AND newest.id <= ? AND v.last_updated >= ?
      AND newest.row > ?`;
  const lastOf = database.prepare(
    `SELECT max(id) AS id FROM (SELECT id FROM newest WHERE store = ? AND type = ? AND id > ? ORDER BY id ${boundLimit('?')})`,
  );

  const last = database.prepare("SELECT seq AS row FROM sqlite_sequence WHERE name = 'versions'");

  function* versions(sql: string, resourceType: string, values: (string | number)[]): Generator<PastVersion> {
    // A statement of its own: whoever reads it may stop half way.
    for (const found of database.prepare(chainOf(sql)).iterate(...values)) {
      const { row, id, until, isNew, ...place } = found as unknown as Row;
      const { version, lastUpdated, length } = place;
      yield {
        ...{ resourceType, id, row, version, lastUpdated, until: until ?? undefined },
        isDeletion: length === 0,
        isNew: isNew === 1,
        get body() {
          return store.bodyAt(place);
        },
      };
    }
  }

  return {
    ofResource: (datastoreId, resourceType, id) =>
      versions(one, resourceType, [store.existing(datastoreId), typeNumber(resourceType) ?? -1, id, 0]),
    latest: latestVersions(store),
    lastRow: () => (last.get() as { row: number } | undefined)?.row ?? 0,
    times: rowTimes(store),
    ofType(datastoreId, resourceType, behind, size, updatedSince, above) {
      const of = [store.existing(datastoreId), typeNumber(resourceType) ?? -1] as const;
      const { id } = lastOf.get(...of, behind, size) as { id: string | null };
      const lastId = id ?? undefined;
      return {
        versions: versions(some, resourceType, [...of, behind, lastId ?? behind, updatedSince, above, above]),
        lastId,
      };
    },
  };
}
