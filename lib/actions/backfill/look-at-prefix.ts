import { adviceOnRejection } from '../../../events/index.ts';
import type { ListedVersion } from '../../s3/index.ts';
import { listCurrentVersions } from '../../s3/index.ts';
import type { Route } from '../../routes/index.ts';
import type { KeyDeps } from '../../arrivals/index.ts';
import { applyMarkers } from './apply-markers.ts';
import type { BackfillDocument } from './document.ts';
import { sortObjects } from './sort-objects.ts';
import { knownAlready } from './known-already.ts';
import { planBackfill } from './plan-backfill.ts';
import type { Backfill } from './record-backfill.ts';

/** What looking needs from outside. */
export interface PrefixDeps extends KeyDeps {
  stage: string;
  routes: readonly Route[];
  inboxBucket: string;
  maxOpenJobsPerDataStore: number;
  /** Epoch milliseconds. */
  now: () => number;
}

/** The most rejected objects that are listed by name. */
const MOST_REJECTED = 100;

/** What a look found: the work, and what is said of it so far. */
export interface PrefixLook {
  backfill: Backfill;
  found: Omit<BackfillDocument, 'dryRun' | 'sample' | 'recorded' | 'nextStep'>;
}

/** Lists a prefix of the inbox and plans what start-imports would make of it. Changes nothing. */
export async function lookAtPrefix(
  deps: PrefixDeps,
  prefix: string,
  route: string | undefined,
): Promise<PrefixLook> {
  const { s3, inboxBucket } = deps;
  const at = new Date(deps.now()).toISOString();
  const objects: ListedVersion[] = [];
  for await (const object of listCurrentVersions(s3, inboxBucket, prefix)) objects.push(object);
  const sorted = await applyMarkers(s3, inboxBucket, sortObjects(objects, deps.routes, route));
  const known = await knownAlready(deps, inboxBucket, sorted.files);
  const { drops, limits } = planBackfill(known.fresh, deps.maxOpenJobsPerDataStore);
  return {
    backfill: { ...sorted, fresh: known.fresh, pending: known.pending },
    found: {
      kind: 'backfill',
      schemaVersion: '1',
      stage: deps.stage,
      at,
      bucket: inboxBucket,
      prefix,
      route: route ?? null,
      totals: {
        objects: objects.length,
        files: known.fresh.length,
        bytes: known.fresh.reduce((sum, { object }) => sum + object.size, 0),
        jobs: drops.reduce((sum, { jobs }) => sum + jobs, 0),
        pending: known.pending.length,
        importing: known.importing.length,
        imported: known.imported.length,
        failed: known.failed.length,
        rejected: sorted.rejected.length,
        leftAlone: Object.values<number>({ ...sorted.leftAlone }).reduce((sum, count) => sum + count, 0),
        ofOtherRoutes: sorted.ofOtherRoutes,
      },
      leftAlone: sorted.leftAlone,
      drops,
      limits,
      incompleteManifests: sorted.incomplete,
      rejected: sorted.rejected.slice(0, MOST_REJECTED).map(({ object: { key, size }, reason }) => ({
        key,
        bytes: size,
        reason,
        advice: adviceOnRejection(reason, key),
      })),
      failedImports: known.failedImports,
    },
  };
}
