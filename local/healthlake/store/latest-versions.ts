import { typeNumber } from '../../../fhir/index.ts';
import { boundLimit } from '../../ground/index.ts';
import type { VersionPlace } from './schema.ts';
import { IS_NEW, PLACE_COLUMNS, deletionsOf } from './schema.ts';
import type { PastVersion, RowOfResource } from './past-version.ts';
import type { FhirStore } from './store.ts';

/** The next of a type's resources that are there, each by the row of its newest version, below a row and the highest first: what an index knows. */
export type NewestBelow = (row: number, limit: number) => readonly RowOfResource[];

/** The versions of all resources of a type, the newest first. */
export type LatestVersions = (
  datastoreId: string,
  resourceType: string,
  newestBelow: NewestBelow,
) => Iterable<PastVersion | undefined>;

/** Rows that are read at once. */
const CHUNK = 100;

/** A row whose turn comes; those before it of its resource follow from it. */
interface Head extends RowOfResource {
  until: number | undefined;
}

/**
 * Reads a history along the rows, which rise with the time: of each resource the newest version is known by an index, or its deletion by that of the
 * deletions; each version leads to the one before it. A deletion of another type is undefined in between: whoever reads sees how much is looked at.
 */
export function latestVersions(store: FhirStore): LatestVersions {
  const { database } = store;
  const version = database.prepare(
    `SELECT v.previous, ${IS_NEW} AS isNew, ${PLACE_COLUMNS} FROM versions AS v WHERE v.row = ?`,
  );
  const deletions = database.prepare(
    `SELECT row FROM versions WHERE length = 0 AND segment = ? AND row < ? ORDER BY row DESC ${boundLimit('?')}`,
  );
  const versionAt = (row: number) =>
    version.get(row) as unknown as (VersionPlace & { previous: number | null; isNew: number }) | undefined;

  /** Whose deletion a row is: the version before it says so. */
  const deleted = (row: number): { resourceType: unknown; id: string } | undefined => {
    let before = versionAt(row);
    while (before?.length === 0) before = versionAt(before.previous ?? 0);
    return (
      before && (JSON.parse(store.bodyAt(before).toString('utf8')) as { resourceType: unknown; id: string })
    );
  };

  return function* (datastoreId, resourceType, newestBelow) {
    if (typeNumber(resourceType) === undefined) return;
    const segment = deletionsOf(store.existing(datastoreId));
    const there = inChunks(newestBelow);
    const gone = inChunks((row, limit) =>
      deletions.all(segment, row, limit).map((each) => ({ row: Number(each.row), id: '' })),
    );
    /** Past versions of resources that have had their turn, the highest row last. */
    const past: Head[] = [];
    for (;;) {
      const row = Math.max(there.row(), gone.row(), past.at(-1)?.row ?? 0);
      if (row === 0) return;
      const isDeletion = gone.row() === row;
      if (isDeletion) gone.pass();
      const head = past.at(-1)?.row === row ? past.pop() : there.row() === row ? there.pass() : undefined;
      const of = head ?? deleted(row);
      const place = versionAt(row);
      if (!place || !of || ('resourceType' in of && of.resourceType !== resourceType)) {
        yield undefined;
        continue;
      }
      const { id } = of;
      const { previous, lastUpdated, version: number } = place;
      yield {
        ...{
          resourceType,
          id,
          row,
          version: number,
          lastUpdated,
          until: head?.until,
          isDeletion,
          isNew: place.isNew === 1,
        },
        get body() {
          return store.bodyAt(place);
        },
      };
      if (previous !== null) insert(past, { row: previous, id, until: lastUpdated });
    }
  };
}

/** Rows of a chunk after the other; row 0 is behind the last. */
function inChunks(below: NewestBelow) {
  let chunk: readonly RowOfResource[] = below(Number.MAX_SAFE_INTEGER, CHUNK);
  let at = 0;
  return {
    row: (): number => chunk[at]?.row ?? 0,
    pass(): Head | undefined {
      const passed = chunk[at++];
      if (passed && at === chunk.length && chunk.length === CHUNK)
        [chunk, at] = [below(passed.row, CHUNK), 0];
      return passed && { ...passed, until: undefined };
    },
  };
}

/** Into a list by rising rows. */
function insert(heads: Head[], head: Head): void {
  let at = heads.length;
  while (at > 0 && (heads[at - 1]?.row ?? 0) > head.row) at--;
  heads.splice(at, 0, head);
}
