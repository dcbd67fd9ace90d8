import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listCurrentVersions } from '../../../lib/s3/listing.ts';
import { listedSequencer } from '../../../lib/ledger/arrivals.ts';
import { recordListed } from '../../../lib/arrivals/record-file.ts';
import { writesOf } from '../../../lib/arrivals/writes-of-key.ts';
import { patients } from '../../support/cloud.ts';
import type { World } from '../../support/world.ts';
import { messageOf, startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

let names = 0;
const freshDrop = (): string => `drop-${(names += 1)}/`;

/** Records whatever lies in a folder now. */
async function list(drop: string): Promise<void> {
  for await (const object of listCurrentVersions(world.s3, 'inbox', drop)) {
    await recordListed(world, {
      ...object,
      sequencer: listedSequencer(object),
      isListed: true,
      bucket: 'inbox',
      route: 'default',
      drop,
      recordedAt: Date.now(),
      state: 'pending',
    });
  }
}

const rowsOf = async (key: string) => {
  const rows = await Array.fromAsync(writesOf(world, 'inbox', key));
  return rows.map(({ state, versionId }) => [state, versionId]);
};

describe('a file that a listing finds', () => {
  test('is an arrival in one call, and its event is the same arrival', async () => {
    const drop = freshDrop();
    const key = `${drop}a b+ü\u0001.ndjson`;
    const message = await world.drop(key, patients(1));
    const from = world.calls.length;
    await list(drop);
    expect(world.calls.slice(from).map(({ name }) => name)).toEqual(['ListObjectVersions', 'PutItem']);
    expect((await world.record(message)).counts).toEqual({ redelivered: 1 });
    expect(await rowsOf(key)).toEqual([['pending', message.detail.object['version-id']]]);
  });

  test('is left alone where its event came first, whatever became of it', async () => {
    const drop = freshDrop();
    const key = `${drop}a.ndjson`;
    const message = await world.drop(key, patients(1));
    await world.record(message);
    await list(drop);
    expect(await rowsOf(key)).toHaveLength(1);
    world.later(61);
    await world.start();
    await list(drop);
    expect(await rowsOf(key)).toEqual([['assigned', message.detail.object['version-id']]]);
  });

  test('is not overtaken by an older write whose event comes later', async () => {
    const drop = freshDrop();
    const key = `${drop}a.ndjson`;
    const older = await world.drop(key, patients(1));
    const newer = await world.drop(key, patients(2));
    await list(drop);
    expect((await world.record(older)).counts).toEqual({ superseded: 1 });
    expect((await world.record(newer)).counts).toEqual({ redelivered: 1 });
    expect(await rowsOf(key)).toEqual([
      ['pending', newer.detail.object['version-id']],
      ['superseded', older.detail.object['version-id']],
    ]);
  });

  test('is planned, and not an older write that a run was recording when it died', async () => {
    const drop = freshDrop();
    const key = `${drop}a.ndjson`;
    const older = await world.drop(key, patients(1));
    const newer = await world.drop(key, patients(2));
    await list(drop);
    world.setFault(({ name }) => {
      if (name === 'HeadObject') throw new Error('died');
    });
    expect((await world.record(older)).failed).toHaveLength(1);
    world.setFault(() => undefined);
    expect((await rowsOf(key)).map(([state]) => state)).toEqual(['pending', 'pending']);
    await world.record(newer);
    world.later(61);
    await world.start();
    expect(await rowsOf(key)).toEqual([
      ['assigned', newer.detail.object['version-id']],
      ['superseded', older.detail.object['version-id']],
    ]);
  });
});

describe('any history of writes, events and listings', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ write: fc.constantFrom('a', 'b'), content: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.record({ deliver: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.constant('list' as const) },
  );

  test('ends with one pending arrival for each key, the newest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        const drop = freshDrop();
        const newest = new Map<string, string | undefined>();
        const details: Parameters<typeof messageOf>[0][] = [];
        for (const next of steps) {
          if (next === 'list') await list(drop);
          else if ('write' in next) {
            const key = `${drop}${next.write}.ndjson`;
            const { detail } = await world.drop(key, patients(next.content + 1, `c${next.content}`));
            newest.set(key, detail.object['version-id']);
            details.push(detail);
          } else if (details.length > 0) {
            const chosen = next.deliver.flatMap((index) => details[index % details.length] ?? []);
            expect((await world.record(...chosen.map(messageOf))).failed).toEqual([]);
          }
        }
        await world.record(...details.toReversed().map(messageOf));
        for (const [key, versionId] of newest) {
          const [first, ...older] = await rowsOf(key);
          expect(first).toEqual(['pending', versionId]);
          expect(older.filter(([state]) => state !== 'superseded')).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
