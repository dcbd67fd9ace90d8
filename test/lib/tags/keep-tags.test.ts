import { TagResourceCommand } from '@aws-sdk/client-healthlake';
import type { HealthLakeClient, ListTagsForResourceCommand } from '@aws-sdk/client-healthlake';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventEntry } from '../../../events/entry.ts';
import { tagRoutes } from '../../../lib/ledger/store-tags.ts';
import type { TagDeps } from '../../../lib/tags/keep-tags.ts';
import { keepTags } from '../../../lib/tags/keep-tags.ts';
import { createEventGuard } from '../../support/event-guard.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

const ONE = '1'.repeat(32);
const TWO = '2'.repeat(32);
const arn = (id: string): string => `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${id}`;

let world: World;
let tags: Map<string, Record<string, string>>;
let sent: EventEntry[];
let calls: string[];
let refuseEvents: boolean;
let failing: (call: string) => void | Promise<void>;
let guard: ReturnType<typeof createEventGuard>;
beforeEach(async () => {
  world = await startWorld();
  tags = new Map([
    [arn(ONE), { team: 'imaging' }],
    [arn(TWO), {}],
  ]);
  sent = [];
  calls = [];
  refuseEvents = false;
  failing = () => undefined;
  guard = createEventGuard();
});
afterEach(async () => {
  guard.check();
  await world.end();
});

/** The tag actions of HealthLake, over what a test has set. */
const healthLake = {
  async send(command: ListTagsForResourceCommand | TagResourceCommand): Promise<object> {
    const { ResourceARN = '' } = command.input;
    const call = `${command.constructor.name} ${ResourceARN.slice(-1)}`;
    calls.push(call);
    await failing(call);
    const own = tags.get(ResourceARN) ?? {};
    if (command instanceof TagResourceCommand)
      for (const { Key = '', Value = '' } of command.input.Tags ?? []) own[Key] = Value;
    return { Tags: Object.entries(own).map(([Key, Value]) => ({ Key, Value })) };
  },
} as unknown as HealthLakeClient;

const keep = (changes: Partial<TagDeps> = {}) =>
  keepTags({
    ledger: world.ledger,
    healthLake,
    sendEvents: (entries) => {
      for (const entry of entries as EventEntry[]) guard.seeEntry(entry);
      if (refuseEvents) return Promise.resolve(new Set(entries.map((_, index) => index)));
      sent.push(...(entries as EventEntry[]));
      return Promise.resolve(new Set());
    },
    addressOf: (id) => ({ eventBusName: 'bus', time: new Date(world.now()), resources: [arn(id)] }),
    stores: [ONE],
    requiredTags: { team: 'imaging', stage: 'dev' },
    repairTags: false,
    routeStores: [],
    configuredPrefixes: new Set(['', 'lab/']),
    everySeconds: 3600,
    now: world.now,
    ...changes,
  });
const told = () => sent.map(({ DetailType, Detail }) => [DetailType, JSON.parse(Detail) as object]);
const anHour = (): void => {
  world.later(3600);
};

describe('required tags', () => {
  test('are set where they are missing, and read once an hour', async () => {
    expect(await keep()).toMatchObject({ read: 1, tagged: 1, drifted: [], failed: [] });
    expect(tags.get(arn(ONE))).toEqual({ team: 'imaging', stage: 'dev' });
    world.later(3599);
    expect(await keep()).toMatchObject({ read: 0, tagged: 0 });
    world.later(1);
    expect(await keep()).toMatchObject({ read: 1, tagged: 0 });
    expect(calls).toEqual([
      'ListTagsForResourceCommand 1',
      'TagResourceCommand 1',
      'ListTagsForResourceCommand 1',
    ]);
    expect(sent).toEqual([]);
  });

  test('with another value are told once for each change, by name and not by value, and stay', async () => {
    tags.set(arn(ONE), { team: 'Jane Doe', stage: 'dev' });
    for (const _ of [1, 2, 3]) {
      await keep();
      anHour();
    }
    tags.set(arn(ONE), { team: 'another', stage: 'dev' });
    await keep();
    anHour();
    tags.set(arn(ONE), { team: 'imaging', stage: 'dev' });
    await keep();
    anHour();
    tags.set(arn(ONE), { team: 'another', stage: 'dev' });
    await keep();
    expect(told()).toEqual(
      [1, 2, 3].map((sequence) => [
        'Data Store Tags Drifted',
        expect.objectContaining({ datastoreId: ONE, sequence, keys: ['team'], repaired: false }),
      ]),
    );
    expect(JSON.stringify(told())).not.toContain('Jane');
    expect(tags.get(arn(ONE))).toMatchObject({ team: 'another' });
  });

  test('are put back where the stage says so, and told each time', async () => {
    for (const sequence of [1, 2]) {
      tags.set(arn(ONE), { team: 'x', stage: 'dev' });
      expect(await keep({ repairTags: true })).toMatchObject({ tagged: 1, drifted: [ONE] });
      expect(tags.get(arn(ONE))).toEqual({ team: 'imaging', stage: 'dev' });
      expect(told().at(-1)).toEqual([
        'Data Store Tags Drifted',
        expect.objectContaining({ sequence, repaired: true }),
      ]);
      anHour();
      await keep({ repairTags: true });
      anHour();
    }
    expect(sent).toHaveLength(2);
  });

  test('that drifted are told with the same eventId where the bus was down, without another look', async () => {
    tags.set(arn(ONE), { team: 'x', stage: 'dev' });
    refuseEvents = true;
    await keep({ repairTags: true });
    refuseEvents = false;
    world.later(60);
    expect(await keep({ repairTags: true })).toMatchObject({ read: 0, drifted: [ONE] });
    expect(await keep({ repairTags: true })).toMatchObject({ read: 0, drifted: [] });
    expect(told()).toHaveLength(1);
  });

  test('that drifted are told where the run died right after they were put back', async () => {
    tags.set(arn(ONE), { team: 'x', stage: 'dev' });
    failing = (call) => {
      if (call.startsWith('TagResource')) throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
    };
    expect(await keep({ repairTags: true })).toMatchObject({
      failed: [{ datastoreId: ONE, errorName: 'TimeoutError' }],
    });
    expect(told()).toHaveLength(1);
    anHour();
    failing = () => undefined;
    expect(await keep({ repairTags: true })).toMatchObject({ tagged: 1, drifted: [] });
  });

  test('of a store that cannot be read are tried again after an hour, and hold up no other store', async () => {
    failing = (call) => {
      if (call.endsWith('1')) throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };
    const stores = [ONE, TWO];
    expect(await keep({ stores })).toMatchObject({ read: 2, tagged: 2, failed: [{ datastoreId: ONE }] });
    expect(await keep({ stores })).toMatchObject({ read: 0 });
    anHour();
    failing = () => undefined;
    expect(await keep({ stores })).toMatchObject({ read: 2, tagged: 1, failed: [] });
  });
});

describe('a tag that makes a data store a route', () => {
  const both = { stores: [], routeStores: [ONE, TWO] };
  const tag = (id: string, value: string): void => void tags.set(arn(id), { 'inlet:route': value });

  test('is in the ledger, with or without its closing slash, and goes with the tag', async () => {
    tag(ONE, 'cardio');
    tag(TWO, 'eye/');
    expect(await keep(both)).toMatchObject({ read: 2, tagged: 0, routes: 2 });
    expect(await tagRoutes(world.ledger)).toEqual([
      { datastoreId: ONE, prefix: 'cardio/' },
      { datastoreId: TWO, prefix: 'eye/' },
    ]);
    tags.set(arn(ONE), {});
    anHour();
    await keep(both);
    expect(await tagRoutes(world.ledger)).toEqual([{ datastoreId: TWO, prefix: 'eye/' }]);
    expect(sent).toEqual([]);
  });

  test('of a store that the configuration does not allow is not even read', async () => {
    tag(TWO, 'eye');
    expect(await keep({ stores: [], routeStores: [ONE] })).toMatchObject({ read: 1, routes: 0 });
    expect(calls).toEqual(['ListTagsForResourceCommand 1']);
  });

  test('loses against a route of the configuration, and is told once', async () => {
    tag(ONE, 'lab');
    await keep(both);
    anHour();
    await keep(both);
    expect(await tagRoutes(world.ledger)).toEqual([]);
    expect(told()).toEqual([
      [
        'Route Tag Refused',
        expect.objectContaining({ datastoreId: ONE, reason: 'configured-route', otherDatastoreIds: [] }),
      ],
    ]);
  });

  test('and another of the same prefix hold each other back, and nobody else', async () => {
    tag(ONE, 'eye');
    tag(TWO, 'eye/');
    const THREE = '3'.repeat(32);
    tag(THREE, 'ear');
    const three = { ...both, routeStores: [ONE, TWO, THREE] };
    await keep(three);
    expect(await tagRoutes(world.ledger)).toEqual([{ datastoreId: THREE, prefix: 'ear/' }]);
    expect(told()).toEqual([
      [
        'Route Tag Refused',
        expect.objectContaining({ datastoreId: ONE, reason: 'same-prefix', otherDatastoreIds: [TWO] }),
      ],
      [
        'Route Tag Refused',
        expect.objectContaining({ datastoreId: TWO, reason: 'same-prefix', otherDatastoreIds: [ONE] }),
      ],
    ]);
    tag(TWO, 'nose');
    anHour();
    await keep(three);
    expect(await tagRoutes(world.ledger)).toHaveLength(3);
    expect(sent).toHaveLength(2);
  });

  test.each([
    ['nothing', ''],
    ['a slash', '/'],
    ['a leading slash', '/lab'],
    ['too long a text', 'x'.repeat(600)],
  ])('that is no prefix is told: %s', async (_what, value) => {
    tag(ONE, value);
    await keep(both);
    expect(told()).toEqual([['Route Tag Refused', expect.objectContaining({ reason: 'not-a-prefix' })]]);
  });
});
