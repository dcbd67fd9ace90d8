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
 * Whose turn it is, one by one: the oldest import of the route that has the fewest open jobs on its data store, so that a route
 * with a backlog leaves the others their turns. Ends where all stores of those that are left are full. Of each route only its oldest
 * is compared: thousands may wait for a data store that takes none, and each of them has its turn.
 * @param waiting oldest first
 * @param openJobs read anew at each turn: what was started in the one before counts
 * @param mostOpen how many jobs a data store may have open
 */
export function* fairTurns(
  waiting: readonly Import[],
  openJobs: Pick<OpenJobs, 'count'>,
  mostOpen: number,
): Generator<Import, void> {
  const byRoute = Map.groupBy(waiting.entries(), ([, { datastoreId, route }]) =>
    JSON.stringify([datastoreId, route]),
  );
  const lines = [...byRoute.values()].map((line) => line.toReversed());
  for (;;) {
    const heads = lines.flatMap((line) => {
      const [age, row] = line.at(-1) ?? [];
      if (!row || age === undefined || openJobs.count(row.datastoreId) >= mostOpen) return [];
      return { line, row, age, ofRoute: openJobs.count(row.datastoreId, row.route) };
    });
    const [first] = heads.sort((a, b) => a.ofRoute - b.ofRoute || a.age - b.age);
    if (!first) return;
    first.line.pop();
    yield first.row;
  }
}
