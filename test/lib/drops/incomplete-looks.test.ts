import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { incompleteLooks } from '../../../lib/drops/index.ts';
import { startImports } from '../../../lib/starts/start-imports.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

const BECAUSE = 'its marker announces 1 more file';

let world: World;
let looks: ReturnType<typeof incompleteLooks>;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.setFault(() => undefined);
});
afterAll(() => world.end());

const arrive = async (key: string, body: string) => world.record(await world.drop(key, body));

/** A drop of which one file of two is there, beside so many that S3 lists without having told of them. */
async function incompleteDrop(drop: string, others: number): Promise<void> {
  looks = incompleteLooks(world.now);
  await arrive(`${drop}a.ndjson`, '{"resourceType":"Patient","id":"a"}');
  await arrive(`${drop}_manifest.json`, '["a.ndjson", "b.ndjson"]');
  const Versions = Array.from({ length: others }, (_, index) => ({
    ...{ Key: `${drop}other-${index}.ndjson`, Size: 1, ETag: '"e"', VersionId: 'v', IsLatest: true },
  }));
  world.setFault(({ name, input }, moment, output) => {
    if (name !== 'ListObjectVersions' || moment !== 'after' || input.Prefix !== drop) return;
    const listed = output as { Versions?: object[] };
    listed.Versions = [...(listed.Versions ?? []), ...Versions];
  });
}

/** A run a minute, each of the same execution environment: what is said of the drop, and whether it was listed for that. */
async function run(drop: string): Promise<[because: string | undefined, wasListed: boolean]> {
  const before = world.calls.length;
  const { drops } = await startImports({ ...world.planWriter(), incompleteLooks: looks });
  const wasListed = world.calls
    .slice(before)
    .some(({ name, input }) => name === 'ListObjectVersions' && input.Prefix === drop);
  world.later(60);
  return [drops.find((report) => report.drop === drop)?.because, wasListed];
}

const runs = async (drop: string, count: number): Promise<boolean[]> => {
  const listed: boolean[] = [];
  for (let minute = 0; minute < count; minute += 1) {
    const [because, wasListed] = await run(drop);
    expect(because).toBe(BECAUSE);
    listed.push(wasListed);
  }
  return listed;
};

test.each([
  ['few/', 100, [true, true, true, true, true, true]],
  ['more/', 2500, [true, false, false, true, false, false]],
])(
  'an incomplete drop, %s, of %i more files is listed after as many minutes as that takes calls',
  async (...of) => {
    const [drop, others, listed] = of;
    await incompleteDrop(drop, others);
    expect(await runs(drop, listed.length)).toEqual(listed);
  },
);

test('an incomplete drop of many files is listed every quarter of an hour, when it is told, and at once when something comes', async () => {
  const drop = 'many/';
  await incompleteDrop(drop, 30_000);
  const minutes = await runs(drop, 34);
  // It is told after the route's 15 minutes.
  expect(minutes.flatMap((wasListed, minute) => (wasListed ? minute : []))).toEqual([0, 15, 30]);
  expect(world.incompleteDrops().filter(({ marker }) => marker.startsWith(drop))).toHaveLength(1);
  world.setFault(() => undefined);
  await arrive(`${drop}b.ndjson`, '{"resourceType":"Patient","id":"b"}');
  expect(await run(drop)).toEqual(['marker', true]);
});

test('an incomplete drop is told in time, however seldom it is listed', async () => {
  const drop = 'told/';
  await incompleteDrop(drop, 30_000);
  world.later(600);
  expect(await runs(drop, 6)).toEqual([true, false, false, false, false, true]);
  expect(world.incompleteDrops().filter(({ marker }) => marker.startsWith(drop))).toHaveLength(1);
});

test('a drop that is closed and comes again under its name is listed', () => {
  const some = incompleteLooks(() => 0);
  const drop = { route: 'default', drop: 'd/', version: 2, lastRecordedAt: 1, fileCount: 1, bytes: 1 };
  some.note(drop, BECAUSE, 5000);
  expect(some.stillBecause(drop)).toBe(BECAUSE);
  expect(some.stillBecause({ ...drop, lastRecordedAt: 2 })).toBeUndefined();
  expect(some.stillBecause({ ...drop, version: 3 })).toBeUndefined();
});
