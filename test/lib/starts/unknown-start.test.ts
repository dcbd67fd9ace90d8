import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newestArrival } from '../../../lib/ledger/arrivals.ts';
import { getImport } from '../../../lib/ledger/imports.ts';
import { patients } from '../../support/cloud.ts';
import type { Call, World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  world.setFault(() => undefined);
  world.configure({ rememberClientTokens: true, listLagMs: 0 });
  world.sent.length = 0;
  await world.jobsEnded();
  await world.poll();
});
afterAll(() => world.end());

let names = 0;
/** Drops a file that is due at once, and returns its key. */
async function dueFile(): Promise<string> {
  const key = `drop-${(names += 1)}/a.ndjson`;
  await world.record(await world.drop(key, patients(1, `p${names}`)));
  world.later(61);
  return key;
}
const importOf = async (key: string) => {
  const { importId = '' } = (await newestArrival(world.ledger, 'inbox', key)) ?? {};
  return {
    row: await getImport(world.ledger, importId),
    jobs: world.jobs().filter(({ jobName }) => jobName === importId),
  };
};
const named = (name: string): Error => Object.assign(new Error('no'), { name });

/** Loses the service's answer to the next start: the job is there, and nobody knows. */
function loseAnswer(): void {
  world.setFault(({ name }, moment) => {
    if (name === 'StartFHIRImportJob' && moment === 'after') throw named('TimeoutError');
  });
}

/** Runs start-imports every minute for longer than refusals are tried again. */
async function twentyMinutes(): Promise<void> {
  for (let minute = 0; minute < 20; minute += 1) {
    world.later(60);
    await world.start();
  }
}

describe('a start whose outcome is not known', () => {
  test.each([true, false])(
    'is found by its name and not repeated, where the service remembers ClientTokens: %s',
    async (rememberClientTokens) => {
      const key = await dueFile();
      loseAnswer();
      expect((await world.start()).imports).toMatchObject([{ outcome: 'later', errorName: 'TimeoutError' }]);
      world.setFault(() => undefined);
      world.configure({ rememberClientTokens });
      world.later(130);
      const from = world.calls.length;
      const { imports } = await world.start();
      const { row, jobs } = await importOf(key);
      expect(imports).toMatchObject([{ outcome: 'found', jobId: jobs[0]?.jobId }]);
      expect(jobs).toHaveLength(1);
      expect(row).toMatchObject({ state: 'STARTED', jobId: jobs[0]?.jobId });
      expect(world.calls.slice(from).some(({ name }) => name === 'StartFHIRImportJob')).toBe(false);
    },
  );

  test('is repeated with the same ClientToken where List does not show the job, which makes no second one', async () => {
    const key = await dueFile();
    loseAnswer();
    await world.start();
    world.setFault(() => undefined);
    world.configure({ listLagMs: 3_600_000 });
    world.later(130);
    expect((await world.start()).imports).toMatchObject([{ outcome: 'started' }]);
    expect((await importOf(key)).jobs).toHaveLength(1);
  });

  test.each([
    [
      'the ledger refuses the job’s row',
      ({ name, input }: Call) => name === 'PutItem' && JSON.stringify(input).includes('JOB#'),
    ],
    ['List is refused', ({ name }: Call) => name === 'ListFHIRImportJobs'],
  ])('is never given up, however long %s', async (_, isRefused) => {
    const key = await dueFile();
    let started = false;
    world.setFault((call, moment) => {
      if (call.name === 'StartFHIRImportJob' && moment === 'after') {
        started = true;
        throw named('TimeoutError');
      }
      if (started && moment === 'before' && isRefused(call)) throw named('AccessDeniedException');
    });
    await world.start();
    await twentyMinutes();
    expect((await world.start()).imports).toMatchObject([
      { outcome: 'stuck', errorName: 'AccessDeniedException' },
    ]);
    expect(world.startFailures()).toEqual([]);

    world.setFault(() => undefined);
    world.later(130);
    expect((await world.start()).imports).toMatchObject([{ outcome: 'found' }]);
    expect((await importOf(key)).jobs).toHaveLength(1);
  });

  test('is settled by either of two runs at once, with one job', async () => {
    const key = await dueFile();
    loseAnswer();
    await world.start();
    world.setFault(() => undefined);
    world.configure({ rememberClientTokens: false });
    world.later(130);
    await Promise.all([world.start(), world.start(), world.start()]);
    expect((await importOf(key)).jobs).toHaveLength(1);
    expect((await importOf(key)).row?.state).toBe('STARTED');
  });
});

test('a run that dies between the start and its row leaves a job that is followed all the same', async () => {
  const key = await dueFile();
  world.setFault(({ name, input }, moment) => {
    if (name === 'PutItem' && moment === 'before' && JSON.stringify(input).includes('JOB#'))
      throw named('Death');
  });
  expect((await world.start()).imports).toMatchObject([{ outcome: 'stuck', errorName: 'Death' }]);
  world.setFault(() => undefined);
  expect((await world.start()).imports).toMatchObject([{ outcome: 'found' }]);
  await world.jobsEnded();
  await world.poll();
  expect((await importOf(key)).row).toMatchObject({ state: 'ENDED', outcome: 'COMPLETED' });
});
