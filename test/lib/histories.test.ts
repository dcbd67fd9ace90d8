import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Arrival } from '../../lib/ledger/arrivals.ts';
import { getImport } from '../../lib/ledger/imports.ts';
import { fileResults } from '../../lib/status/file-results.ts';
import { writesOf } from '../../lib/arrivals/writes-of-key.ts';
import type { Lived } from '../support/history.ts';
import { histories, live } from '../support/history.ts';
import type { World } from '../support/world.ts';
import { startWorld } from '../support/world.ts';
import { SEED } from '../support/seed.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

/** Where a job stands in the order in which HealthLake ran them; fails unless there is exactly one of the name. */
function placeOfJob(importId: string): number {
  const jobs = world.jobs().map(({ jobName }, index) => ({ jobName, index }));
  const named = jobs.filter(({ jobName }) => jobName === importId);
  expect(named).toHaveLength(1);
  return named[0]?.index ?? -1;
}

async function check({ written, deletions, isThere }: Lived, eventsBefore: number): Promise<void> {
  const contents = new Map(written.map(({ versionId, content }) => [versionId, content]));
  const placeOf = (version: string | null | undefined): number =>
    written.findIndex(({ versionId }) => versionId === version);
  const assigned: Arrival[] = [];
  for (const key of new Set(written.map((one) => one.key))) {
    const rows = await Array.fromAsync(writesOf(world, 'inbox', key));
    expect(rows.filter(({ state }) => state === 'pending')).toEqual([]);
    const ofKey = rows.filter(({ state }) => state === 'assigned');
    assigned.push(...ofKey);

    // What was deleted before a plan had it is in no import, and that was told.
    for (const row of rows.filter(({ state }) => state === 'withdrawn')) {
      expect(isThere.get(key) === false || row.versionId !== rows[0]?.versionId).toBe(true);
      const told = world.withdrawals().filter(({ sequencer }) => sequencer === row.sequencer);
      expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(1);
    }
    for (const { versionId, plansBefore, plansUntil } of deletions.filter((one) => one.key === key)) {
      const row = rows.find((one) => one.versionId === versionId);
      if (row?.state === 'assigned' && !plansBefore.has(row.importId ?? ''))
        expect(plansUntil).not.toContain(row.importId);
    }
    if (isThere.get(key) !== true) continue;

    // The newest content of the key is in the last job that read the key.
    const last = rows.find(({ sequencer }) => sequencer === (rows[0]?.sameAs ?? rows[0]?.sequencer));
    expect(last?.state).toBe('assigned');
    expect(contents.get(last?.versionId ?? '')).toBe(written.findLast((one) => one.key === key)?.content);
    const places = ofKey.map(({ importId = '' }) => placeOfJob(importId));
    expect(placeOfJob(last?.importId ?? '')).toBe(Math.max(...places));
    // And that job has read it: it is not that it was planned alone.
    const { summary = null } = (await getImport(world.ledger, last?.importId ?? '')) ?? {};
    const files = await Array.fromAsync(fileResults(world.s3, summary));
    expect(files.map((file) => file.key)).toContain(key);
  }
  // Every file of every job is an arrival that belongs to that job's import, and to no other.
  const importIds = new Set(assigned.map(({ importId = '' }) => importId));
  const imports = await Promise.all([...importIds].map((importId) => getImport(world.ledger, importId)));
  expect(imports.reduce((sum, row) => sum + (row?.fileCount ?? 0), 0)).toBe(assigned.length);
  for (const row of imports) {
    expect(row).toMatchObject({ state: 'ENDED' });
    // A job that reads in place does without what is deleted after its start, or fails where that is all. What it reads may be
    // the same bytes, written once more after its plan.
    const mayFail = assigned.some(
      ({ importId, key, versionId }) =>
        importId === row?.importId &&
        deletions.some((one) => one.key === key && placeOf(one.versionId) >= placeOf(versionId)),
    );
    expect(row?.outcome).toMatch(mayFail ? /^(COMPLETED(_WITH_ERRORS)?|FAILED)$/ : /^COMPLETED$/);
    // Every change of its status was told, numbered from 1, each number with one id.
    const events = world.statusEvents().slice(eventsBefore);
    const ofImport = events.filter(({ importId }) => importId === row?.importId);
    const ids = new Map(ofImport.map(({ sequence, eventId }) => [sequence, eventId]));
    expect([...ids.keys()].sort((a, b) => a - b)).toEqual(Array.from(ids, (_, index) => index + 1));
    expect(new Set(ofImport.map(({ eventId }) => eventId)).size).toBe(ids.size);
    const last = ofImport.find(({ sequence }) => sequence === ids.size);
    expect(last?.status).toBe(row?.outcome);
  }
}

let names = 0;
/** The same histories in every run; `npm run soak` lives through thousands of others. A failure prints its seed and path. */
const { INLET_HISTORIES, INLET_SEED } = process.env;
const count = Number(INLET_HISTORIES ?? 40);
const seed = INLET_HISTORIES === undefined ? SEED : Number(INLET_SEED ?? Date.now() % 2 ** 31);

test.each([seed])(
  `whatever happens, in any order: every arrival is in one import, every import is one job, the newest content of a key is the last imported, and read, every status is told (${count} histories, seed %i)`,
  async (from) => {
    await fc.assert(
      fc.asyncProperty(histories, async (moments) => {
        const eventsBefore = world.statusEvents().length;
        await check(await live(world, `history-${(names += 1)}/`, moments), eventsBefore);
      }),
      {
        numRuns: count,
        seed: from,
        ...(process.env.INLET_PATH !== undefined && { path: process.env.INLET_PATH }),
      },
    );
  },
  3_600_000,
);
