import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPlan } from '../../lib/plans/write-plan.ts';
import { arrivalsOf } from '../../lib/ledger/arrivals.ts';
import { getImport } from '../../lib/ledger/imports.ts';
import { patients } from '../support/cloud.ts';
import type { World } from '../support/world.ts';
import { startWorld } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const dropAndRecord = async (key: string, body: string): Promise<void> => {
  expect((await world.record(await world.drop(key, body))).failed).toEqual([]);
};

/** Lets something else happen, whole, just before the n-th call of what comes; says whether there was such a call. */
function atCall(n: number, happening: () => Promise<unknown>): { happened: () => boolean } {
  let count = 0;
  world.setFault(async (_call, moment) => {
    if (moment === 'after') return;
    count += 1;
    if (count !== n) return;
    world.setFault(() => undefined);
    await happening();
  });
  return { happened: () => count >= n };
}

async function runToTheEnd(): Promise<void> {
  world.setFault(() => undefined);
  for (let isIdle = false; !isIdle;) {
    world.later(130);
    const { drops, imports } = await world.start();
    await world.jobsEnded();
    await world.poll();
    isIdle = drops.length === 0 && imports.length === 0;
  }
}

async function checkInvariant(keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const rows = await Array.fromAsync(arrivalsOf(world.ledger, 'inbox', key));
    expect(rows.map(({ state }) => state)).not.toContain('pending');
    expect(rows[0]?.state).toBe('assigned');

    const importIds = rows.flatMap(({ state, importId = '' }) => (state === 'assigned' ? [importId] : []));
    for (const importId of importIds) {
      const row = await getImport(world.ledger, importId);
      expect(row).toMatchObject({ state: 'ENDED', outcome: 'COMPLETED' });
      const plan = row && (await readPlan(world.planWriter(), row));
      expect(plan?.files.filter((file) => file.key === key)).toHaveLength(1);
      expect(world.jobs().filter(({ jobName }) => jobName === importId)).toHaveLength(1);
    }
    // The data store works its queue off in its order: the newest content is the last imported.
    const ofKey = world.jobs().flatMap(({ jobName }) => importIds.filter((importId) => importId === jobName));
    expect(ofKey).toEqual([...importIds].reverse());
  }
}

describe('whatever happens between two calls of a run that plans and starts', () => {
  test.each([
    ['an overwritten file is recorded, planned and started by another run', 4, () => world.start()],
    [
      'an overwritten file is recorded and planned, and its start refused by the service',
      9,
      async () => {
        world.configure({ waitingJobs: -1 });
        await world.start();
        world.configure({ waitingJobs: 25 });
      },
    ],
  ])(
    '%s: nothing is lost, nothing is imported twice, the newest is the last',
    async (_, step, otherRun) => {
      for (let n = 1, isOver = false; !isOver; n += step) {
        const drop = `${step}-${n}/`;
        const [a, b, c] = ['a', 'b', 'c'].map((name) => `${drop}${name}.ndjson`) as [string, string, string];
        await dropAndRecord(a, patients(1, 'old'));
        await dropAndRecord(b, patients(1, 'old'));
        world.later(61);
        const { happened } = atCall(n, async () => {
          await dropAndRecord(a, patients(2, 'new'));
          await dropAndRecord(c, patients(1, 'new'));
          world.later(61);
          await otherRun();
        });
        await world.start();
        isOver = !happened();
        await runToTheEnd();
        await checkInvariant(isOver ? [a, b] : [a, b, c]);
      }
    },
    180_000,
  );
});
