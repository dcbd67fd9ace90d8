import type { Import } from '../ledger/index.ts';

/** How many jobs are open, by data store and by route of it. */
export interface OpenJobs {
  /** Those of one route, or of the whole data store. */
  count: (datastoreId: string, route?: string) => number;
  add: (job: Pick<Import, 'datastoreId' | 'route'>) => void;
}

export function openJobsOf(jobs: Iterable<Pick<Import, 'datastoreId' | 'route'>>): OpenJobs {
  const counts = new Map<string, number>();
  const idOf = (datastoreId: string, route?: string): string => JSON.stringify([datastoreId, route]);
  const count: OpenJobs['count'] = (datastoreId, route) => counts.get(idOf(datastoreId, route)) ?? 0;
  const add: OpenJobs['add'] = ({ datastoreId, route }) => {
    counts.set(idOf(datastoreId), count(datastoreId) + 1);
    counts.set(idOf(datastoreId, route), count(datastoreId, route) + 1);
  };
  for (const job of jobs) add(job);
  return { count, add };
}

/**
 * Whose turn it is: the oldest import of the route that has the fewest open jobs on its data store, so that a route
 * with a backlog leaves the others their turns. None where all stores are full.
 * @param waiting oldest first
 * @param mostOpen how many jobs a data store may have open
 */
export function nextToStart(
  waiting: Iterable<Import>,
  openJobs: OpenJobs,
  mostOpen: number,
): Import | undefined {
  let next: Import | undefined;
  let fewest = Infinity;
  for (const row of waiting) {
    if (openJobs.count(row.datastoreId) >= mostOpen) continue;
    const ofRoute = openJobs.count(row.datastoreId, row.route);
    if (ofRoute >= fewest) continue;
    next = row;
    fewest = ofRoute;
  }
  return next;
}
