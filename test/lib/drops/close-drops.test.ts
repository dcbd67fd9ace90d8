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
const incompleteOf = (drop: string) =>
  world.incompleteDrops().filter(({ marker }) => marker.startsWith(drop));
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
    expect(await reportOf(drop)).toMatchObject({ because: 'its marker announces 1 more file' });
    await arrive(`${drop}sub/b.ndjson`);
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
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
    expect(await reportOf(drop)).toMatchObject({ because: 'its marker announces 1 more file' });
    await arrive(`${drop}100%.ndjson`);
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
  });

  test('is told as incomplete once when it is too old, is not imported in part, and is imported when it is whole', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    await arrive(`${drop}_manifest.json`, '["a.ndjson", "b.ndjson"]');
    world.later(899);
    await world.start();
    expect(incompleteOf(drop)).toEqual([]);
    for (let run = 0; run < 3; run += 1) {
      world.later(2);
      expect(await reportOf(drop)).toMatchObject({ because: 'its marker announces 1 more file' });
    }
    expect(incompleteOf(drop)).toMatchObject([
      { announcedFiles: 2, missingFiles: 1, missing: [`${drop}b.ndjson`], marker: `${drop}_manifest.json` },
    ]);
    expect(await importOf(`${drop}a.ndjson`)).toBeUndefined();
    await arrive(`${drop}b.ndjson`);
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
  });

  test('is told again when another manifest names what is not there, and taken as it is by a _SUCCESS', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    for (const missing of ['b', 'c']) {
      await arrive(`${drop}_manifest.json`, JSON.stringify(['a.ndjson', `${missing}.ndjson`]));
      world.later(901);
      await world.start();
    }
    expect(incompleteOf(drop).map(({ missing }) => missing)).toEqual([
      [`${drop}b.ndjson`],
      [`${drop}c.ndjson`],
    ]);
    expect(new Set(incompleteOf(drop).map(({ eventId }) => eventId)).size).toBe(2);
    await arrive(`${drop}_SUCCESS`, '');
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 1 });
  });

  test('of a bulk export imports its output; its errors and what was deleted are rejected, and told', async () => {
    const drop = freshDrop();
    const entry = (name: string) => ({ type: 'x', url: `https://x.invalid/${name}.ndjson` });
    for (const name of ['Patient', 'OperationOutcome', 'gone']) await arrive(`${drop}${name}.ndjson`);
    await arrive(
      `${drop}_manifest.json`,
      JSON.stringify({
        output: [entry('Patient')],
        error: [entry('OperationOutcome')],
        deleted: [entry('gone'), entry('elsewhere')],
      }),
    );
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 1 });
    expect(await importOf(`${drop}Patient.ndjson`)).toBeDefined();
    const rejected = world.rejections().filter(({ key }) => key.startsWith(drop));
    expect(rejected.map(({ key, reason }) => [key.slice(drop.length), reason])).toEqual([
      ['OperationOutcome.ndjson', 'bulk-export-error'],
      ['gone.ndjson', 'bulk-export-deleted'],
    ]);
    await world.start();
    expect(await importOf(`${drop}gone.ndjson`)).toBeUndefined();
  });
});

describe('a drop with a marker whose events are late or lost', () => {
  test.each([
    ['_SUCCESS', ''],
    ['_manifest.json', '["a.ndjson", "b.ndjson", "c.ndjson"]'],
  ])('is whole by what lies there: %s', async (marker, body) => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    const late = await world.drop(`${drop}b.ndjson`, patients(1, 'late'));
    await world.drop(`${drop}c.ndjson`, patients(1, 'lost'));
    await arrive(`${drop}${marker}`, body);
    const report = await reportOf(drop);
    expect(report).toMatchObject({ because: 'marker', pendingFiles: 3 });
    expect(report?.imports).toHaveLength(1);
    expect((await world.record(late)).counts).toEqual({ duplicate: 1 });
    expect(await importOf(`${drop}c.ndjson`)).toBe(report?.imports[0]);
  });

  test('is whole by what lies there also where the files are loose, without those of other drops', async () => {
    const [folder, route] = [freshDrop(), freshDrop()];
    world.setRoutes([
      testRoute({ datastoreId: world.datastoreId }),
      testRoute({ datastoreId: world.datastoreId, name: 'loose', prefix: route }),
    ]);
    await world.drop(`${route}a.ndjson`, patients(1, 'loose'));
    await world.drop(`${route}${folder}b.ndjson`, patients(1, 'other'));
    await arrive(`${route}_SUCCESS`, '');
    expect(await reportOf('.')).toMatchObject({ because: 'marker', pendingFiles: 1 });
    expect(await importOf(`${route}a.ndjson`)).toBeDefined();
    expect(await importOf(`${route}${folder}b.ndjson`)).toBeUndefined();
  });
});

describe('a run that has no time left', () => {
  test('leaves the rest of a large drop to the next one: every file is in one import in the end', async () => {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 3 })]);
    const drop = freshDrop();
    const keys = Array.from({ length: 7 }, (_, index) => `${drop}${index}.ndjson`);
    for (const key of keys) await arrive(key);
    world.setOutOfTime(() => true);
    expect(await reportOf(drop)).toMatchObject({ because: 'this run has no time left for it' });
    expect(await isOpen(drop)).toBe(true);
    world.setOutOfTime(() => false);
    expect((await reportOf(drop))?.imports).toHaveLength(3);
    for (const key of keys) expect(await importOf(key)).toBeDefined();
  });
});
