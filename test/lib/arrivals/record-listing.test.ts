import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listCurrentVersions } from '../../../lib/s3/listing.ts';
import { recordListing } from '../../../lib/arrivals/record-listing.ts';
import { newestArrival } from '../../../lib/ledger/arrivals.ts';
import { openDrops } from '../../../lib/ledger/drops.ts';
import { patients } from '../../support/cloud.ts';
import { testRoute } from '../../support/routes.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const backfill = async (prefix: string): Promise<Record<string, string>> => {
  const objects = await Array.fromAsync(listCurrentVersions(world.s3, 'inbox', prefix));
  const outcomes = await recordListing(world.recorder(), 'inbox', objects);
  return Object.fromEntries(outcomes.map(({ key, recorded }) => [key.slice(prefix.length), recorded.kind]));
};
const dropNamed = async (name: string) =>
  (await Array.fromAsync(openDrops(world.ledger))).find(({ drop }) => drop === name);

test('what lies in a folder and was never told is recorded, told to its drop, and imported', async () => {
  await world.drop('old/a.ndjson', patients(1, 'old'));
  await world.drop('old/b.ndjson', '');
  await world.drop('old/LICENSE', 'text');
  const told = await world.drop('old/c.ndjson', patients(1, 'told'));
  await world.record(told);
  expect(await backfill('old/')).toEqual({
    'a.ndjson': 'recorded',
    'b.ndjson': 'rejected',
    'c.ndjson': 'recorded',
    LICENSE: 'tolerated',
  });
  expect((await dropNamed('old/'))?.fileCount).toBe(3);
  world.later(61);
  expect((await world.start()).imports).toMatchObject([{ outcome: 'started', fileCount: 2 }]);

  expect(await backfill('old/')).toMatchObject({ 'a.ndjson': 'duplicate', 'c.ndjson': 'duplicate' });
  expect(world.rejections()).toHaveLength(1);
});

test('a run that dies before it told the drop tells it when it is repeated', async () => {
  await world.drop('dies/a.ndjson', patients(1, 'dies'));
  world.setFault(({ name }) => {
    if (name === 'UpdateItem') throw new Error('died');
  });
  await expect(backfill('dies/')).rejects.toThrow('died');
  world.setFault(() => undefined);
  expect(await dropNamed('dies/')).toBeUndefined();
  await backfill('dies/');
  expect((await dropNamed('dies/'))?.fileCount).toBe(1);
});

test('a file may be given another place than the routes have for it', async () => {
  await world.drop('place/a.ndjson', patients(1, 'place'));
  const [object] = await Array.fromAsync(listCurrentVersions(world.s3, 'inbox', 'place/'));
  const route = testRoute({ name: 'lab', prefix: 'lab/' });
  await recordListing(world.recorder(), 'inbox', object ? [object] : [], () => ({
    route,
    drop: 'backfill/',
  }));
  expect(await newestArrival(world.ledger, 'inbox', 'place/a.ndjson')).toMatchObject({
    route: 'lab',
    drop: 'backfill/',
  });
});
