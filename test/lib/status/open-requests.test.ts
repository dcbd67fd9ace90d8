import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { renderStatus } from '../../../cli/status/render-status.ts';
import { readOverview } from '../../../lib/status/overview.ts';
import { actionMessage, actionsOf } from '../../support/action-world.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const overview = () =>
  readOverview({ ...world.planWriter(), exports: [], unresolvedExports: new Map(), stage: 'local' });

test('status lists an action that waits for its answer, with why, until it is answered', async () => {
  const actions = actionsOf(world);
  const body = actionMessage({ requestId: 'look-1', action: 'ListFHIRDatastores', input: {} });
  world.setFault(({ name }, moment) => {
    if (name === 'ListFHIRDatastores' && moment === 'before')
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  });
  await actions.run(body);
  const waiting = await overview();
  expect(waiting.requests).toEqual([
    {
      requestId: 'look-1',
      action: 'ListFHIRDatastores',
      askedAt: expect.any(String),
      calls: 1,
      because: expect.stringMatching(/^tried once since 2\S+Z; it is tried again by itself$/),
    },
  ]);
  expect(waiting.nextStep).toMatch(/^Nothing: Inlet goes on by itself/);
  const text = renderStatus(waiting).join('\n');
  expect(text).toMatch(/look-1 +ListFHIRDatastores/);
  expect(text).toContain('1 request open');

  world.setFault(() => undefined);
  await actions.run(body);
  expect((await overview()).requests).toEqual([]);
});

test('status lists a data store that is being made, and who asked for it, until it is there', async () => {
  const actions = actionsOf(world);
  world.configure({ creatingMs: 60_000 });
  await actions.ask({
    requestId: 'make-1',
    action: 'CreateFHIRDatastore',
    input: { DatastoreName: 'second', DatastoreTypeVersion: 'R4' },
  });
  await actions.pollStores();
  const [store, ...others] = (await overview()).dataStores;
  expect(others).toEqual([]);
  expect(store).toMatchObject({
    datastoreName: 'second',
    status: 'CREATING',
    requestId: 'make-1',
    because: 'it is CREATING; poll-jobs looks at it each minute',
  });
  expect(renderStatus(await overview()).join('\n')).toContain('1 data store coming or going');
  world.later(61);
  await world.servicesLater(61);
  await actions.storeBecomes(store?.datastoreId, 'ACTIVE');
  expect((await overview()).dataStores).toEqual([]);
});
