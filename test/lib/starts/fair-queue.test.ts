import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fairTurns, openJobsOf } from '../../../lib/starts/fair-queue.ts';
import type { Import } from '../../../lib/ledger/imports.ts';

const waiting = (datastoreId: string, route: string, index: number): Import => ({
  importId: `imp-${index}`,
  state: 'READY',
  version: 1,
  route,
  drop: 'd/',
  bucket: 'inbox',
  planKey: 'plans/x',
  planSha256: 'f'.repeat(64),
  datastoreId,
  attempt: 1,
  clientToken: 't',
  fileCount: 1,
  bytes: 1,
  createdAt: index,
  waitsFor: [],
});

/** Starts whatever has its turn, until nothing has. */
function startAll(rows: Import[], mostOpen: number, openJobs = openJobsOf([])): Import[] {
  const started: Import[] = [];
  for (const row of fairTurns(rows, openJobs, mostOpen)) {
    openJobs.add(row);
    started.push(row);
  }
  return started;
}

test('a route with a backlog leaves the others their turns', () => {
  const rows = ['a', 'a', 'a', 'a', 'b', 'c'].map((route, index) => waiting('store', route, index));
  expect(startAll(rows, 4).map(({ importId }) => importId)).toEqual(['imp-0', 'imp-4', 'imp-5', 'imp-1']);
});

test('a full data store holds up no other', () => {
  const openJobs = openJobsOf([waiting('full', 'a', 1), waiting('full', 'a', 2)]);
  const rows = [waiting('full', 'a', 3), waiting('free', 'b', 4)];
  expect(startAll(rows, 2, openJobs).map(({ importId }) => importId)).toEqual(['imp-4']);
});

test('thousands that a data store takes none of have their turns, oldest first, each with a few looks at the routes', () => {
  const rows = Array.from({ length: 3000 }, (_, index) => waiting('store', `route-${index % 3}`, index));
  let looks = 0;
  const count = (): number => {
    looks += 1;
    return 0;
  };
  expect([...fairTurns(rows, { count }, 26)]).toEqual(rows);
  expect(looks).toBeLessThanOrEqual(rows.length * 2 * 3);
});

test('no store ever has more jobs than it may, none waits while there is room, and turns differ by one at most', () => {
  const row = fc.tuple(fc.constantFrom('s1', 's2'), fc.constantFrom('a', 'b', 'c'));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (rows, mostOpen) => {
      const all = rows.map(([store, route], index) => waiting(store, route, index));
      const started = startAll(all, mostOpen);
      for (const store of ['s1', 's2']) {
        const of = (from: Import[], route?: string) =>
          from.filter((one) => one.datastoreId === store && (route === undefined || one.route === route))
            .length;
        expect(of(started)).toBe(Math.min(mostOpen, of(all)));
        const counts = ['a', 'b', 'c'].map((route) => [of(started, route), of(all, route)] as const);
        const most = Math.max(...counts.map(([count]) => count));
        for (const [count, there] of counts) expect(count).toBeGreaterThanOrEqual(Math.min(there, most - 1));
      }
    }),
  );
});
