import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Arrival } from '../../../lib/ledger/arrivals.ts';
import { arrivalsOf } from '../../../lib/ledger/arrivals.ts';
import { getImport } from '../../../lib/ledger/imports.ts';
import { patients } from '../../support/cloud.ts';
import { dieAt } from '../../support/die-at.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

/** What happens next. Numbers choose among what is there. */
type Step =
  | { does: 'write'; key: number; content: number }
  | { does: 'deliver'; which: number[]; functions: number }
  | { does: 'start'; functions: number; andDeliver: number[] }
  | { does: 'poll' };

const some = fc.array(fc.nat(100), { maxLength: 4 });
const functions = fc.integer({ min: 1, max: 2 });
const write = fc.record({
  does: fc.constant('write' as const),
  key: fc.nat(1),
  content: fc.nat(1),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: write },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('deliver' as const), which: some, functions }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('start' as const), functions, andDeliver: some }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('poll' as const) }) },
);
/** A step, and the change at which all functions that run in it die, before or after its effect. */
const history = fc.array(
  fc.tuple(
    step,
    fc.option(
      fc.tuple(fc.integer({ min: 1, max: 15 }), fc.constantFrom('before' as const, 'after' as const)),
      { freq: 2 },
    ),
  ),
  { minLength: 4, maxLength: 14 },
);

interface Written {
  key: string;
  content: number;
  versionId: string | undefined;
  message: Awaited<ReturnType<World['drop']>>;
}

async function live(drop: string, steps: [Step, [number, 'before' | 'after'] | null][]): Promise<Written[]> {
  const written: Written[] = [];
  const put = async (name: number, content: number): Promise<void> => {
    const key = `${drop}${name}.ndjson`;
    const message = await world.drop(key, patients(1, `c${content}`));
    written.push({ key, content, versionId: message.detail.object['version-id'], message });
  };
  const chosen = (which: number[]) =>
    which.flatMap((index) => written[index % written.length]?.message ?? []);
  const act = async (next: Step): Promise<unknown> => {
    switch (next.does) {
      case 'write':
        return put(next.key, next.content);
      case 'deliver':
        return Promise.allSettled(
          Array.from({ length: next.functions }, (_, of) =>
            world.record(...chosen(next.which).filter((_message, index) => index % next.functions === of)),
          ),
        );
      case 'start':
        world.later(61);
        return Promise.allSettled([
          ...Array.from({ length: next.functions }, () => world.start()),
          world.record(...chosen(next.andDeliver)),
        ]);
      case 'poll':
        await world.jobsEnded();
        return Promise.allSettled([world.poll()]);
    }
  };
  await put(0, 0);
  for (const [next, death] of steps) {
    if (death) dieAt(world, ...death);
    await act(next);
    world.setFault(() => undefined);
  }
  await world.record(...written.map(({ message }) => message));
  for (let isOpen = true; isOpen;) {
    world.later(130);
    const { drops, imports } = await world.start();
    // A call that a dead function had on its way may arrive late and open a drop anew: it waits for its quiet.
    isOpen = imports.length > 0 || drops.some(({ because }) => because.startsWith('quiet'));
    await world.jobsEnded();
    await world.poll();
  }
  return written;
}

/** Where a job stands in the order in which HealthLake ran them; fails unless there is exactly one of the name. */
function placeOfJob(importId: string): number {
  const jobs = world.jobs().map(({ jobName }, index) => ({ jobName, index }));
  const named = jobs.filter(({ jobName }) => jobName === importId);
  expect(named).toHaveLength(1);
  return named[0]?.index ?? -1;
}

async function check(written: Written[]): Promise<void> {
  const contents = new Map(written.map(({ versionId, content }) => [versionId, content]));
  const assigned: Arrival[] = [];
  for (const key of new Set(written.map((one) => one.key))) {
    const rows = await Array.fromAsync(arrivalsOf(world.ledger, 'inbox', key));
    expect(rows.filter(({ state }) => state === 'pending')).toEqual([]);
    const ofKey = rows.filter(({ state }) => state === 'assigned');
    assigned.push(...ofKey);

    // The newest content of the key is in the last job that read the key.
    const last = rows.find(({ sequencer }) => sequencer === (rows[0]?.sameAs ?? rows[0]?.sequencer));
    expect(last?.state).toBe('assigned');
    expect(contents.get(last?.versionId ?? '')).toBe(written.findLast((one) => one.key === key)?.content);
    const places = ofKey.map(({ importId = '' }) => placeOfJob(importId));
    expect(placeOfJob(last?.importId ?? '')).toBe(Math.max(...places));
  }
  // Every file of every job is an arrival that belongs to that job's import, and to no other.
  const importIds = new Set(assigned.map(({ importId = '' }) => importId));
  const imports = await Promise.all([...importIds].map((importId) => getImport(world.ledger, importId)));
  expect(imports.reduce((sum, row) => sum + (row?.fileCount ?? 0), 0)).toBe(assigned.length);
  for (const row of imports) expect(row).toMatchObject({ state: 'ENDED', outcome: 'COMPLETED' });
}

let names = 0;

test('whatever is written, however it is told, and wherever functions die: every arrival is in one import, every import is one job, and the newest content of a key is the last imported', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      await check(await live(`history-${(names += 1)}/`, steps));
    }),
    // More of them, for a longer search: INLET_HISTORIES=200.
    { numRuns: Number(process.env.INLET_HISTORIES ?? 8) },
  );
}, 600_000);
