import type { ListedVersion } from '../../s3/index.ts';
import type { ArrivalDeps } from '../../arrivals/index.ts';
import { recordListing } from '../../arrivals/index.ts';
import { knownFormat } from '../../ledger/index.ts';
import type { SortedObjects, PlacedFile } from './sort-objects.ts';

/** What recording needs from outside. */
export interface BackfillDeps extends Omit<ArrivalDeps, 'ledgerFormat'> {
  inboxBucket: string;
  /** Called after each batch with how many files are recorded so far. */
  onProgress?: (recorded: number) => void;
}

/** What is to be recorded. */
export interface Backfill extends Pick<SortedObjects, 'markers' | 'rejected'> {
  fresh: readonly PlacedFile[];
  /** Recorded before, by S3's event or by a backfill that was cut off: their drops are updated once more. */
  pending: readonly PlacedFile[];
}

/** Objects recorded between two updates of their drops. */
const BATCH = 500;

/**
 * Records what lies in the inbox as S3's events would have; start-imports does the rest. Files first, batch by batch, so
 * that a drop knows of what is recorded even if this is cut off; then what is rejected, then the markers, which close
 * their drops. Doing it again after a cut finds the files pending and has their drops updated.
 * @returns how many files became arrivals; the others were recorded by their events meanwhile
 * @throws FixableError LedgerIsNewer where a later version has worked on the ledger
 */
export async function recordBackfill(stage: BackfillDeps, backfill: Backfill): Promise<number> {
  const deps = { ...stage, ledgerFormat: await knownFormat(stage.ledger) };
  const files = [...backfill.fresh, ...backfill.pending].map(({ object }) => object);
  const isFresh = new Set(backfill.fresh.map(({ object }) => object.key));
  let recorded = 0;
  for (let from = 0; from < files.length; from += BATCH) {
    const outcomes = await record(deps, files.slice(from, from + BATCH));
    recorded += outcomes.filter(
      ({ key, recorded: { kind } }) => kind === 'recorded' && isFresh.has(key),
    ).length;
    deps.onProgress?.(recorded);
  }
  const rejected = backfill.rejected.filter(({ reason }) => !BY_MANIFEST.has(reason));
  for (let from = 0; from < rejected.length; from += BATCH) {
    await record(
      deps,
      rejected.slice(from, from + BATCH).map(({ object }) => object),
    );
  }
  await record(deps, markersWithWork(backfill));
  return recorded;
}

/**
 * Files that a manifest rejects look like any other: their drop's marker decides on them when it closes. A manifest that cannot
 * be read is one of the markers.
 */
const BY_MANIFEST: ReadonlySet<string> = new Set([
  'manifest-unreadable',
  'bulk-export-error',
  'bulk-export-deleted',
  'not-in-manifest',
]);

const record = (deps: BackfillDeps & ArrivalDeps, objects: readonly ListedVersion[]) =>
  recordListing(deps, deps.inboxBucket, objects);

/** A marker whose drop has nothing new says nothing: it would open a drop without files. */
function markersWithWork({ fresh, pending, markers }: Backfill): ListedVersion[] {
  const idOf = ({ route, drop }: PlacedFile): string => JSON.stringify([route.name, drop]);
  const withWork = new Set([...fresh, ...pending].map(idOf));
  return markers.filter((marker) => withWork.has(idOf(marker))).map(({ object }) => object);
}
