import type { FollowedJob, Import, PausedRoutes } from '../ledger/index.ts';
import { openImports, openJobs, pausedRoutes } from '../ledger/index.ts';
import { decideImport, importFacts, openJobsOf } from '../starts/index.ts';
import type { StatusDeps } from './status-deps.ts';
import { countOf } from '../../errors/index.ts';

/** What all statuses are read against. */
export interface Surroundings {
  paused: PausedRoutes;
  imports: Import[];
  jobs: FollowedJob[];
}

/** Reads pauses, open imports and open jobs once. */
export async function readSurroundings({ ledger, routes }: StatusDeps): Promise<Surroundings> {
  const [paused, imports, jobs] = await Promise.all([
    pausedRoutes(ledger, routes),
    openImports(ledger),
    openJobs(ledger),
  ]);
  return { paused, imports, jobs };
}

/** Why an import is where it is, read against everything else that is open. */
export async function becauseOf(deps: StatusDeps, row: Import, around: Surroundings): Promise<string> {
  const { jobId = '', errorName = 'UnknownError', outcome = '' } = row;
  switch (row.state) {
    case 'PLANNED':
      return 'its files are being assigned to it';
    case 'READY':
    case 'STARTING':
      return whyNotStarted(deps, row, around);
    case 'STARTED': {
      const job = around.jobs.find((open) => open.jobId === jobId);
      return `job ${jobId} is ${job?.status ?? 'not looked at yet'}`;
    }
    case 'START_FAILED':
      return `it was given up (${errorName}); the event of it is on its way`;
    case 'RELEASING':
      return 'one of its files cannot be had: its files go back to their drop';
    case 'ABANDONED':
      return 'one of its files could not be had: the others went back to their drop and are planned anew';
    case 'ENDED':
      return outcome === 'START_FAILED'
        ? `it was given up after ${countOf(row.attempts ?? 0, 'attempt')}: ${errorName}`
        : `its job ended ${outcome}`.trim();
  }
}

/** What start-imports would decide about it now. */
async function whyNotStarted(
  deps: StatusDeps,
  row: Import,
  { paused, imports }: Surroundings,
): Promise<string> {
  const started = openJobsOf(imports.filter(({ state }) => state === 'STARTED'));
  const facts = { pause: paused.get(row.route), openJobs: started.count(row.datastoreId) };
  const { because } = await decideImport(row, importFacts(deps, row, facts));
  return because;
}
