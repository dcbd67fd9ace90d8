import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { idleLooks, LOOKS } from '../../handlers/runtime/idle-looks.ts';
import { importAgain } from '../../lib/actions/import-again.ts';
import { startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

const TICK = { source: 'aws.events', 'detail-type': 'Scheduled Event' };
const LINE = '{"resourceType":"Patient","id":"p1"}\n';

test('an idle stage makes no write and at most two requests a minute, over all functions', async () => {
  const functions = Object.values(LOOKS).map((looks) => idleLooks(world.ledger, looks));
  const minute = async (): Promise<boolean[]> => {
    world.later(60);
    return Promise.all(functions.map((isIdle) => isIdle(TICK)));
  };
  await minute();
  world.calls.splice(0);
  for (let minutes = 0; minutes < 60; minutes += 1) expect(await minute()).toEqual([true, true, true]);
  expect(new Set(world.calls.map(({ name }) => name))).toEqual(new Set(['Query']));
  expect(world.calls.length).toBeLessThanOrEqual(120);
});

test('a drop is seen by the next minute, and what others call for at once', async () => {
  const isIdle = idleLooks(world.ledger, LOOKS.startImports);
  expect(await isIdle(TICK)).toBe(true);
  expect(await isIdle({ 'detail-type': 'Data Store Active' })).toBe(false);
  expect(await isIdle(TICK)).toBe(true);
  await world.record(await world.drop('drop/a.ndjson', LINE));
  world.later(60);
  expect(await isIdle(TICK)).toBe(false);
});

test('a job that nobody told of is seen within two minutes, and followed while it is open', async () => {
  const isIdle = idleLooks(world.ledger, LOOKS.pollJobs);
  expect(await isIdle(TICK)).toBe(true);
  await world.record(await world.drop('drop/a.ndjson', LINE));
  world.later(60);
  await world.start();
  expect(await isIdle(TICK)).toBe(true);
  for (let minutes = 0; minutes < 3; minutes += 1) {
    world.later(60);
    expect(await isIdle(TICK)).toBe(false);
  }
});

test('an import that is done again is seen by the next minute', async () => {
  await world.record(await world.drop('drop/a.ndjson', LINE));
  world.later(61);
  const importId = (await world.start()).imports[0]?.importId ?? '';
  await world.jobsEnded();
  await world.poll();
  const isIdle = idleLooks(world.ledger, LOOKS.startImports);
  expect(await isIdle(TICK)).toBe(true);
  const deps = { ...world.planWriter(), workBucket: 'work' };
  expect(await importAgain(deps, importId, { reason: 'restored', overwrite: false })).toMatchObject({
    kind: 'repeated',
  });
  world.later(60);
  expect(await isIdle(TICK)).toBe(false);
  expect((await world.start()).imports).toMatchObject([{ importId, outcome: 'started' }]);
});
