import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DeleteCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { arrivalsOf, newestArrival } from '../../../lib/ledger/arrivals.ts';
import { openDrops } from '../../../lib/ledger/drops.ts';
import { pendingArrivals } from '../../../lib/ledger/pending-arrivals.ts';
import { pauseRoute, resumeRoute } from '../../../lib/ledger/paused-routes.ts';
import { recordListing } from '../../../lib/arrivals/record-listing.ts';
import { listCurrentVersions } from '../../../lib/s3/listing.ts';
import { testRoute } from '../../support/routes.ts';
import type { World } from '../../support/world.ts';
import { Death, startWorld } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

const line = (id: string): string => `{"resourceType":"Patient","id":"${id}"}\n`;
type Row = Record<string, unknown>;

async function rows(prefix: string): Promise<Row[]> {
  const { Items = [] } = await world.ledger.client.send(
    new ScanCommand({ TableName: world.ledger.tableName }),
  );
  return (Items as Row[]).filter(({ pk }) => String(pk).startsWith(prefix));
}

/** Drops files into one folder and records them together; returns their keys and messages. */
async function arrive(count: number, drop = 'drop/') {
  const keys = Array.from({ length: count }, (_, at) => `${drop}${String(at).padStart(3, '0')}.ndjson`);
  const messages = [];
  for (const [at, key] of keys.entries()) messages.push(await world.drop(key, line(`p${at}`)));
  expect((await world.record(...messages)).failed).toEqual([]);
  return { keys, messages };
}
const newest = (key: string) => newestArrival(world.ledger, 'inbox', key);
const importsOf = async (keys: readonly string[]) => [
  ...new Set(
    await Promise.all(
      keys.map(async (key) => {
        const row = await newest(key);
        return row?.state === 'assigned' ? row.importId : row?.state;
      }),
    ),
  ),
];
const isIdle = async () => (await rows('WAITING#')).length === 0 && (await rows('DROP#')).length === 0;

test('files that come together are written once, and their import says what became of them', async () => {
  world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 1000 })]);
  const { keys } = await arrive(250);
  expect((await rows('WAITING#')).map(({ names }) => (names as string[]).length).sort()).toEqual([
    100, 100, 50,
  ]);
  expect((await rows('FILE#')).filter((row) => 'openPk' in row)).toEqual([]);
  const before = await rows('FILE#');
  world.later(61);
  const { imports } = await world.start();
  expect(imports).toMatchObject([{ outcome: 'started', fileCount: 250 }]);
  expect(await rows('FILE#')).toEqual(before);
  expect(await importsOf(keys)).toEqual([imports[0]?.importId]);
  expect(await isIdle()).toBe(true);
});

test('a batch whose files go into several imports knows which has which', async () => {
  world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 30 })]);
  const { keys } = await arrive(70);
  const { imports } = await world.start();
  expect(imports.map(({ fileCount }) => fileCount)).toEqual([30, 30, 10]);
  for (const [at, { importId }] of imports.entries())
    expect(await importsOf(keys.slice(at * 30, at * 30 + 30))).toEqual([importId]);
  expect(await isIdle()).toBe(true);
});

test('the same bytes again are a duplicate of a file in a batch, and other bytes are new work that waits for it', async () => {
  const { keys } = await arrive(3);
  world.later(61);
  const [first] = (await world.start()).imports;
  const [same = '', other = ''] = keys;
  const again = [await world.drop(same, line('p0')), await world.drop(other, line('other'))];
  expect((await world.record(...again)).counts).toEqual({ duplicate: 1, recorded: 1 });
  expect(await newest(same)).toMatchObject({ state: 'duplicate', importId: first?.importId });
  world.later(61);
  expect((await world.start()).imports).toMatchObject([
    { outcome: 'running' },
    { outcome: 'waits-for-older', fileCount: 1 },
  ]);
});

test('a file of a batch that is written again before it is planned is superseded, and its neighbours are imported', async () => {
  const { keys } = await arrive(3);
  const [first = ''] = keys;
  expect((await world.record(await world.drop(first, line('newer')))).counts).toEqual({ recorded: 1 });
  world.later(61);
  const [started] = (await world.start()).imports;
  expect(started).toMatchObject({ outcome: 'started', fileCount: 3 });
  const states = (await Array.fromAsync(arrivalsOf(world.ledger, 'inbox', first))).map(({ state }) => state);
  expect(states).toEqual(['assigned', 'superseded']);
  expect(await rows('WAITING#')).toEqual([]);
});

test('a file of a batch that is deleted before it is planned is withdrawn', async () => {
  const { keys } = await arrive(3);
  await world.remove(keys[1] ?? '');
  world.later(61);
  expect((await world.start()).imports).toMatchObject([{ fileCount: 2 }]);
  expect((await newest(keys[1] ?? ''))?.state).toBe('withdrawn');
  expect(await isIdle()).toBe(true);
});

test('files whose batch was never listed wait by themselves when their messages come again', async () => {
  const messages = [
    await world.drop('drop/a.ndjson', line('a')),
    await world.drop('drop/b.ndjson', line('b')),
  ];
  world.setFault(({ name, input }, moment) => {
    const { pk = '' } = (input.Item ?? {}) as { pk?: string };
    if (name === 'PutItem' && moment === 'before' && pk.startsWith('WAITING#')) throw new Error('no');
  });
  expect((await world.record(...messages)).failed).toHaveLength(2);
  world.setFault(() => undefined);
  expect((await world.record(...messages)).counts).toEqual({ redelivered: 2 });
  world.later(61);
  expect((await world.start()).imports).toMatchObject([{ outcome: 'started', fileCount: 2 }]);
  expect(await isIdle()).toBe(true);
});

test('a marked drop whose run died behind its plan is gone through by the hundred, not file by file', async () => {
  world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 1000 })]);
  const { keys } = await arrive(120);
  await world.record(await world.drop('drop/_SUCCESS', ''));
  world.setFault(({ name }) => {
    if (name === 'DeleteItem') throw new Death();
  });
  expect((await world.start()).drops).toMatchObject([{ drop: 'drop/', errorName: 'Death' }]);
  world.setFault(() => undefined);
  const [importId] = await importsOf(keys);
  expect(await rows('WAITING#')).toHaveLength(2);

  world.calls.splice(0);
  world.later(61);
  await world.start();
  // A million of them would be more than a run has time for, and the starts of all routes come behind.
  expect(world.calls.length).toBeLessThan(40);
  expect(await importsOf(keys)).toEqual([importId]);
  expect(await rows('WAITING#')).toEqual([]);
});

test('files of a batch whose import is given up come back one by one, and are imported once', async () => {
  const { keys } = await arrive(4);
  const [overtaken = ''] = keys;
  world.later(61);
  // The plan is frozen, and before it takes its files one of them is written again.
  world.setFault(async ({ name, input }, moment) => {
    const { pk = '' } = (input.Item ?? {}) as { pk?: string };
    if (name !== 'PutItem' || moment !== 'after' || !pk.startsWith('IMPORT#')) return;
    world.setFault(() => undefined);
    await world.record(await world.drop(overtaken, line('newer')));
  });
  expect((await world.start()).imports).toEqual([]);
  expect((await rows('IMPORT#')).map(({ state }) => state)).toEqual(['ABANDONED']);
  world.later(61);
  expect((await world.start()).imports).toMatchObject([{ outcome: 'started', fileCount: 4 }]);
  expect(world.jobs()).toHaveLength(1);
});

test('in a ledger whose start-imports may know no batches, each file waits by itself; those that come later wait in a batch beside it', async () => {
  world.setLedgerFormat(1);
  const { keys } = await arrive(2);
  expect((await rows('FILE#')).filter((row) => 'openPk' in row && !('batchId' in row))).toHaveLength(2);
  expect(await rows('WAITING#')).toEqual([]);
  world.setLedgerFormat(2);
  const later = [];
  for (const name of ['x', 'y']) later.push(await world.drop(`drop/${name}.ndjson`, line(name)));
  await world.record(...later);
  expect(await rows('WAITING#')).toHaveLength(1);
  world.later(61);
  const { imports } = await world.start();
  expect(imports).toMatchObject([{ outcome: 'started', fileCount: 4 }]);
  expect(await importsOf([...keys, 'drop/x.ndjson', 'drop/y.ndjson'])).toEqual([imports[0]?.importId]);
  expect(await isIdle()).toBe(true);
});

test('what a listing finds in such a ledger waits by itself, too', async () => {
  world.setLedgerFormat(1);
  for (const name of ['a', 'b']) await world.drop(`old/${name}.ndjson`, line(name));
  const objects = await Array.fromAsync(listCurrentVersions(world.s3, 'inbox', 'old/'));
  await recordListing(world.recorder(), 'inbox', objects);
  expect(await rows('WAITING#')).toEqual([]);
  world.later(61);
  expect((await world.start()).imports).toMatchObject([{ outcome: 'started', fileCount: 2 }]);
});

test('what a listing finds is written once, too', async () => {
  for (const name of ['a', 'b', 'c']) await world.drop(`old/${name}.ndjson`, line(name));
  const objects = await Array.fromAsync(listCurrentVersions(world.s3, 'inbox', 'old/'));
  await recordListing(world.recorder(), 'inbox', objects);
  expect(await rows('WAITING#')).toMatchObject([
    { prefix: 'old/', names: ['a.ndjson', 'b.ndjson', 'c.ndjson'] },
  ]);
  world.later(61);
  expect((await world.start()).imports).toMatchObject([{ outcome: 'started', fileCount: 3 }]);
});

test('a drop that an earlier version of Inlet opened is imported whole, with what came since', async () => {
  const alone = await world.drop('drop/alone.ndjson', line('alone'));
  await world.record(alone);
  // As today's earlier version writes it: nothing says where its files wait.
  await world.ledger.client.send(
    new UpdateCommand({
      TableName: world.ledger.tableName,
      Key: { pk: 'DROP#default', sk: 'drop/' },
      UpdateExpression: 'REMOVE knownVersion, shards',
    }),
  );
  await arrive(2);
  world.later(61);
  expect((await world.start()).imports).toMatchObject([{ outcome: 'started', fileCount: 3 }]);
  expect(await isIdle()).toBe(true);
});

test('a single file is looked for where it waits, and nowhere else', async () => {
  await world.record(await world.drop('drop/alone.ndjson', line('alone')));
  world.later(61);
  world.calls.splice(0);
  await world.start();
  const asked = world.calls.filter(
    ({ name, input }) =>
      name === 'Query' && JSON.stringify(input.ExpressionAttributeValues).includes('drop/'),
  );
  expect(asked).toHaveLength(1);
});

test('files that wait in a batch for days wait by themselves from then on, and are not forgotten', async () => {
  world.ledger.forgets = { afterDays: 40, now: world.now };
  const { keys } = await arrive(3);
  await pauseRoute(world.ledger, { route: 'default', since: world.now() });
  world.later(8 * 86_400);
  await world.start();
  expect((await rows('FILE#')).filter((row) => 'forgetAt' in row)).toEqual([]);
  expect(await rows('WAITING#')).toEqual([]);
  world.later(400 * 86_400);
  for (const { pk, sk, forgetAt = Infinity } of await rows(''))
    if (Number(forgetAt) * 1000 <= world.now())
      await world.ledger.client.send(
        new DeleteCommand({ TableName: world.ledger.tableName, Key: { pk, sk } }),
      );
  await resumeRoute(world.ledger, 'default');
  const { imports } = await world.start();
  expect(imports).toMatchObject([{ outcome: 'started', fileCount: 3 }]);
  expect(await importsOf(keys)).toEqual([imports[0]?.importId]);
  expect((await Array.fromAsync(openDrops(world.ledger))).map(({ drop }) => drop)).toEqual([]);
});

test('what waits is read without the table’s keys, and what its batch has in common is one text: a million of them are held', async () => {
  const { keys } = await arrive(3);
  const waiting = await Array.fromAsync(pendingArrivals(world.ledger, { route: 'default', drop: 'drop/' }));
  expect(waiting.map(({ key }) => key)).toEqual(keys);
  for (const arrival of waiting) {
    expect(arrival).not.toHaveProperty('pk');
    expect(arrival).not.toHaveProperty('sk');
    expect(arrival).toMatchObject({ bucket: 'inbox', route: 'default', drop: 'drop/', state: 'pending' });
  }
  expect(new Set(waiting.map(({ batchId }) => batchId)).size).toBe(1);
});
