import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newestArrival } from '../../../lib/ledger/arrivals.ts';
import { getImport } from '../../../lib/ledger/imports.ts';
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
  world.configure({ rememberClientTokens: true, listLagMs: 0 });
});
afterAll(() => world.end());

type Messages = Parameters<World['record']>;

/** Everything that happens by itself, as often as it takes: redeliveries, ticks, the service's work. */
async function runToTheEnd(messages: Messages): Promise<void> {
  world.setFault(() => undefined);
  await world.record(...messages);
  for (let isOpen = true; isOpen;) {
    world.later(130);
    isOpen = (await world.start()).imports.length > 0;
    await world.jobsEnded();
    await world.poll();
  }
}

/** The same with a process that may die in any part of it. */
async function runAndDie(messages: Messages): Promise<void> {
  const parts: (() => Promise<unknown>)[] = [
    () => world.record(...messages),
    () => {
      world.later(61);
      return world.start();
    },
    () => world.jobsEnded(),
    () => world.poll(),
  ];
  try {
    for (const part of parts) await part();
  } catch {
    // The process is dead; what it did stays.
  }
}

async function checkInvariant(keys: string[], eventsBefore: number): Promise<void> {
  const importIds = new Set<string>();
  for (const key of keys) {
    const newest = await newestArrival(world.ledger, 'inbox', key);
    expect(newest?.state).toBe('assigned');
    importIds.add(newest?.importId ?? '');
  }
  for (const importId of importIds) {
    expect(await getImport(world.ledger, importId)).toMatchObject({ state: 'ENDED', outcome: 'COMPLETED' });
    expect(world.jobs().filter(({ jobName }) => jobName === importId)).toHaveLength(1);

    const events = world
      .statusEvents()
      .slice(eventsBefore)
      .filter((event) => event.importId === importId);
    const distinct = new Map(events.map((event) => [event.sequence, event]));
    expect([...distinct.keys()].sort()).toEqual(Array.from(distinct, (_, index) => index + 1));
    expect([distinct.get(1)?.status, distinct.get(distinct.size)?.status]).toEqual([
      'SUBMITTED',
      'COMPLETED',
    ]);
    for (const event of events) expect(event).toEqual(distinct.get(event.sequence));
  }
}

const SERVICES = [
  ['as it is', {}],
  ['that has forgotten ClientTokens', { rememberClientTokens: false }],
  ['whose lists lag', { listLagMs: 3_600_000 }],
] as const;

describe.each(['before', 'after'] as const)('a process that dies %s the n-th of its changes', (when) => {
  test.each(SERVICES)(
    'loses nothing and starts nothing twice, whatever n is, with a service %s',
    async (name, settings) => {
      world.configure(settings);
      for (let n = 1; ; n += 1) {
        const drop = `${when}-${name.replaceAll(' ', '-')}-${n}/`;
        const keys = [`${drop}a.ndjson`, `${drop}b.ndjson`];
        const messages = [];
        for (const key of keys) messages.push(await world.drop(key, patients(1, `p${n}`)));
        const eventsBefore = world.statusEvents().length;
        const { died } = dieAt(world, n, when);
        await runAndDie(messages);
        await runToTheEnd(messages);
        await checkInvariant(keys, eventsBefore);
        if (!died()) {
          // Otherwise nothing was tried.
          expect(n).toBeGreaterThan(10);
          break;
        }
      }
    },
    180_000,
  );
});

test('two planners at once give no file to two imports', async () => {
  const keys = Array.from({ length: 6 }, (_, index) => `together/${index}.ndjson`);
  for (const key of keys) await world.record(await world.drop(key, patients(1, key.replaceAll(/\W/g, '-'))));
  world.later(61);
  const eventsBefore = world.statusEvents().length;
  await Promise.all([world.start(), world.start(), world.start()]);
  await runToTheEnd([]);
  await checkInvariant(keys, eventsBefore);
  const jobs = world.jobs().filter(({ jobName }) => jobName !== null);
  expect(new Set(jobs.map(({ jobName }) => jobName)).size).toBe(jobs.length);
});
