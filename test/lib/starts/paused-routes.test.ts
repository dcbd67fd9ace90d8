import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newestArrival } from '../../../lib/ledger/arrivals.ts';
import { getImport, updateImport } from '../../../lib/ledger/imports.ts';
import { pausedRoutes, pauseRoute, resumeRoute } from '../../../lib/ledger/paused-routes.ts';
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
  await resumeRoute(world.ledger, 'default');
  world.later(130);
  await world.start();
  await world.jobsEnded();
  await world.poll();
});
afterAll(() => world.end());

const SINCE = Date.parse('2026-01-31T12:00:00Z');
const PAUSED = 'its route is paused since 2026-01-31T12:00:00.000Z: store is restored';
const pause = (route = 'default') =>
  pauseRoute(world.ledger, { route, since: SINCE, reason: 'store is restored' });

let names = 0;
async function drop(folder = ''): Promise<string> {
  const key = `${folder}paused-${(names += 1)}/a.ndjson`;
  await world.record(await world.drop(key, patients(1, `p${names}`)));
  return key;
}
const importOf = async (key: string) => {
  const arrival = await newestArrival(world.ledger, 'inbox', key);
  return getImport(world.ledger, arrival?.importId ?? '');
};

describe('a paused route', () => {
  test('records arrivals and closes no drop; the run says why and since when', async () => {
    await pause();
    const key = await drop();
    world.later(61);
    const { drops, imports } = await world.start();
    expect(drops).toMatchObject([{ because: PAUSED, pendingFiles: 1, imports: [] }]);
    expect(imports).toEqual([]);
    await resumeRoute(world.ledger, 'default');
    expect((await world.start()).imports).toMatchObject([{ outcome: 'started' }]);
    expect(await importOf(key)).toMatchObject({ state: 'STARTED' });
  });

  test('starts no import that was planned before', async () => {
    const key = await drop();
    world.later(61);
    world.setFault(({ name }, moment) => {
      if (name === 'StartFHIRImportJob' && moment === 'before')
        throw Object.assign(new Error('no'), { name: 'ThrottlingException' });
    });
    await world.start();
    world.setFault(() => undefined);
    await pause();
    world.later(130);
    const from = world.calls.length;
    const { imports, oldestPendingAt } = await world.start();
    expect(imports).toMatchObject([{ outcome: 'paused', because: PAUSED }]);
    // What the alarm about waiting files goes by: a pause must not be forgotten.
    expect(oldestPendingAt).toBe((await importOf(key))?.createdAt);
    expect(world.calls.slice(from).map(({ name }) => name)).not.toContain('StartFHIRImportJob');
    expect(await importOf(key)).toMatchObject({ state: 'STARTING' });
  });

  test('still finds and follows a job whose start it does not know of', async () => {
    const key = await drop();
    world.later(61);
    world.setFault(({ name }, moment) => {
      if (name === 'StartFHIRImportJob' && moment === 'after')
        throw Object.assign(new Error('no'), { name: 'TimeoutError' });
    });
    await world.start();
    world.setFault(() => undefined);
    await pause();
    world.later(130);
    expect((await world.start()).imports).toMatchObject([{ outcome: 'found' }]);
    await world.jobsEnded();
    await world.poll();
    expect(await importOf(key)).toMatchObject({ outcome: 'COMPLETED' });
  });

  test('holds up no other route', async () => {
    const { datastoreId } = world;
    world.setRoutes([testRoute({ datastoreId }), testRoute({ datastoreId, name: 'lab', prefix: 'lab/' })]);
    await pause('lab');
    const [held, free] = [await drop('lab/'), await drop()];
    world.later(61);
    await world.start();
    expect(await importOf(held)).toBeUndefined();
    expect(await importOf(free)).toMatchObject({ state: 'STARTED' });
    await resumeRoute(world.ledger, 'lab');
    await world.start();
    expect(await importOf(held)).toMatchObject({ state: 'STARTED' });
    world.setRoutes([testRoute({ datastoreId })]);
  });

  test('still has a given-up import told', async () => {
    const key = await drop();
    world.later(61);
    await world.start();
    await world.jobsEnded();
    const row = await importOf(key);
    if (!row) throw new Error('it was not imported');
    await updateImport(world.ledger, row, { state: 'START_FAILED', errorName: 'AccessDeniedException' });
    await pause();
    expect((await world.start()).imports).toMatchObject([{ outcome: 'given-up' }]);
    expect(world.startFailures()).toMatchObject([{ errorName: 'AccessDeniedException' }]);
  });
});

describe('pauses', () => {
  test('are read once a run for every hundred routes, however many drops are open', async () => {
    for (let index = 0; index < 4; index += 1) await drop();
    world.calls.length = 0;
    await world.start();
    const reads = world.calls.filter(({ input }) => JSON.stringify(input).includes('ROUTE#'));
    expect(reads).toHaveLength(1);
  });

  test('stay since the first, with its reason, until they are lifted; lifting twice does no harm', async () => {
    expect(await pause()).toBe(true);
    expect(await pauseRoute(world.ledger, { route: 'default', since: SINCE + 1 })).toBe(false);
    const paused = await pausedRoutes(world.ledger, [{ name: 'default' }, { name: 'other' }]);
    expect([...paused]).toEqual([
      ['default', { route: 'default', since: SINCE, reason: 'store is restored' }],
    ]);
    expect(await resumeRoute(world.ledger, 'default')).toMatchObject({ since: SINCE });
    expect(await resumeRoute(world.ledger, 'default')).toBeUndefined();
    expect(await pausedRoutes(world.ledger, [])).toEqual(new Map());
  });
});
