import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assignArrival } from '../../../lib/ledger/arrival-states.ts';
import { arrivalsOf, newestArrival } from '../../../lib/ledger/arrivals.ts';
import { openDrops } from '../../../lib/ledger/drops.ts';
import type { Import } from '../../../lib/ledger/imports.ts';
import { getImport, putImport, updateImport } from '../../../lib/ledger/imports.ts';
import { assignPlan } from '../../../lib/plans/assign-plan.ts';
import { readPlan, writePlan } from '../../../lib/plans/write-plan.ts';
import { patients } from '../../support/cloud.ts';
import { testRoute } from '../../support/routes.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const writer = () => ({
  ledger: world.ledger,
  s3: world.s3,
  inboxBucket: 'inbox',
  workBucket: 'work',
  now: () => Date.now(),
  isOutOfTime: () => false,
});
const newest = async (key: string) => {
  const row = await newestArrival(world.ledger, 'inbox', key);
  if (!row) throw new Error(`nothing is recorded of ${key}`);
  return row;
};
const importNamed = async (importId: string): Promise<Import> => {
  const row = await getImport(world.ledger, importId);
  if (!row) throw new Error(`there is no import ${importId}`);
  return row;
};

const importsOf = (...keys: string[]) => Promise.all(keys.map(async (key) => (await newest(key)).importId));

let names = 0;
const freshDrop = (): string => `drop-${(names += 1)}/`;
/** Drops files and records them. */
async function arrive(drop: string, ...files: string[]): Promise<string[]> {
  const keys = files.map((name) => `${drop}${name}.ndjson`);
  for (const key of keys) await world.record(await world.drop(key, patients(1, key.replaceAll(/\W/g, '-'))));
  return keys;
}
/** Freezes a plan of files as they are recorded now, as another planner would. */
async function freeze(drop: string, keys: string[]): Promise<string> {
  const route = testRoute({ datastoreId: world.datastoreId });
  const { row } = await writePlan(writer(), route, drop, await Promise.all(keys.map(newest)), []);
  return row.importId;
}
const assign = async (importId: string): Promise<void> => {
  const row = await importNamed(importId);
  await assignPlan(writer(), row, await readPlan(writer(), row));
};
const stateOf = async (importId: string) => (await importNamed(importId)).state;
const isOpen = async (name: string) =>
  (await Array.fromAsync(openDrops(world.ledger))).some(({ drop }) => drop === name);
const jobsNamed = (importId: string | undefined) =>
  world.jobs().filter(({ jobName }) => jobName === importId);

describe('two plans that share files', () => {
  test('go to the one that can have them all, once the other has given its own back', async () => {
    const drop = freshDrop();
    const [a = '', b = ''] = await arrive(drop, 'a', 'b');
    const first = await freeze(drop, [a, b]);
    const [c = ''] = await arrive(drop, 'c');
    const second = await freeze(drop, [a, b, c]);
    await assignArrival(world.ledger, await newest(a), first);
    await assignArrival(world.ledger, await newest(b), second);
    await assign(first);
    await assign(second);
    expect([await stateOf(first), await stateOf(second)]).toEqual(['ABANDONED', 'READY']);
    expect(await importsOf(a, b, c)).toEqual([second, second, second]);
  });

  test('may both be given up: the same files are planned together again, and become one job', async () => {
    const drop = freshDrop();
    const keys = await arrive(drop, 'a', 'b');
    const importId = await freeze(drop, keys);
    await updateImport(world.ledger, await importNamed(importId), { state: 'ABANDONED' });
    world.later(61);
    await world.start();
    expect(await importsOf(...keys)).toEqual([importId, importId]);
    expect(jobsNamed(importId)).toHaveLength(1);
  });

  test('leave the shared file to the first, and the other files to a plan of their own', async () => {
    const drop = freshDrop();
    const [a = '', b = ''] = await arrive(drop, 'a', 'b');
    const [first, second] = [await freeze(drop, [a]), await freeze(drop, [a, b])];
    await assign(first);
    world.later(61);
    const from = world.jobs().length;
    await world.start();
    expect([await stateOf(first), await stateOf(second)]).toEqual(['STARTED', 'ABANDONED']);
    expect(await isOpen(drop)).toBe(true);
    world.later(61);
    await world.start();
    expect((await newest(a)).importId).toBe(first);
    expect(jobsNamed((await newest(b)).importId)).toHaveLength(1);
    expect(world.jobs().length - from).toBe(2);
  });
});

describe('a plan with a file that was overtaken since', () => {
  test('is given up, however late its planner comes: the newest content is the last imported', async () => {
    const drop = freshDrop();
    const [a = ''] = await arrive(drop, 'a');
    const stalled = await freeze(drop, [a]);
    const row = await importNamed(stalled);
    // The other planner has not seen the row yet: its index lags.
    await updateImport(world.ledger, row, { state: 'ABANDONED' });
    await world.record(await world.drop(a, patients(2, 'newer')));
    world.later(61);
    await world.start();
    const started = (await newest(a)).importId;

    await assignPlan(writer(), row, await readPlan(writer(), row));
    expect((await Array.fromAsync(arrivalsOf(world.ledger, 'inbox', a))).map(({ state }) => state)).toEqual([
      'assigned',
      'superseded',
    ]);
    await world.start();
    expect(jobsNamed(stalled)).toEqual([]);
    expect(jobsNamed(started)).toHaveLength(1);
  });
});

test('a run that died while it gave files back is finished by the next', async () => {
  const drop = freshDrop();
  const [a = '', b = ''] = await arrive(drop, 'a', 'b');
  const importId = await freeze(drop, [a, b]);
  await assignArrival(world.ledger, await newest(a), importId);
  await updateImport(world.ledger, await importNamed(importId), { state: 'RELEASING' });
  world.later(61);
  await world.start();
  expect(await stateOf(importId)).toBe('ABANDONED');
  world.later(61);
  await world.start();
  expect(await importsOf(a, b)).toEqual([importId, importId]);
  expect(jobsNamed(importId)).toHaveLength(1);
});

test('the same bytes that came while a plan was given up are imported once', async () => {
  const drop = freshDrop();
  const [a = '', b = ''] = await arrive(drop, 'a', 'b');
  const [first, second] = [await freeze(drop, [b]), await freeze(drop, [a, b])];
  await assign(first);
  await assignArrival(world.ledger, await newest(a), second);
  expect((await world.record(await world.drop(a, patients(1, a.replaceAll(/\W/g, '-'))))).counts).toEqual({
    duplicate: 1,
  });
  await assign(second);
  expect(await stateOf(second)).toBe('ABANDONED');
  for (let runs = 0; runs < 2; runs += 1) {
    world.later(61);
    await world.start();
  }
  const [again, original] = await Array.fromAsync(arrivalsOf(world.ledger, 'inbox', a));
  expect([again?.state, original?.state]).toEqual(['assigned', 'superseded']);
  expect(jobsNamed(again?.importId)).toHaveLength(1);
});

describe('a plan that cannot be read', () => {
  test('holds up no other, and is named', async () => {
    const [a = ''] = await arrive(freshDrop(), 'a');
    const lost = await importNamed(await freeze(freshDrop(), [a]));
    await updateImport(world.ledger, lost, { state: 'ABANDONED' });
    const row: Import = { ...lost, importId: 'imp-lost', planKey: 'plans/lost', version: 1, createdAt: 0 };
    await putImport(world.ledger, row);
    world.later(61);
    const { imports } = await world.start();
    expect(imports.find(({ importId }) => importId === row.importId)).toMatchObject({
      outcome: 'stuck',
      errorName: 'NoSuchKey',
    });
    expect(jobsNamed((await newest(a)).importId)).toHaveLength(1);
  });
});

test('files that are gone since their plan was frozen are looked for as long as a refused start is tried, then told, and are new work', async () => {
  const drop = freshDrop();
  const [a = '', b = ''] = await arrive(drop, 'a', 'b');
  world.later(61);
  const { versionId } = await newest(a);
  world.setFault(async ({ name }, moment) => {
    if (name !== 'PutObject' || moment !== 'after') return;
    world.setFault(() => undefined);
    await world.remove(a, versionId ?? '');
  });
  await world.start();
  expect(await importNamed((await newest(a)).importId ?? '')).toMatchObject({
    state: 'READY',
    errorName: 'NoSuchVersion',
  });
  for (let minute = 0; minute < 20; minute += 1) {
    world.later(60);
    await world.start();
  }
  expect(world.startFailures()).toMatchObject([{ errorName: 'NoSuchVersion', fileCount: 2 }]);
  const again = await world.drop(b, patients(1, b.replaceAll(/\W/g, '-')));
  expect((await world.record(again)).counts).toEqual({ recorded: 1 });
});
