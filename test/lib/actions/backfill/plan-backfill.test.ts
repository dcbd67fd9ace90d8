import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sortObjects } from '../../../../lib/actions/backfill/sort-objects.ts';
import { planBackfill } from '../../../../lib/actions/backfill/plan-backfill.ts';
import { testRoute } from '../../../support/routes.ts';

const object = (key: string, size = 10) => ({ key, size, etag: 'e', versionId: 'v', lastModified: 0 });
const routes = [testRoute(), testRoute({ name: 'lab', prefix: 'lab/', datastoreId: 'e'.repeat(32) })];

describe('what lies below a prefix', () => {
  test('is sorted by name, size and route, and every object once', () => {
    const sorted = sortObjects(
      [
        object('n/a.ndjson'),
        object('n/_SUCCESS', 0),
        object('n/LICENSE'),
        object('n/', 0),
        object('n/b.json'),
        object('n/empty.ndjson', 0),
        object('lab/c.ndjson'),
      ],
      routes,
      undefined,
    );
    expect(sorted.files.map(({ object: { key }, route, drop }) => [key, route.name, drop])).toEqual([
      ['n/a.ndjson', 'default', 'n/'],
      ['lab/c.ndjson', 'lab', '.'],
    ]);
    expect(sorted.markers.map(({ object: { key } }) => key)).toEqual(['n/_SUCCESS']);
    expect(sorted.rejected.map(({ object: { key }, reason }) => [key, reason])).toEqual([
      ['n/b.json', 'json-not-ndjson'],
      ['n/empty.ndjson', 'empty'],
    ]);
    expect(sorted).toMatchObject({
      leftAlone: { tolerated: 1, placeholders: 1, hidden: 0 },
      ofOtherRoutes: 0,
    });
  });

  test('is counted apart where it is of another route than asked for', () => {
    const sorted = sortObjects([object('n/a.ndjson'), object('lab/c.ndjson')], routes, 'lab');
    expect([sorted.files.length, sorted.ofOtherRoutes]).toEqual([1, 1]);
  });

  test('is rejected where no route takes it', () => {
    expect(sortObjects([object('a.ndjson')], routes.slice(1), undefined).rejected).toMatchObject([
      { reason: 'no-route' },
    ]);
  });
});

describe('the plan of a backfill', () => {
  const planOf = (objects: ReturnType<typeof object>[], route = testRoute()) =>
    planBackfill(sortObjects(objects, [route], undefined).files, 20);
  const numbered = (count: number, size = 1, folder = 'd/') =>
    Array.from({ length: count }, (_, index) => object(`${folder}${index}.ndjson`, size));

  test('has the jobs that start-imports would make of each drop', () => {
    expect(planOf([...numbered(3), object('loose.ndjson', 7)]).drops).toEqual([
      { route: 'default', drop: 'd', datastoreId: 'd'.repeat(32), files: 3, bytes: 3, jobs: 1 },
      { route: 'default', drop: null, datastoreId: 'd'.repeat(32), files: 1, bytes: 7, jobs: 1 },
    ]);
  });

  test.each([
    ['maxFiles', numbered(101), testRoute(), 'd/', 2],
    ['maxBytes', numbered(3, 400_000), testRoute(), 'd/', 2],
    ['file-over-maxBytes', [object('d/big.ndjson', 1_000_001)], testRoute(), 'd/big.ndjson', 1],
    ['jobs-per-data-store', numbered(27), testRoute({ maxFiles: 1 }), 'd'.repeat(32), 27],
  ])('says that %s is met, where, and what comes of it', (limit, objects, route, where, jobs) => {
    const plan = planOf(objects, route);
    expect(plan.limits).toContainEqual(expect.objectContaining({ limit, where }));
    expect(plan.drops[0]?.jobs).toBe(jobs);
  });

  test('loses no file and no byte, whatever lies there', () => {
    const key = fc.tuple(fc.constantFrom('', 'a/', 'lab/', 'lab/x/'), fc.nat(30));
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { selector: String, maxLength: 60 }),
        fc.integer({ min: 1, max: 9 }),
        (keys, maxFiles) => {
          const objects = keys.map(([folder, index]) => object(`${folder}${index}.ndjson`, index + 1));
          const limited = routes.map((route) => ({ ...route, maxFiles }));
          const { drops } = planBackfill(sortObjects(objects, limited, undefined).files, 20);
          expect(drops.reduce((sum, { files }) => sum + files, 0)).toBe(objects.length);
          expect(drops.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(
            objects.reduce((sum, { size }) => sum + size, 0),
          );
          for (const { files, jobs } of drops) expect(jobs).toBe(Math.ceil(files / maxFiles));
        },
      ),
    );
  });
});
