import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CopyObjectCommand, DeleteObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { recordListing } from '../../../lib/arrivals/record-listing.ts';
import { newestArrival } from '../../../lib/ledger/arrivals.ts';
import { openDrops } from '../../../lib/ledger/drops.ts';
import { getImport } from '../../../lib/ledger/imports.ts';
import { readPlan } from '../../../lib/plans/write-plan.ts';
import { listCurrentVersions } from '../../../lib/s3/listing.ts';
import { patients } from '../../support/cloud.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  world.setFault(() => undefined);
  world.refuseEvents(() => false);
  await world.jobsEnded();
  await world.poll();
});
afterAll(() => world.end());

let names = 0;
const freshDrop = (): string => `del-${(names += 1)}/`;
const arrive = async (key: string, body = patients(1, `p${(names += 1)}`)) => {
  const message = await world.drop(key, body);
  expect((await world.record(message)).failed).toEqual([]);
  return message.detail.object;
};
const start = async () => {
  world.later(61);
  return world.start();
};
const stateOf = async (key: string) => (await newestArrival(world.ledger, 'inbox', key))?.state;
/** The keys of the plan of the import that has a key. */
const planOf = async (key: string) => {
  const { importId = '' } = (await newestArrival(world.ledger, 'inbox', key)) ?? {};
  const row = await getImport(world.ledger, importId);
  return row && (await readPlan(world.planWriter(), row)).files.map((file) => file.key);
};
const withdrawn = (folder: string) =>
  world.withdrawals().flatMap(({ key, reason }) => (key.startsWith(folder) ? [{ key, reason }] : []));
const isOpen = async (name: string) =>
  (await Array.fromAsync(openDrops(world.ledger))).some(({ drop }) => drop === name);
/** Whatever S3 still has of a key. */
const purge = async (key: string) => {
  const { Versions = [], DeleteMarkers = [] } = await world.others.send(
    new ListObjectVersionsCommand({ Bucket: 'inbox', Prefix: key }),
  );
  for (const { VersionId } of [...Versions, ...DeleteMarkers]) await world.remove(key, VersionId);
};

describe('a file that is deleted before its plan is frozen', () => {
  test.each([
    ['of a folder that closes by quiet', false],
    ['of a folder with a marker', true],
  ])('is not imported, %s; it is told, and the rest is imported', async (_, isMarked) => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    const b = await arrive(`${drop}b.ndjson`);
    await world.remove(`${drop}b.ndjson`);
    if (isMarked) await arrive(`${drop}_SUCCESS`, '');
    await start();
    expect(await planOf(`${drop}a.ndjson`)).toEqual([`${drop}a.ndjson`]);
    expect(await stateOf(`${drop}b.ndjson`)).toBe('withdrawn');
    expect(world.withdrawals().filter(({ key }) => key.startsWith(drop))).toMatchObject([
      {
        bucket: 'inbox',
        key: `${drop}b.ndjson`,
        versionId: b['version-id'],
        route: 'default',
        drop: drop.slice(0, -1),
        reason: 'deleted',
      },
    ]);
    expect(await isOpen(drop)).toBe(false);
  });

  test('is not imported where it is one of two loose files', async () => {
    const [a, b] = [`loose-${(names += 1)}.ndjson`, `loose-${(names += 1)}.ndjson`] as const;
    await arrive(a);
    await arrive(b);
    await world.remove(a);
    await start();
    expect(await planOf(b)).toEqual([b]);
    expect(withdrawn(a)).toEqual([{ key: a, reason: 'deleted' }]);
  });

  test('starts nothing where nothing else is left of its drop', async () => {
    const [drop, loose] = [freshDrop(), `loose-${(names += 1)}.ndjson`];
    for (const key of [`${drop}a.ndjson`, `${drop}b.ndjson`, loose]) {
      await arrive(key);
      await world.remove(key);
    }
    const jobs = world.jobs().length;
    const { drops, imports } = await start();
    expect(imports).toEqual([]);
    expect(drops.find((report) => report.drop === drop)).toMatchObject({
      withdrawnFiles: 2,
      pendingFiles: 0,
    });
    expect(world.jobs()).toHaveLength(jobs);
    expect(await isOpen(drop)).toBe(false);
    expect(withdrawn(drop)).toHaveLength(2);
  });

  test('is told as gone where nothing is left of the key, or an older version took its place', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    await purge(`${drop}a.ndjson`);
    await arrive(`${drop}b.ndjson`);
    const second = await arrive(`${drop}b.ndjson`);
    await world.remove(`${drop}b.ndjson`, second['version-id']);
    await arrive(`${drop}c.ndjson`);
    await start();
    expect(withdrawn(drop)).toEqual([
      { key: `${drop}a.ndjson`, reason: 'gone' },
      { key: `${drop}b.ndjson`, reason: 'gone' },
    ]);
    expect(await planOf(`${drop}c.ndjson`)).toEqual([`${drop}c.ndjson`]);
  });

  test('is imported under its new name where it was moved, inside its folder or into another', async () => {
    const [drop, other] = [freshDrop(), freshDrop()];
    const move = async (from: string, to: string) => {
      const message = world.nextMessage();
      await world.others.send(
        new CopyObjectCommand({ Bucket: 'inbox', Key: to, CopySource: `inbox/${from}` }),
      );
      await world.remove(from);
      await world.record(await message);
    };
    for (const name of ['a', 'b', 'c']) await arrive(`${drop}${name}.ndjson`);
    await move(`${drop}a.ndjson`, `${drop}renamed.ndjson`);
    await move(`${drop}b.ndjson`, `${other}b.ndjson`);
    await start();
    expect(await planOf(`${drop}c.ndjson`)).toEqual([`${drop}c.ndjson`, `${drop}renamed.ndjson`]);
    expect(await planOf(`${other}b.ndjson`)).toEqual([`${other}b.ndjson`]);
    expect(withdrawn(drop).map(({ key }) => key)).toEqual([`${drop}a.ndjson`, `${drop}b.ndjson`]);
  });

  test('is not told where it was written again, and is imported with its newest content', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    await world.remove(`${drop}a.ndjson`);
    await arrive(`${drop}a.ndjson`);
    await start();
    expect(withdrawn(drop)).toEqual([]);
    expect(await planOf(`${drop}a.ndjson`)).toEqual([`${drop}a.ndjson`]);
  });

  test('is imported when it is written again later, with the same bytes too', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`, patients(1, 'same'));
    await world.remove(`${drop}a.ndjson`);
    await start();
    expect(await stateOf(`${drop}a.ndjson`)).toBe('withdrawn');
    await arrive(`${drop}a.ndjson`, patients(1, 'same'));
    await start();
    expect(await planOf(`${drop}a.ndjson`)).toEqual([`${drop}a.ndjson`]);
  });

  test('is imported where its delete marker was removed and a listing or a marker takes the folder', async () => {
    for (const how of ['listing', 'marker']) {
      const drop = freshDrop();
      await arrive(`${drop}a.ndjson`);
      const { VersionId } = await world.others.send(
        new DeleteObjectCommand({ Bucket: 'inbox', Key: `${drop}a.ndjson` }),
      );
      await start();
      expect(await stateOf(`${drop}a.ndjson`)).toBe('withdrawn');
      await world.remove(`${drop}a.ndjson`, VersionId);
      if (how === 'marker') await arrive(`${drop}_SUCCESS`, '');
      else {
        const objects = await Array.fromAsync(listCurrentVersions(world.s3, 'inbox', drop));
        await recordListing(world.recorder(), 'inbox', objects);
      }
      await start();
      expect(await planOf(`${drop}a.ndjson`)).toEqual([`${drop}a.ndjson`]);
    }
  });

  test('whose event comes once more stays withdrawn', async () => {
    const drop = freshDrop();
    const message = await world.drop(`${drop}a.ndjson`, patients(1));
    await world.record(message);
    await world.remove(`${drop}a.ndjson`);
    await start();
    await world.record(message);
    await start();
    expect(await stateOf(`${drop}a.ndjson`)).toBe('withdrawn');
    expect(withdrawn(drop)).toHaveLength(1);
  });

  test('waits, with its drop, while the bus does not take the event', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    await world.remove(`${drop}a.ndjson`);
    world.refuseEvents(() => true);
    const { drops } = await start();
    expect(drops.find((report) => report.drop === drop)).toMatchObject({ errorName: 'Error' });
    expect(await stateOf(`${drop}a.ndjson`)).toBe('pending');
    world.refuseEvents(() => false);
    await start();
    expect(await stateOf(`${drop}a.ndjson`)).toBe('withdrawn');
    expect(withdrawn(drop)).toHaveLength(1);
  });

  test('is found out by listing: one call for all files of a drop, none for each', async () => {
    const drop = freshDrop();
    for (let index = 0; index < 30; index += 1)
      await arrive(`${drop}${index}.ndjson`, patients(1, `i${index}`));
    const before = world.calls.length;
    await start();
    const calls = world.calls.slice(before).map(({ name }) => name);
    expect(calls.filter((name) => name === 'ListObjectVersions')).toHaveLength(1);
    expect(calls).not.toContain('HeadObject');
  });
});

describe('a file that is deleted after its plan was frozen', () => {
  test.each([
    ['a lone file', ['a.ndjson']],
    ['one of a folder', ['a.ndjson', 'b.ndjson']],
  ])('is imported in the version that was planned, from a copy: %s', async (_, files) => {
    const drop = freshDrop();
    for (const name of files) await arrive(`${drop}${name}`);
    world.setFault(async ({ name }, moment) => {
      if (name !== 'PutObject' || moment !== 'after') return;
      world.setFault(() => undefined);
      await world.remove(`${drop}a.ndjson`);
    });
    const { imports } = await start();
    const { importId = '' } = imports.find(({ outcome }) => outcome === 'started') ?? {};
    await world.jobsEnded();
    expect(await getImport(world.ledger, importId)).toMatchObject({
      inputS3Uri: `s3://work/imports/${importId}/`,
      fileCount: files.length,
    });
    expect(world.jobs().find(({ jobName }) => jobName === importId)).toMatchObject({ status: 'COMPLETED' });
    expect(withdrawn(drop)).toEqual([]);
  });
});
