import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arrivalsOf, newestArrival } from '../../../lib/ledger/arrivals.ts';
import { openDrops } from '../../../lib/ledger/drops.ts';
import type { Import } from '../../../lib/ledger/imports.ts';
import { getImport, updateImport } from '../../../lib/ledger/imports.ts';
import { patients } from '../../support/cloud.ts';
import type { World } from '../../support/world.ts';
import { messageOf, startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.setFault(() => undefined);
  world.refuseEvents(() => false);
});
afterAll(() => world.end());

let names = 0;
const freshDrop = (): string => `drop-${(names += 1)}/`;
const rowsOf = async (key: string) => {
  const rows = await Array.fromAsync(arrivalsOf(world.ledger, 'inbox', key));
  return rows.map(({ state, versionId }) => [state, versionId]);
};
const dropNamed = async (name: string) =>
  (await Array.fromAsync(openDrops(world.ledger))).find(({ drop }) => drop === name);
const callsNamed = (name: string, from: number) =>
  world.calls.slice(from).filter((call) => call.name === name);

describe('a batch of arrivals', () => {
  test('is recorded whole, with one update of its drop and no look at S3', async () => {
    const drop = freshDrop();
    const batch = [];
    for (const name of ['a', 'b', 'c'])
      batch.push(await world.drop(`${drop}${name}+%20.ndjson`, patients(1, name)));
    const from = world.calls.length;
    expect(await world.record(...batch)).toEqual({ counts: { recorded: 3 }, failed: [] });
    expect((await newestArrival(world.ledger, 'inbox', `${drop}a+%20.ndjson`))?.state).toBe('pending');
    expect(await dropNamed(drop)).toMatchObject({ fileCount: 3 });
    expect(callsNamed('UpdateItem', from)).toHaveLength(1);
    expect(callsNamed('HeadObject', from)).toHaveLength(0);
  });

  test('fails only the message that cannot be read, and says nothing of its body', async () => {
    const good = await world.drop(`${freshDrop()}a.ndjson`, patients(1));
    const report = await world.record(
      { messageId: 'bad', body: '{"secret": 1' },
      { messageId: 'other', body: '{}' },
      good,
    );
    expect(report.counts).toEqual({ recorded: 1 });
    expect(report.failed.map(({ messageId }) => messageId)).toEqual(['bad', 'other']);
    expect(JSON.stringify(report.failed[1])).not.toContain('secret');
  });

  test('goes back to the queue where its drop could not be told, and tells it when it comes again', async () => {
    const drop = freshDrop();
    const message = await world.drop(`${drop}a.ndjson`, patients(1));
    world.setFault(({ name }) => {
      if (name === 'UpdateItem') throw new Error('no');
    });
    expect((await world.record(message)).failed).toHaveLength(1);
    expect(await dropNamed(drop)).toBeUndefined();
    world.setFault(() => undefined);
    expect(await world.record(message)).toEqual({ counts: { redelivered: 1 }, failed: [] });
    expect(await dropNamed(drop)).toMatchObject({ fileCount: 1 });
    expect(await rowsOf(`${drop}a.ndjson`)).toHaveLength(1);
  });
});

describe('writes of one key', () => {
  test('overtake the pending one before', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const [first, second] = [await world.drop(key, patients(1)), await world.drop(key, patients(2))];
    await world.record(first);
    await world.record(second);
    expect(await rowsOf(key)).toEqual([
      ['pending', second.detail.object['version-id']],
      ['superseded', first.detail.object['version-id']],
    ]);
  });

  test('that are told too late are recorded as superseded', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const [first, second] = [await world.drop(key, patients(1)), await world.drop(key, patients(2))];
    await world.record(second);
    expect((await world.record(first)).counts).toEqual({ superseded: 1 });
    expect((await rowsOf(key)).map(([state]) => state)).toEqual(['pending', 'superseded']);
  });

  test('with the same bytes are no new arrival; with other bytes of the same size they are', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const first = await world.drop(key, patients(1, 'x'));
    const same = await world.drop(key, patients(1, 'x'));
    const other = await world.drop(key, patients(1, 'y'));
    expect(first.detail.object.etag).not.toBe(same.detail.object.etag);
    await world.record(first);
    expect((await world.record(same)).counts).toEqual({ duplicate: 1 });
    expect((await world.record(other)).counts).toEqual({ recorded: 1 });
  });

  test('are new where the version to compare with is gone', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const first = await world.drop(key, patients(1));
    await world.record(first);
    await world.remove(key, first.detail.object['version-id']);
    expect((await world.record(await world.drop(key, patients(1)))).counts).toEqual({ recorded: 1 });
  });

  test.each([
    ['is open', { state: 'STARTED' }, 'duplicate'],
    ['is COMPLETED', { state: 'ENDED', outcome: 'COMPLETED' }, 'duplicate'],
    ['is COMPLETED_WITH_ERRORS', { state: 'ENDED', outcome: 'COMPLETED_WITH_ERRORS' }, 'duplicate'],
    ['has FAILED', { state: 'ENDED', outcome: 'FAILED' }, 'recorded'],
    ['was never started', { state: 'ENDED', outcome: 'START_FAILED' }, 'recorded'],
  ])('with the same bytes, while their import %s, are %s', async (_, changes, kind) => {
    const key = `${freshDrop()}a.ndjson`;
    await world.record(await world.drop(key, patients(1)));
    world.later(61);
    world.configure({ waitingJobs: -1 });
    await world.start();
    world.configure({ waitingJobs: 25 });
    const importId = (await newestArrival(world.ledger, 'inbox', key))?.importId ?? '';
    const row = await getImport(world.ledger, importId);
    if (!row) throw new Error('there is no import');
    await updateImport(world.ledger, row, changes as Partial<Import>);
    expect((await world.record(await world.drop(key, patients(1)))).counts).toEqual({ [kind]: 1 });
  });

  test('end with one pending arrival each, the newest, however their events are doubled and shuffled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(2)), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat(1000)),
        async (writes, random) => {
          const drop = freshDrop();
          const written: [string, Awaited<ReturnType<World['drop']>>][] = [];
          for (const [name, content] of writes) {
            const key = `${drop}${name}.ndjson`;
            written.push([key, await world.drop(key, patients(content + 1, `c${content}`))]);
          }
          const deliveries = written
            .flatMap(([, { detail }]) => [detail, detail])
            .map((detail) => ({ detail, order: Number(random.next().value) }))
            .sort((a, b) => a.order - b.order);
          for (const { detail } of deliveries)
            expect((await world.record(messageOf(detail))).failed).toEqual([]);
          for (const key of new Set(written.map(([of]) => of))) {
            const rows = await Array.fromAsync(arrivalsOf(world.ledger, 'inbox', key));
            expect(rows.filter(({ state }) => state === 'pending')).toHaveLength(1);
            expect(rows[0]?.state).toBe('pending');
            // What waits has the bytes of the last write, be it that write itself or an equal one before it.
            const last = written.filter(([of]) => of === key).at(-1)?.[1].detail.object;
            expect(rows[0]?.size).toBe(last?.size);
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('what is no file to import', () => {
  test('is rejected with an event; the event’s loss is no silence', async () => {
    const key = `${freshDrop()}a.json`;
    const message = await world.drop(key, '{}');
    world.refuseEvents(() => true);
    expect((await world.record(message)).failed).toHaveLength(1);
    expect(await rowsOf(key)).toEqual([]);
    world.refuseEvents(() => false);
    expect((await world.record(message)).counts).toEqual({ rejected: 1 });
    expect(world.rejections().find((rejection) => rejection.key === key)).toMatchObject({
      reason: 'json-not-ndjson',
      bucket: 'inbox',
    });
  });

  test.each(['LICENSE', '_SUCCESS', 'sub/'])('%s starts nothing and is no error', async (name) => {
    expect((await world.record(await world.drop(`${freshDrop()}${name}`, ''))).failed).toEqual([]);
  });

  test.each([
    ['["a.ndjson"]', 'marker'],
    ['{"files": ["a.ndjson"]}', 'marker'],
    ['{"output": [{"type": "Patient", "url": "https://x/y/a.ndjson?z"}]}', 'marker'],
    ['{"files": "a.ndjson"}', 'rejected'],
    ['not JSON', 'rejected'],
  ])('a manifest %s is a %s', async (body, kind) => {
    expect((await world.record(await world.drop(`${freshDrop()}_manifest.json`, body))).counts).toEqual({
      [kind]: 1,
    });
  });
});
