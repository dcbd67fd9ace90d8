import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportRunsOf, getExportRun } from '../../../lib/ledger/export-runs.ts';
import { listObjects } from '../../../lib/s3/listing.ts';
import { patients } from '../../support/cloud.ts';
import { dieAt } from '../../support/die-at.ts';
import { exporting, testExport } from '../../support/exporting.ts';
import type { World } from '../../support/world.ts';
import { Death, startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.record(await world.drop('people/a.ndjson', patients(2)));
  world.later(61);
  await world.start();
  await world.jobsEnded();
  await world.poll();
  // So that only the search by name, and nothing that HealthLake remembers, keeps a start from being made twice.
  world.configure({ rememberClientTokens: false });
});
afterAll(() => world.end());

const orDead = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
};

/**
 * Two due times of an export that fans out and keeps one folder: the functions die at the n-th call of the second that
 * changes something, and whoever comes after them goes on.
 * @returns whether there was such a call
 */
async function survive(n: number, when: 'before' | 'after'): Promise<boolean> {
  const name = `e${n}${when}`;
  const exports = exporting(world, [testExport(world, { name, fanOut: true, keep: 1 })]);
  const first = await exports.due(name, 1_000_000);
  await exports.runOut();
  world.sent.length = 0;

  const { died } = dieAt(world, n, when);
  const ask = () => exports.due(name, 2_000_000);
  for (let rounds = 0; rounds < 8; rounds += 1) {
    // The queue brings the message until somebody has recorded it.
    await orDead(async () => {
      await ask();
      await exports.run();
      await world.jobsEnded();
      await world.poll();
    });
    if (died()) world.setFault(() => undefined);
    world.later(200);
  }
  world.setFault(() => undefined);
  await exports.runOut();

  const { exportId } = await ask();
  const run = await getExportRun(world.ledger, exportId);
  expect([name, run?.state, run?.outcome]).toEqual([name, 'ENDED', 'COMPLETED']);
  // Nothing doubled: one job; numbers without a gap, one event for each; one for each file.
  expect(world.jobs().filter(({ jobName }) => jobName === exportId)).toHaveLength(1);
  const events = new Map(exports.statusEvents().map((event) => [event.eventId, event]));
  expect([...events.values()].map(({ sequence, status }) => `${sequence} ${status}`)).toEqual([
    '1 SUBMITTED',
    '2 COMPLETED',
  ]);
  expect([...events.values()].at(-1)).toMatchObject({ exportId, files: { count: 1 } });
  expect(new Set(exports.filesReady().map(({ eventId }) => eventId)).size).toBe(1);
  // Nothing lost: the newest folder is there, the older one is gone and known to be.
  const keys = (await Array.fromAsync(listObjects(world.s3, 'results', `exports/${name}/`))).map(
    ({ key }) => key,
  );
  expect(keys.filter((key) => key.endsWith('.ndjson'))).toEqual([expect.stringContaining(run?.jobId ?? '-')]);
  const older = (await Array.fromAsync(exportRunsOf(world.ledger, name))).at(-1);
  expect([older?.exportId, older?.removedAt]).toEqual([first.exportId, expect.any(Number)]);
  return died();
}

test.each(['before', 'after'] as const)(
  'a death %s any call that changes something loses nothing of an export, and doubles nothing',
  async (when) => {
    let calls = 0;
    while (await survive(calls + 1, when)) calls += 1;
    expect(calls).toBeGreaterThan(12);
  },
  120_000,
);
