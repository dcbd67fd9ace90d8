import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arrivalsOf, newestArrival } from '../../../lib/ledger/arrivals.ts';
import { openDrops } from '../../../lib/ledger/drops.ts';
import type { Import } from '../../../lib/ledger/imports.ts';
import { getImport, updateImport } from '../../../lib/ledger/imports.ts';
import { patients } from '../../support/cloud.ts';
import { testRoute } from '../../support/routes.ts';
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
    expect(await world.record(...batch)).toMatchObject({ counts: { recorded: 3 }, failed: [] });
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
    expect(JSON.stringify(report.failed)).not.toContain('secret');
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
    expect(await world.record(message)).toMatchObject({ counts: { redelivered: 1 }, failed: [] });
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

  test('that bring the same bytes while the first still waits take its place, without a look at S3', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const [first, same] = [await world.drop(key, patients(1)), await world.drop(key, patients(1))];
    expect(first.detail.object.etag).not.toBe(same.detail.object.etag);
    await world.record(first);
    const from = world.calls.length;
    expect((await world.record(same)).counts).toEqual({ recorded: 1 });
    expect(await rowsOf(key)).toEqual([
      ['pending', same.detail.object['version-id']],
      ['superseded', first.detail.object['version-id']],
    ]);
    expect(callsNamed('HeadObject', from)).toHaveLength(0);
  });

  test('in one batch are in S3’s own order, whatever the order of their messages', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const writes = [];
    for (const count of [1, 2, 3]) writes.push(await world.drop(key, patients(count)));
    await world.record(...writes.toReversed(), ...writes);
    expect((await rowsOf(key)).map(([state]) => state)).toEqual(['pending', 'superseded', 'superseded']);
  });

  test('that died before the older one was overtaken finish that when they come again', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const [first, second] = [await world.drop(key, patients(1)), await world.drop(key, patients(2))];
    await world.record(first);
    world.setFault(({ name }) => {
      if (name === 'UpdateItem') throw new Error('died');
    });
    expect((await world.record(second)).failed).toHaveLength(1);
    expect((await rowsOf(key)).map(([state]) => state)).toEqual(['pending', 'pending']);
    world.setFault(() => undefined);
    expect((await world.record(second)).counts).toEqual({ redelivered: 1 });
    expect((await rowsOf(key)).map(([state]) => state)).toEqual(['pending', 'superseded']);
  });
});

describe('writes of a key that an import has', () => {
  /** Drops and plans a file; its import stays open since the service has no room. */
  const planned = async (key: string, body: string): Promise<Import> => {
    await world.record(await world.drop(key, body));
    world.later(61);
    world.configure({ waitingJobs: -1 });
    await world.start();
    world.configure({ waitingJobs: 25 });
    const importId = (await newestArrival(world.ledger, 'inbox', key))?.importId ?? '';
    const row = await getImport(world.ledger, importId);
    if (!row) throw new Error('there is no import');
    return row;
  };

  test.each([
    ['is open', { state: 'STARTED' }, 'duplicate'],
    ['is COMPLETED', { state: 'ENDED', outcome: 'COMPLETED' }, 'duplicate'],
    ['is COMPLETED_WITH_ERRORS', { state: 'ENDED', outcome: 'COMPLETED_WITH_ERRORS' }, 'duplicate'],
    ['has FAILED', { state: 'ENDED', outcome: 'FAILED' }, 'recorded'],
    ['was cancelled', { state: 'ENDED', outcome: 'CANCEL_COMPLETED' }, 'recorded'],
    ['was given up', { state: 'START_FAILED' }, 'recorded'],
    ['was never started', { state: 'ENDED', outcome: 'START_FAILED' }, 'recorded'],
  ])('with the same bytes, while their import %s, are %s', async (_, changes, kind) => {
    const key = `${freshDrop()}a.ndjson`;
    const row = await planned(key, patients(1));
    await updateImport(world.ledger, row, changes as Partial<Import>);
    const again = await world.drop(key, patients(1));
    expect((await world.record(again)).counts).toEqual({ [kind]: 1 });
    expect((await world.record(again)).counts).toEqual({ [kind === 'recorded' ? 'redelivered' : kind]: 1 });
  });

  test('with other bytes are new work, and S3 is asked only where the sizes agree', async () => {
    const key = `${freshDrop()}a.ndjson`;
    await planned(key, patients(1, 'x'));
    const from = world.calls.length;
    expect((await world.record(await world.drop(key, patients(2, 'x')))).counts).toEqual({ recorded: 1 });
    expect(callsNamed('HeadObject', from)).toHaveLength(0);

    const other = `${freshDrop()}a.ndjson`;
    await planned(other, patients(1, 'x'));
    const next = world.calls.length;
    expect((await world.record(await world.drop(other, patients(1, 'y')))).counts).toEqual({ recorded: 1 });
    expect(callsNamed('HeadObject', next)).toHaveLength(2);
  });

  test('are new work where the version to compare with is gone', async () => {
    const key = `${freshDrop()}a.ndjson`;
    await planned(key, patients(1));
    const { versionId } = (await newestArrival(world.ledger, 'inbox', key)) ?? {};
    await world.remove(key, versionId ?? '');
    expect((await world.record(await world.drop(key, patients(1)))).counts).toEqual({ recorded: 1 });
  });

  test('are new work where the key belongs to another route by now', async () => {
    const key = `moved/${freshDrop()}a.ndjson`;
    await planned(key, patients(1));
    const routes = [testRoute({ datastoreId: world.datastoreId })];
    world.setRoutes([...routes, testRoute({ name: 'moved', prefix: 'moved/', datastoreId: 'e'.repeat(32) })]);
    expect((await world.record(await world.drop(key, patients(1)))).counts).toEqual({ recorded: 1 });
    world.setRoutes(routes);
  });

  test('that lie between two equal ones and are told last are not taken for the newest', async () => {
    const key = `${freshDrop()}a.ndjson`;
    await planned(key, patients(1));
    const between = await world.drop(key, patients(2));
    expect((await world.record(await world.drop(key, patients(1)))).counts).toEqual({ duplicate: 1 });
    expect((await world.record(between)).counts).toEqual({ superseded: 1 });
    expect((await rowsOf(key)).map(([state]) => state)).toEqual(['duplicate', 'superseded', 'assigned']);
  });
});

describe('any history of writes', () => {
  test('ends with one pending arrival for each key, the newest, however the events are doubled, shuffled and batched', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(2)), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat(1000)),
        fc.integer({ min: 1, max: 4 }),
        async (writes, random, batchSize) => {
          const drop = freshDrop();
          const newest = new Map<string, string | undefined>();
          const details = [];
          for (const [name, content] of writes) {
            const key = `${drop}${name}.ndjson`;
            const { detail } = await world.drop(key, patients(content + 1, `c${content}`));
            newest.set(key, detail.object['version-id']);
            details.push(detail);
          }
          const deliveries = [...details, ...details]
            .map((detail) => ({ message: messageOf(detail), order: Number(random.next().value) }))
            .sort((a, b) => a.order - b.order)
            .map(({ message }) => message);
          const batches = Array.from({ length: Math.ceil(deliveries.length / batchSize) }, (_, index) =>
            deliveries.slice(index * batchSize, (index + 1) * batchSize),
          );
          // Two functions at a time, as Lambda would have it.
          for (let first = 0; first < batches.length; first += 2) {
            const reports = await Promise.all(
              batches.slice(first, first + 2).map((batch) => world.record(...batch)),
            );
            expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
          }
          for (const [key, versionId] of newest) {
            const [first, ...older] = await rowsOf(key);
            expect(first).toEqual(['pending', versionId]);
            expect(older.filter(([state]) => state !== 'superseded')).toEqual([]);
          }
        },
      ),
      { numRuns: 15 },
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

  test.each([
    ['a.json', 2, 'json-not-ndjson'],
    ['a.jsonl', 2, 'jsonl-extension'],
    ['a.ndjson.gz', 2, 'compressed'],
    ['a.zip', 2, 'archive'],
    ['a.csv', 2, 'not-ndjson'],
    ['a.ndjson', 0, 'empty'],
    ['a.ndjson', 50_000_000_001, 'too-large'],
  ])(
    '%s of %i bytes is rejected as %s, once in the ledger however often it is told',
    async (name, size, reason) => {
      const { detail } = await world.drop(`${freshDrop()}${name}`, '');
      const { key } = detail.object;
      const message = messageOf({ ...detail, object: { ...detail.object, size } });
      await world.record(message);
      await world.record(message);
      expect((await rowsOf(key)).map(([state]) => state)).toEqual(['rejected']);
      const told = world.rejections().filter((rejection) => rejection.key === key);
      expect(told.map((rejection) => rejection.reason)).toEqual([reason, reason]);
      expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(1);
    },
  );

  test('but of no route is rejected as that', async () => {
    world.setRoutes([testRoute({ name: 'lab', prefix: 'lab/' })]);
    const { counts } = await world.record(await world.drop('elsewhere/a.ndjson', patients(1)));
    world.setRoutes([testRoute({ datastoreId: world.datastoreId })]);
    expect(counts).toEqual({ rejected: 1 });
    expect(world.rejections().at(-1)).toMatchObject({ reason: 'no-route', route: null, drop: null });
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
