import { dropName } from '../routes/index.ts';
import { decideDrop, dropFacts } from '../drops/index.ts';
import type { Drop } from '../ledger/index.ts';
import { openDrops, pendingArrivals } from '../ledger/index.ts';
import { importBrief, jobBrief } from './briefs.ts';
import type { DropStatus, JobBrief, Overview } from './document.ts';
import type { EndedFilter } from './ended-imports.ts';
import { LAST_TEN, readEnded } from './ended-imports.ts';
import { missingOf } from './missing-files.ts';
import { nextStepOfOverview } from './next-step.ts';
import { readOpenExports } from './exports/export-status.ts';
import { readOpenRequests } from './open-requests.ts';
import type { StatusDeps } from './status-deps.ts';
import { isoTime, isoTimeOrNull } from './status-deps.ts';
import type { Surroundings } from './surroundings.ts';
import { becauseOf, readSurroundings } from './surroundings.ts';

/** Reads all that is open: drops, imports, exports, jobs, requests, data stores, and paused routes. */
export async function readOverview(deps: StatusDeps, filter: EndedFilter = LAST_TEN): Promise<Overview> {
  const around = await readSurroundings(deps);
  const drops: DropStatus[] = [];
  for await (const drop of openDrops(deps.ledger)) {
    const waiting = await stillWaiting(deps, drop);
    if (waiting) drops.push(await dropStatus(deps, waiting, around));
  }
  const imports = [];
  for (const row of around.imports) {
    imports.push(importBrief(row, await becauseOf(deps, row, around)));
  }
  const jobs = around.jobs.filter(({ kind }) => kind !== 'export').map(jobBrief);
  const exported = await readOpenExports(deps);
  const found = {
    pausedRoutes: [...around.paused.values()].map(({ route, since, reason = null }) => ({
      route,
      since: isoTime(since),
      reason,
    })),
    drops,
    imports,
    jobs,
    ended: await readEnded(deps, filter),
    ...exported,
    ...(await readOpenRequests(deps)),
  };
  return {
    kind: 'overview',
    schemaVersion: '1',
    stage: deps.stage,
    at: isoTime(deps.now()),
    ...found,
    totals: {
      drops: drops.length,
      waitingFiles: sum(drops.map(({ files }) => files)),
      waitingBytes: sum(drops.map(({ bytes }) => bytes)),
      imports: imports.length,
      jobs: jobs.length,
      exports: exported.exports.length,
      ...resourcesOf(jobs),
    },
    nextStep: nextStepOfOverview(deps, found),
  };
}

/**
 * The drop where it has anything to wait for. The row of one that was closed stays for a while, in case the index was
 * late; its count is of files that nobody has seen, so the files themselves are counted.
 */
async function stillWaiting({ ledger }: StatusDeps, drop: Drop): Promise<Drop | undefined> {
  if (drop.firstRecordedAt !== undefined || drop.firstSeenAt !== undefined) return drop;
  const left = await Array.fromAsync(pendingArrivals(ledger, { route: drop.route, drop: drop.drop }));
  if (left.length === 0) return undefined;
  return { ...drop, fileCount: left.length, bytes: sum(left.map(({ size }) => size)) };
}

async function dropStatus(deps: StatusDeps, drop: Drop, { paused }: Surroundings): Promise<DropStatus> {
  const decision = await decideDrop(drop, dropFacts(deps, drop, paused));
  const { closes, because } = decision;
  return {
    route: drop.route,
    drop: dropName(drop.drop),
    files: drop.fileCount,
    bytes: drop.bytes,
    firstRecordedAt: isoTimeOrNull(drop.firstRecordedAt),
    hidden:
      drop.hiddenObjects === undefined
        ? null
        : { objects: drop.hiddenObjects, example: drop.hiddenExample ?? '' },
    closes,
    because,
    missing: missingOf(decision),
  };
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

const resourcesOf = (
  jobs: readonly JobBrief[],
): Pick<Overview['totals'], 'resourcesScanned' | 'resourcesImported' | 'resourcesWithErrors'> => ({
  resourcesScanned: sum(jobs.map(({ progress }) => progress?.resourcesScanned ?? 0)),
  resourcesImported: sum(jobs.map(({ progress }) => progress?.resourcesImported ?? 0)),
  resourcesWithErrors: sum(jobs.map(({ progress }) => progress?.resourcesWithErrors ?? 0)),
});
