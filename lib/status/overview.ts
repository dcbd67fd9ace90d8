import { dropName } from '../routes/index.ts';
import { whyOpen } from '../drops/index.ts';
import type { Drop } from '../ledger/index.ts';
import { openDrops, pendingArrivals } from '../ledger/index.ts';
import { importBrief, jobBrief } from './briefs.ts';
import type { DropStatus, JobBrief, Overview } from './document.ts';
import { nextStepOfOverview } from './next-step.ts';
import type { StatusReader } from './status-reader.ts';
import { isoTime, isoTimeOrNull, withoutRoute } from './status-reader.ts';
import type { Surroundings } from './surroundings.ts';
import { becauseOf, readSurroundings } from './surroundings.ts';

/** Reads all that is open: drops, imports, jobs, and paused routes. */
export async function readOverview(reader: StatusReader): Promise<Overview> {
  const around = await readSurroundings(reader);
  const drops: DropStatus[] = [];
  for await (const drop of openDrops(reader.ledger)) {
    const waiting = await stillWaiting(reader, drop);
    if (waiting) drops.push(await dropStatus(reader, waiting, around));
  }
  const imports = [];
  for (const row of around.imports) {
    imports.push(importBrief(row, await becauseOf(reader, row, around)));
  }
  const jobs = around.jobs.map(jobBrief);
  const found = {
    pausedRoutes: [...around.paused.values()].map(({ route, since, reason = null }) => ({
      route,
      since: isoTime(since),
      reason,
    })),
    drops,
    imports,
    jobs,
  };
  return {
    kind: 'overview',
    schemaVersion: '1',
    stage: reader.stage,
    at: isoTime(reader.now()),
    ...found,
    totals: {
      drops: drops.length,
      waitingFiles: sum(drops.map(({ files }) => files)),
      waitingBytes: sum(drops.map(({ bytes }) => bytes)),
      imports: imports.length,
      jobs: jobs.length,
      ...resourcesOf(jobs),
    },
    nextStep: nextStepOfOverview(found, reader.inboxBucket),
  };
}

/**
 * The drop where it has anything to wait for. The row of one that was closed stays for a while, in case the index was
 * late; its count is of files that nobody has seen, so the files themselves are counted.
 */
async function stillWaiting({ ledger }: StatusReader, drop: Drop): Promise<Drop | undefined> {
  if (drop.firstRecordedAt !== undefined) return drop;
  const left = await Array.fromAsync(pendingArrivals(ledger, drop.route, drop.drop));
  if (left.length === 0) return undefined;
  return { ...drop, fileCount: left.length, bytes: sum(left.map(({ size }) => size)) };
}

async function dropStatus(reader: StatusReader, drop: Drop, { paused }: Surroundings): Promise<DropStatus> {
  const route = reader.routes.find(({ name }) => name === drop.route);
  const standing = route
    ? await whyOpen(reader, drop, route, paused.get(drop.route))
    : { closes: false, because: withoutRoute(reader, drop.route) };
  return {
    route: drop.route,
    drop: dropName(drop.drop),
    files: drop.fileCount,
    bytes: drop.bytes,
    firstRecordedAt: isoTimeOrNull(drop.firstRecordedAt),
    closes: standing.closes,
    because: standing.because,
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
