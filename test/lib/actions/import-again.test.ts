import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { importAgain, MOST_RUNS } from '../../../lib/actions/import-again.ts';
import { clientTokenOf } from '../../../lib/plans/plan.ts';
import { newestArrival } from '../../../lib/ledger/arrivals.ts';
import { putImportSummary } from '../../../lib/ledger/ended-imports.ts';
import type { Import } from '../../../lib/ledger/imports.ts';
import { endImport, getImport, updateImport } from '../../../lib/ledger/imports.ts';
import { patients } from '../../support/cloud.ts';
import { dieAt } from '../../support/die-at.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.setFault(() => undefined);
  world.configure({ unusableKeys: [], rememberClientTokens: true });
});
afterAll(() => world.end());

const RESULTS_KEY = 'arn:aws:kms:us-east-1:000000000000:key/results';
const again = (importId: string, overwrite = false, deletedToo = false) =>
  importAgain(world.planWriter(), importId, { reason: 'the key was disabled', overwrite, deletedToo });
const rowOf = async (importId: string): Promise<Import> => {
  const row = await getImport(world.ledger, importId);
  if (!row) throw new Error(`there is no import ${importId}`);
  return row;
};
const jobsOf = (importId: string) => world.jobs().filter(({ jobName }) => jobName?.startsWith(importId));
const start = async () => {
  world.later(61);
  return world.start();
};
const finish = async () => {
  await world.jobsEnded();
  await world.poll();
};

let names = 0;
/** Drops files of a folder and imports them; returns the import and the keys. */
async function imported(
  bodies: Record<string, string> = { 'a.ndjson': patients(1, `again-${names}`) },
): Promise<{ importId: string; keys: string[] }> {
  const folder = `again-${(names += 1)}/`;
  const keys = Object.keys(bodies).map((name) => `${folder}${name}`);
  for (const [name, body] of Object.entries(bodies))
    await world.record(await world.drop(`${folder}${name}`, body));
  await start();
  await finish();
  const { importId = '' } = (await newestArrival(world.ledger, 'inbox', keys[0] ?? '')) ?? {};
  return { importId, keys };
}

describe('an import that is done again', () => {
  test('becomes a second job with another token and name, and keeps what became of the first, and why', async () => {
    world.configure({ unusableKeys: [RESULTS_KEY] });
    const { importId } = await imported();
    world.configure({ unusableKeys: [] });
    const failed = await rowOf(importId);
    expect(failed.outcome).toBe('FAILED');

    expect(await again(importId)).toEqual({ kind: 'repeated', attempt: 2 });
    expect(await rowOf(importId)).toMatchObject({
      state: 'READY',
      attempt: 2,
      clientToken: clientTokenOf(failed.datastoreId, failed.planSha256, 2),
    });
    await start();
    await finish();
    const row = await rowOf(importId);
    expect(row).toMatchObject({ state: 'ENDED', outcome: 'COMPLETED', attempt: 2 });
    expect(row.history).toEqual([
      {
        attempt: 1,
        outcome: 'FAILED',
        jobId: failed.jobId,
        repeatedAt: expect.any(Number),
        reason: 'the key was disabled',
      },
    ]);
    expect(jobsOf(importId).map(({ jobName }) => jobName)).toEqual([importId, `${importId}-2`]);
    const names = world.statusEvents().filter((event) => event.importId === importId);
    expect(new Set(names.map(({ jobName }) => jobName))).toEqual(new Set([importId, `${importId}-2`]));
  });

  test('may have COMPLETED, or have been given up without a job', async () => {
    const completed = await imported();
    expect(await again(completed.importId)).toMatchObject({ kind: 'repeated' });
    await start();
    await finish();
    const row = await rowOf(completed.importId);
    await updateImport(world.ledger, row, { outcome: 'START_FAILED' });
    expect(await again(completed.importId)).toEqual({ kind: 'repeated', attempt: 3 });
    await start();
    await finish();
    expect((await rowOf(completed.importId)).history?.map(({ outcome }) => outcome)).toEqual([
      'COMPLETED',
      'START_FAILED',
    ]);
  });

  test('is not ended or summarized by a late word about its first job', async () => {
    const { importId } = await imported();
    const { jobId = '' } = await rowOf(importId);
    await again(importId);
    await endImport(world.ledger, importId, jobId, 'COMPLETED', 1);
    const counts = { resourcesScanned: 1, resourcesImported: 1, resourcesFailed: 0, filesScanned: 1 };
    const summary = { ...counts, filesFailed: 0, complete: true, summaryS3Uri: null };
    expect(await putImportSummary(world.ledger, importId, jobId, summary)).toBe(false);
    const row = await rowOf(importId);
    expect(row.state).toBe('READY');
    expect(row).not.toHaveProperty('summary');
    await start();
    await finish();
    expect(await rowOf(importId)).toMatchObject({ attempt: 2, outcome: 'COMPLETED' });
  });

  test('reads the version that was planned, where its key holds something else by now', async () => {
    const { importId, keys } = await imported({ 'a.ndjson': patients(3, 'old') });
    await world.drop(keys[0] ?? '', patients(1, 'new'));
    await again(importId, true);
    await start();
    await finish();
    const row = await rowOf(importId);
    expect(row.inputS3Uri).toBe(`s3://work/imports/${importId}/`);
    const end = world.statusEvents().find((event) => event.jobId === row.jobId && event.endTime !== null);
    expect(end?.progress?.resourcesImported).toBe(3);
  });

  test('lets newer content that comes meanwhile wait for it: the newest is the last imported', async () => {
    const { importId, keys } = await imported();
    await again(importId);
    await world.record(await world.drop(keys[0] ?? '', patients(2, 'newer')));
    const { imports } = await start();
    expect(imports.map(({ outcome }) => outcome)).toEqual(['started', 'waits-for-older']);
    await finish();
    expect((await start()).imports.map(({ outcome }) => outcome)).toEqual(['started']);
    await finish();
  });
});

test('an import that puts old content last is waited for by content that comes after it was asked for', async () => {
  const { importId, keys } = await imported();
  const dropAgain = async (body: string): Promise<void> => {
    await world.record(await world.drop(keys[0] ?? '', body));
  };
  await dropAgain(patients(2, 'newer'));
  await start();
  await finish();
  expect(await again(importId, true)).toMatchObject({ kind: 'repeated' });
  await dropAgain(patients(3, 'newest'));
  const { imports } = await start();
  expect(imports.map(({ outcome }) => outcome)).toEqual(['started', 'waits-for-older']);
  await finish();
  expect((await start()).imports.map(({ outcome }) => outcome)).toEqual(['started']);
  await finish();
});

describe('an import is not done again', () => {
  test('where it is open, unknown, abandoned, or was done too often', async () => {
    const { importId } = await imported();
    await again(importId);
    expect(await again(importId)).toEqual({ kind: 'open', state: 'READY', attempt: 2 });
    await start();
    expect(await again(importId)).toMatchObject({ kind: 'open', state: 'STARTED' });
    await finish();
    expect(await again('imp-none')).toEqual({ kind: 'unknown' });
    await updateImport(world.ledger, await rowOf(importId), { attempt: MOST_RUNS });
    expect(await again(importId)).toEqual({ kind: 'too-many-attempts' });
    await updateImport(world.ledger, await rowOf(importId), { state: 'ABANDONED' });
    expect(await again(importId)).toEqual({ kind: 'abandoned' });
  });

  test('where its plan is gone', async () => {
    const { importId } = await imported();
    const { planKey } = await rowOf(importId);
    await world.s3.send(new DeleteObjectCommand({ Bucket: 'work', Key: planKey }));
    expect(await again(importId)).toEqual({ kind: 'plan-gone' });
  });

  test('where newer content of a key was imported since, unless that is wanted', async () => {
    const { importId, keys } = await imported({ 'a.ndjson': patients(1, 'a'), 'b.ndjson': patients(1, 'b') });
    await world.record(await world.drop(keys[1] ?? '', patients(2, 'b')));
    await start();
    await finish();
    expect(await again(importId)).toEqual({ kind: 'newer-content', keys: [keys[1]] });
    expect((await rowOf(importId)).state).toBe('ENDED');
    expect(await again(importId, true)).toEqual({ kind: 'repeated', attempt: 2 });
    await start();
    await finish();
    expect(await rowOf(importId)).toMatchObject({ outcome: 'COMPLETED', overwrites: true });
  });

  test('where newer content was planned in the very moment: it is given up, and told', async () => {
    const { importId, keys } = await imported();
    await world.record(await world.drop(keys[0] ?? '', patients(2, 'newer')));
    // The older import is found ended by the run that plans, and is open again when that run starts jobs; the next run sees that.
    world.setFault(async ({ name, input }, moment) => {
      if (name !== 'PutObject' || moment !== 'after' || !String(input.Key).startsWith('plans/')) return;
      world.setFault(() => undefined);
      expect(await again(importId)).toMatchObject({ kind: 'repeated' });
    });
    const [first, second] = [await start(), await start()];
    expect(first.imports).toMatchObject([{ outcome: 'started' }]);
    expect(second.imports.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'running']);
    expect(await rowOf(importId)).toMatchObject({ state: 'ENDED', outcome: 'START_FAILED' });
    expect(world.startFailures().at(-1)).toMatchObject({
      importId,
      attempt: 2,
      jobName: `${importId}-2`,
      errorName: 'NewerContentImported',
    });
    await finish();
  });
});

describe.each(['before', 'after'] as const)('a process that dies %s the n-th change', (when) => {
  test('repeats an import once and starts its job once, whatever n is', async () => {
    for (let n = 1; ; n += 1) {
      const { importId } = await imported();
      world.configure({ rememberClientTokens: n % 2 === 0 });
      const { died } = dieAt(world, n, when);
      try {
        await again(importId);
        await start();
        await world.jobsEnded();
        await world.poll();
      } catch {
        // The process is dead; what it did stays.
      }
      const hasDied = died();
      world.setFault(() => undefined);
      // Whoever sees no answer asks again; an import that is open or done is left.
      if ((await rowOf(importId)).attempt === 1) await again(importId);
      for (let isOpen = true; isOpen;) {
        world.later(130);
        isOpen = (await world.start()).imports.length > 0;
        await finish();
      }
      expect(await rowOf(importId)).toMatchObject({ attempt: 2, state: 'ENDED', outcome: 'COMPLETED' });
      expect(jobsOf(importId).map(({ jobName }) => jobName)).toEqual([importId, `${importId}-2`]);
      if (!hasDied) {
        expect(n).toBeGreaterThan(5);
        break;
      }
    }
  }, 180_000);
});

describe('an import of which files were deleted since', () => {
  test('is not done again, unless that is wanted; then it has the versions that were planned', async () => {
    const { importId, keys } = await imported({
      'a.ndjson': patients(1, 'kept'),
      'b.ndjson': patients(1, 'taken'),
    });
    await world.remove(keys[1] ?? '');
    expect(await again(importId)).toEqual({ kind: 'deleted', keys: [keys[1]] });
    expect(await again(importId, true)).toEqual({ kind: 'deleted', keys: [keys[1]] });
    expect(await again(importId, false, true)).toEqual({ kind: 'repeated', attempt: 2 });
    await start();
    await finish();
    expect(await rowOf(importId)).toMatchObject({ outcome: 'COMPLETED', attempt: 2 });
  });
});
