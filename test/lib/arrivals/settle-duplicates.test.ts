import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Import } from '../../../lib/ledger/imports.ts';
import { getImport, updateImport } from '../../../lib/ledger/imports.ts';
import { arrivalsOf } from '../../../lib/ledger/arrivals.ts';
import { importsWithDuplicates } from '../../../lib/ledger/duplicates.ts';
import { patients } from '../../support/cloud.ts';
import { Death } from '../../support/world.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.setFault(() => undefined);
  world.configure({ submittedMs: 0 });
});
afterAll(() => world.end());

let names = 0;
const freshDrop = (): string => `dup-${(names += 1)}/`;
/** Writes a file, by default always the same bytes for its key, and returns S3's message. */
const write = (key: string, content = 'same') =>
  world.drop(key, patients(1, `${key.replaceAll(/\W/g, '-')}-${content}`));
const record = async (message: Awaited<ReturnType<typeof write>>) => {
  const { counts, failed } = await world.record(message);
  expect(failed).toEqual([]);
  return Object.keys(counts)[0];
};
const start = async () => {
  world.later(61);
  return world.start();
};
/** HealthLake runs what was submitted; nobody has asked it yet. */
const runJobs = async () => {
  await world.servicesLater(120);
  await world.jobsEnded();
};
/** The ends of jobs are told, and their results summarized. */
const tellEnds = async () => {
  const from = world.sent.length;
  await world.poll();
  world.queueEnds(from);
  await world.summarize();
};
const arrivals = (key: string) => Array.fromAsync(arrivalsOf(world.ledger, 'inbox', key));
/** The states of a key's writes, newest first. */
const statesOf = async (key: string) => (await arrivals(key)).map(({ state }) => state);
/** The import of a key's newest write. */
const importOf = async (key: string): Promise<Import> => {
  const row = await getImport(world.ledger, (await arrivals(key))[0]?.importId ?? '');
  if (!row) throw new Error(`no import has ${key}`);
  return row;
};
const unsettled = () => Array.fromAsync(importsWithDuplicates(world.ledger));
/** Drops files and starts their import, whose job waits until HealthLake runs it. */
const started = async (...keys: string[]) => {
  world.configure({ submittedMs: 60_000 });
  for (const key of keys) await record(await write(key));
  await start();
  return importOf(keys[0] ?? '');
};
/** Lets everything end that was started, and expects that a key's newest write was imported by itself, and read. */
const expectImportedAgain = async (key: string) => {
  await runJobs();
  await tellEnds();
  const row = await importOf(key);
  expect((await arrivals(key))[0]?.state).toBe('assigned');
  expect(row).toMatchObject({ outcome: 'COMPLETED', summary: { complete: true } });
};

describe('the same bytes, written again while the job of their import is open', () => {
  test('are a duplicate, which is settled once the results show that the job has read them', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const row = await started(key);
    expect(await record(await write(key))).toBe('duplicate');
    expect(await unsettled()).toEqual([row.importId]);
    expect((await start()).duplicates).toEqual([]);
    await runJobs();
    await world.poll();
    expect((await start()).duplicates).toEqual([]);
    world.queueEnds();
    await world.summarize();
    expect((await start()).duplicates).toEqual([{ importId: row.importId, settled: 1, released: [] }]);
    expect(await statesOf(key)).toEqual(['duplicate', 'assigned']);
    expect(await unsettled()).toEqual([]);
  });

  test.each([
    ['a lone file', ['a'], 'FAILED'],
    ['a file of a folder', ['a', 'b'], 'COMPLETED'],
  ])('are imported where the job found them deleted: %s', async (_, files, outcome) => {
    const drop = freshDrop();
    const key = `${drop}a.ndjson`;
    const row = await started(...files.map((name) => `${drop}${name}.ndjson`));
    await world.remove(key);
    await runJobs();
    expect(await record(await write(key))).toBe('duplicate');
    await tellEnds();
    expect(await getImport(world.ledger, row.importId)).toMatchObject({ outcome });
    expect((await start()).duplicates).toEqual([{ importId: row.importId, settled: 0, released: [key] }]);
    expect(await statesOf(key)).toEqual(['assigned', 'assigned']);
    await expectImportedAgain(key);
  });

  test('are imported where the key held other bytes in between, which the job may have read', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const row = await started(key);
    const between = await write(key, 'other');
    await runJobs();
    expect(await record(await write(key))).toBe('duplicate');
    // Its event comes last, and nobody would import it any more.
    expect(await record(between)).toBe('superseded');
    await tellEnds();
    expect((await start()).duplicates).toEqual([{ importId: row.importId, settled: 0, released: [key] }]);
    await expectImportedAgain(key);
  });

  test('are imported where other bytes came in between and were withdrawn', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const row = await started(key);
    await record(await write(key, 'other'));
    await runJobs();
    await world.remove(key);
    await start();
    expect((await statesOf(key))[0]).toBe('withdrawn');
    expect(await record(await write(key))).toBe('duplicate');
    await tellEnds();
    expect((await start()).duplicates).toEqual([{ importId: row.importId, settled: 0, released: [key] }]);
    await expectImportedAgain(key);
  });

  test('are settled however often they came; in a bucket whose ETags differ for each upload, too', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const row = await started(key);
    for (let times = 0; times < 3; times += 1) expect(await record(await write(key))).toBe('duplicate');
    await runJobs();
    await tellEnds();
    expect((await start()).duplicates).toEqual([{ importId: row.importId, settled: 3, released: [] }]);
  });

  test('are settled where the job reads copies, whatever the key held in between', async () => {
    const drop = freshDrop();
    const key = `${drop}a.ndjson`;
    await world.record(await world.drop(`${drop}notes.txt`, 'x'));
    const row = await started(key, `${drop}b.ndjson`);
    expect(row.inputS3Uri).toMatch(/^s3:\/\/work\/imports\//);
    await world.remove(key);
    await runJobs();
    expect(await record(await write(key))).toBe('duplicate');
    await tellEnds();
    expect((await start()).duplicates).toEqual([{ importId: row.importId, settled: 1, released: [] }]);
  });

  test('are imported once, as the newest, where a write came twice and the job read none', async () => {
    const key = `${freshDrop()}a.ndjson`;
    const row = await started(key);
    await world.remove(key);
    await runJobs();
    for (let times = 0; times < 2; times += 1) await record(await write(key));
    await tellEnds();
    expect((await start()).duplicates).toEqual([
      { importId: row.importId, settled: 0, released: [key, key] },
    ]);
    expect(await statesOf(key)).toEqual(['assigned', 'superseded', 'assigned']);
    await expectImportedAgain(key);
  });

  test('are imported after a day where nobody summarizes the results', async () => {
    const key = `${freshDrop()}a.ndjson`;
    await started(key);
    await record(await write(key));
    await runJobs();
    await world.poll();
    expect((await start()).duplicates).toEqual([]);
    world.later(24 * 3600);
    expect((await start()).duplicates).toMatchObject([{ released: [key] }]);
    await expectImportedAgain(key);
  });
});

test('the same bytes, written again after an import that has not read them all, are new work', async () => {
  const drop = freshDrop();
  const key = `${drop}a.ndjson`;
  await started(key, `${drop}b.ndjson`);
  await world.remove(key);
  await runJobs();
  await tellEnds();
  expect(await importOf(key)).toMatchObject({ outcome: 'COMPLETED', summary: { complete: false } });
  expect(await record(await write(key))).toBe('recorded');
});

test('a run that dies anywhere while it lets a duplicate wait again loses nothing', async () => {
  for (let change = 1; change <= 3; change += 1) {
    const key = `${freshDrop()}a.ndjson`;
    const row = await started(key);
    await record(await write(key));
    await updateImport(world.ledger, await importOf(key), { state: 'ENDED', outcome: 'FAILED' });
    let changes = 0;
    world.setFault(({ name }, moment) => {
      if (name === 'UpdateItem' && moment === 'after' && (changes += 1) === change) throw new Death();
    });
    await start().catch(() => undefined);
    world.setFault(() => undefined);
    for (let runs = 0; runs < 2; runs += 1) {
      world.later(1000);
      await world.start();
    }
    expect((await arrivals(key))[0]).toMatchObject({ state: 'assigned' });
    expect((await importOf(key)).importId).not.toBe(row.importId);
    await runJobs();
    await tellEnds();
  }
});

test('duplicates of other imports are settled where those of one cannot be', async () => {
  const [first, second] = [`${freshDrop()}a.ndjson`, `${freshDrop()}a.ndjson`];
  await started(first);
  await started(second);
  for (const key of [first, second]) await record(await write(key));
  await runJobs();
  await tellEnds();
  world.setFault(({ name, input }) => {
    if (name === 'ListObjectVersions' && String(input.Prefix).startsWith(first.split('/')[0] ?? ''))
      throw new Error('S3 is away');
  });
  const { duplicates } = await start();
  expect(duplicates.map(({ settled, errorName }) => ({ settled, errorName })).sort()).toEqual(
    expect.arrayContaining([
      { settled: 0, errorName: 'Error' },
      { settled: 1, errorName: undefined },
    ]),
  );
  world.setFault(() => undefined);
  await start();
  expect(await unsettled()).toEqual([]);
});
