import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
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
afterEach(async () => {
  world.setFault(() => undefined);
  world.setRoutes([testRoute({ datastoreId: world.datastoreId })]);
  await world.jobsEnded();
  await world.poll();
});
afterAll(() => world.end());

let names = 0;
const freshDrop = (): string => `drop-${(names += 1)}/`;
const arrive = async (key: string, body = patients(1, `p${(names += 1)}`)) =>
  world.record(await world.drop(key, body));
const reportOf = async (drop: string) => (await world.start()).drops.find((report) => report.drop === drop);
const isOpen = async (name: string) =>
  (await Array.fromAsync(openDrops(world.ledger))).some(({ drop }) => drop === name);
const importOf = async (key: string) => (await newestArrival(world.ledger, 'inbox', key))?.importId;

describe('a drop', () => {
  test('that is larger than its route allows becomes several imports, with every file in one', async () => {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 2 })]);
    const drop = freshDrop();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await arrive(`${drop}${name}.ndjson`);
    const report = await reportOf(drop);
    expect(report).toMatchObject({ because: 'max-files', pendingFiles: 5 });
    expect(report?.imports).toHaveLength(3);
    expect(await isOpen(drop)).toBe(false);
  });

  test('that is never quiet closes when it is too old', async () => {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, quietSeconds: 60, maxAgeSeconds: 150 })]);
    const drop = freshDrop();
    for (const name of ['a', 'b', 'c']) {
      await arrive(`${drop}${name}.ndjson`);
      world.later(50);
    }
    expect(await reportOf(drop)).toMatchObject({ because: 'max-age', pendingFiles: 3 });
  });

  test('is kept while the index does not show what was recorded, and imported when it does', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    world.later(61);
    world.setFault(({ name, input }, moment, output) => {
      const isIndex = JSON.stringify(input.ExpressionAttributeValues ?? '').includes(`#${drop}#`);
      if (name === 'Query' && moment === 'after' && isIndex && output) Object.assign(output, { Items: [] });
    });
    expect(await reportOf(drop)).toMatchObject({ pendingFiles: 0, imports: [] });
    world.setFault(() => undefined);
    expect(await reportOf(drop)).toMatchObject({ because: 'left-over', pendingFiles: 1 });
    expect(await isOpen(drop)).toBe(false);
  });

  test('that cannot be closed now holds up no other, and is closed by the next run', async () => {
    const [bad, good] = [freshDrop(), freshDrop()];
    await arrive(`${bad}a.ndjson`);
    await arrive(`${good}a.ndjson`);
    world.later(61);
    world.setFault(({ name, input }, moment) => {
      if (name === 'PutObject' && moment === 'before' && String(input.Body).includes(bad))
        throw Object.assign(new Error('no'), { name: 'SlowDown' });
    });
    expect(await reportOf(bad)).toMatchObject({ errorName: 'SlowDown' });
    expect(await importOf(`${good}a.ndjson`)).toBeDefined();
    world.setFault(() => undefined);
    await world.start();
    expect(await importOf(`${bad}a.ndjson`)).toBeDefined();
  });
});

describe('a drop with a manifest', () => {
  test('waits for each file that the manifest names, and not for what is no file to import', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    await arrive(`${drop}_manifest.json`, '["a.ndjson", "sub/b.ndjson", "LICENSE", "_SUCCESS", "notes.txt"]');
    world.later(61);
    expect(await reportOf(drop)).toMatchObject({ because: 'its marker announces 1 more file(s)' });
    await arrive(`${drop}sub/b.ndjson`);
    const from = world.calls.length;
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
    // The planner looks at each key once; about files that are known to be pending the marker asks no more.
    const queries = world.calls
      .slice(from)
      .filter(({ name, input }) => name === 'Query' && JSON.stringify(input).includes(`FILE#inbox/${drop}`));
    expect(queries).toHaveLength(2);
  });

  test('of a bulk export waits for the last segment of each URL, encoded badly or not', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a b.ndjson`);
    const output = ['https://x.invalid/y/a%20b.ndjson?t=1', 'https://x.invalid/y/100%.ndjson'];
    const { counts } = await arrive(
      `${drop}_manifest.json`,
      JSON.stringify({ output: output.map((url) => ({ type: 'Patient', url })) }),
    );
    expect(counts).toEqual({ marker: 1 });
    expect(await reportOf(drop)).toMatchObject({ because: 'its marker announces 1 more file(s)' });
    await arrive(`${drop}100%.ndjson`);
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
  });

  test('waits no longer than until it is too old', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    await arrive(`${drop}_manifest.json`, '["a.ndjson", "never.ndjson"]');
    world.later(901);
    expect(await reportOf(drop)).toMatchObject({ pendingFiles: 1 });
    expect(await importOf(`${drop}a.ndjson`)).toBeDefined();
  });
});
