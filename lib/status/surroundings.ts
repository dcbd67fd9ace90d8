import type { FollowedJob, Import, PausedRoutes } from '../ledger/index.ts';
import { getImport, isEnded, openImports, openJobs, pausedRoutes } from '../ledger/index.ts';
import type { StatusReader } from './status-reader.ts';
import { withoutRoute } from './status-reader.ts';
import { whyImportWaits } from './why-import-waits.ts';

/** What all statuses are read against. */
export interface Surroundings {
  paused: PausedRoutes;
  imports: Import[];
  jobs: FollowedJob[];
}

/** Reads pauses, open imports and open jobs once. */
export async function readSurroundings({ ledger, routes }: StatusReader): Promise<Surroundings> {
  const [paused, imports, jobs] = await Promise.all([
    pausedRoutes(ledger, routes),
    openImports(ledger),
    openJobs(ledger),
  ]);
  return { paused, imports, jobs };
}

/** Why an import stands where it stands, read against everything else that is open. */
export async function becauseOf(
  reader: StatusReader,
  row: Import,
  { paused, imports, jobs }: Surroundings,
): Promise<string> {
  const { ledger, routes, now, maxOpenJobsPerDataStore } = reader;
  const older = await Promise.all(row.waitsFor.map((importId) => getImport(ledger, importId)));
  const started = imports.filter(
    ({ state, datastoreId }) => state === 'STARTED' && datastoreId === row.datastoreId,
  );
  return whyImportWaits(row, {
    withoutRoute: routes.some(({ name }) => name === row.route) ? undefined : withoutRoute(reader, row.route),
    pause: paused.get(row.route),
    openOlder: older.flatMap((found) => (found && !isEnded(found) ? [found.importId] : [])),
    openJobs: started.length,
    mostOpenJobs: maxOpenJobsPerDataStore,
    job: jobs.find(({ jobId }) => jobId === row.jobId),
    now: now(),
  });
}
