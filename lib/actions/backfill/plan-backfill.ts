import { portions } from '../../plans/index.ts';
import type { Route } from '../../routes/index.ts';
import { dropName } from '../../routes/index.ts';
import type { PlacedFile } from './sort-objects.ts';
import { countOf } from '../../../errors/index.ts';

/** One drop of a backfill. */
export interface PlannedDrop {
  route: string;
  /** Null for loose files. */
  drop: string | null;
  datastoreId: string;
  files: number;
  bytes: number;
  jobs: number;
}

/** A limit that the plan meets, and what comes of it. */
export interface MetLimit {
  limit: 'maxFiles' | 'maxBytes' | 'file-over-maxBytes' | 'jobs-per-data-store';
  /** The drop's folder, the file's key or the data store's id. */
  where: string;
  /** In a sentence. */
  text: string;
}

export interface BackfillPlan {
  drops: PlannedDrop[];
  limits: MetLimit[];
}

/**
 * Plans what lies there as start-imports would: drop by drop, in as few jobs as the routes' limits allow. Pure.
 * @param mostOpenJobs of one data store at a time
 */
export function planBackfill(files: readonly PlacedFile[], mostOpenJobs: number): BackfillPlan {
  const drops: PlannedDrop[] = [];
  const limits: MetLimit[] = [];
  const grouped = Map.groupBy(files, ({ route, drop }) => JSON.stringify([route.name, drop]));
  for (const group of grouped.values()) {
    const [first] = group;
    if (!first) continue;
    const planned = dropOf(first.route, first.drop, group);
    drops.push(planned);
    limits.push(...limitsOf(first.route, planned, group));
  }
  return { drops, limits: [...limits, ...storeLimits(drops, mostOpenJobs)] };
}

function dropOf(route: Route, drop: string, files: readonly PlacedFile[]): PlannedDrop {
  return {
    route: route.name,
    drop: dropName(drop),
    datastoreId: route.datastoreId,
    files: files.length,
    bytes: files.reduce((sum, { object }) => sum + object.size, 0),
    jobs: portions(
      files.map(({ object }) => object),
      route,
    ).length,
  };
}

function limitsOf(
  { maxFiles, maxBytes, prefix }: Route,
  { drop, files, bytes, jobs }: PlannedDrop,
  group: readonly PlacedFile[],
): MetLimit[] {
  const where = drop === null ? `${prefix}(loose files)` : `${prefix}${drop}/`;
  const limits: MetLimit[] = [];
  if (files > maxFiles) {
    limits.push({
      limit: 'maxFiles',
      where,
      text: `${countOf(files, 'file')} are more than the route's maxFiles (${maxFiles}): ${countOf(jobs, 'job')}`,
    });
  }
  if (bytes > maxBytes) {
    limits.push({
      limit: 'maxBytes',
      where,
      text: `${countOf(bytes, 'byte')} are more than the route's maxBytes (${maxBytes}): ${countOf(jobs, 'job')}`,
    });
  }
  for (const { object } of group) {
    if (object.size <= maxBytes) continue;
    limits.push({
      limit: 'file-over-maxBytes',
      where: object.key,
      text: `${countOf(object.size, 'byte')} are more than the route's maxBytes (${maxBytes}): a job of its own`,
    });
  }
  return limits;
}

function storeLimits(drops: readonly PlannedDrop[], mostOpenJobs: number): MetLimit[] {
  const jobsOf = new Map<string, number>();
  for (const { datastoreId, jobs } of drops) jobsOf.set(datastoreId, (jobsOf.get(datastoreId) ?? 0) + jobs);
  return [...jobsOf].flatMap(([datastoreId, jobs]) =>
    jobs <= mostOpenJobs
      ? []
      : [
          {
            limit: 'jobs-per-data-store' as const,
            where: datastoreId,
            text: `${countOf(jobs, 'job')} are more than are open at a time (maxOpenJobsPerDataStore: ${mostOpenJobs}): the others wait`,
          },
        ],
  );
}
