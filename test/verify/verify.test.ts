import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { VerifyRecord } from '../../verify/index.ts';
import { ASSUMPTIONS, isProbe } from '../../verify/index.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { temporaryFolder } from '../support/cloud.ts';
import { runInlet, unbroken } from '../support/run-inlet.ts';
import type { Trial } from './faults/broken-by.ts';
import { TRIALS, expectBroken, makeStore, runBroken } from './faults/broken-by.ts';
import { expectNoNames, leftBehind, named, runOn, startTriedCloud } from './tried-cloud.ts';

let cloud: CloudUnderTest;
let folder: string;
/** A data store of the sample's. */
let into: string | undefined;
let remove: () => Promise<void>;
beforeAll(async () => {
  cloud = await startTriedCloud();
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => {
  cloud.healthLakeSettings({ ...START });
});
afterAll(async () => {
  await cloud.end();
  await remove();
});

/** Four of those that need no second data store and no dropped file: by `INLET_TEST_SEED`, others for each. */
function sampleOf(trials: readonly Trial[]): (readonly [name: string, trial: Trial])[] {
  const { INLET_TEST_SEED: seed = '0' } = process.env;
  const place = ({ name }: Trial): string => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  return trials
    .filter(({ needs }) => needs === 'nothing' || needs === 'a data store')
    .toSorted((a, b) => (place(a) < place(b) ? -1 : 1))
    .slice(0, 4)
    .map((trial) => [trial.name, trial]);
}

const START = { errorStatuses: 'documented', unknownProfiles: 'refuse', guideOnly: false } as const;

describe('inlet verify --yes, on the local cloud', () => {
  test('finds that what is assumed holds, cleans up, and keeps a record that names nobody', async () => {
    // The life of a second data store, a full queue and a dropped file take longer: verify.long.test.ts.
    const record = await runOn(cloud, { isSlow: false, routeStore: undefined });
    expect(named(record, 'broken')).toEqual([]);
    expect(named(record, 'could not tell')).toEqual([]);
    expect(named(record, 'held')).toEqual(
      ASSUMPTIONS.filter(
        ({ tried }) => isProbe(tried) && (tried.needs === 'nothing' || tried.needs === 'a data store'),
      ).map(({ name }) => name),
    );
    expect(record.endedAt).toEqual(expect.any(String));
    expect(await leftBehind(cloud)).toEqual([]);
    await expectNoNames(cloud, record);
  });

  // All of them: faults.long.test.ts.
  test.each(sampleOf(TRIALS))(
    'finds that %s does not hold where it does not, and nothing else',
    async (_, trial) => {
      into ??= await makeStore(cloud);
      expectBroken(await runBroken(cloud, into, trial), trial);
    },
  );

  test('prints for people what is broken, and exits with 1', async () => {
    cloud.healthLakeSettings({ errorStatuses: 'model' });
    const file = join(folder, 'broken.json');
    const only = ['--only', 'Protocol and errors,burst-of-requests'];
    const { code, stdout } = await runInlet(cloud.url, ['verify', '--yes', '--record', file, ...only]);
    expect(code).toBe(1);
    expect(unbroken(stdout)).toContain('no such data store 404');
    expect(stdout).toMatch(/^7 held, 1 broken, 0 could not be told, 1 not run$/m);
    expect(unbroken(stdout)).toContain(
      'harm: whoever else calls HealthLake in the account would be throttled',
    );
  });

  test('goes on where it was interrupted, and cleans up before it ends', async () => {
    const controller = new AbortController();
    const only = ['Paging', 'ClientToken'];
    const record = await runOn(cloud, {
      only,
      signal: controller.signal,
      after: ({ name }) => {
        if (name === 'steady-pages') controller.abort();
      },
    });
    expect(record.stays).toEqual([]);
    expect([record.endedAt, named(record, 'held')]).toEqual([null, ['order-of-lists', 'steady-pages']]);
    expect(await leftBehind(cloud)).toEqual([]);
    const again: string[] = [];
    const whole = await runOn(cloud, {
      only,
      record: JSON.parse(JSON.stringify(record)) as VerifyRecord,
      after: ({ name }) => again.push(name),
    });
    expect(again.filter((name) => name === 'order-of-lists' || name === 'steady-pages')).toEqual([]);
    expect([whole.sittings, whole.endedAt, named(whole, 'broken')]).toEqual([2, expect.any(String), []]);
    expect(named(whole, 'held')).toHaveLength(6);
  });

  test('says at once that a route is paused, and drops nothing', async () => {
    const given = (await cloud.state()).datastores[0]?.datastoreId ?? '';
    expect((await runInlet(cloud.url, ['pause', 'default'])).code).toBe(0);
    const record = await runOn(cloud, {
      only: ['main-job'],
      store: { into: given },
      routeStore: given,
      isSlow: false,
    });
    expect((await runInlet(cloud.url, ['resume', 'default'])).code).toBe(0);
    expect(record.probes.find(({ name }) => name === 'main-job')).toMatchObject({
      verdict: 'could not tell',
      seen: 'the route is paused, and nothing of it is imported: `npx inlet status` names it, `npx inlet resume <route>` lets it go on',
    });
    expect(await leftBehind(cloud)).toEqual([]);
  });

  test('into a data store that it was given removes what it wrote there', async () => {
    const given = (await cloud.state()).datastores[0]?.datastoreId ?? '';
    const only = ['What an import writes', 'deletions', 'main-job', 'deletion-again'];
    const record = await runOn(cloud, { only, store: { into: given }, routeStore: given, isSlow: false });
    expect(named(record, 'broken')).toEqual([]);
    expect(record.probes.find(({ name }) => name === 'deletion-again')?.seen).toBe(
      '--create-datastore --slow',
    );
    expect(cloud.resourceCounts(given)).toEqual({});
    expect(record.stays).toEqual([
      'past versions of the run’s resources, in the history of the data store that it was given',
      'what Inlet keeps of the dropped file: rows of the ledger, its plan and its results',
    ]);
  });
});

describe('without a data store to write to', () => {
  test('only probes that write nothing are run, the others say by which option they would be', async () => {
    const stores = (await cloud.state()).datastores.length;
    const requests: string[] = [];
    const record = await runOn(cloud, {
      store: 'none',
      routeStore: undefined,
      isSlow: false,
      seenAs: (stage) => {
        // Signed requests that are done: none of them may be one that writes.
        stage.healthLake.middlewareStack.add(
          (next, { commandName = '' }) =>
            (args) => {
              requests.push(commandName);
              return next(args);
            },
          { step: 'initialize' },
        );
        return stage;
      },
    });
    expect(named(record, 'broken')).toEqual([]);
    for (const { name, needs, verdict, seen } of record.probes)
      if (needs !== 'nothing') {
        expect([name, verdict]).toEqual([name, 'not run']);
        if (needs !== 'no probe') expect(seen).toMatch(/^--(?:create-datastore|into)/);
      }
    expect(new Set(requests)).toEqual(new Set(['DescribeFHIRDatastoreCommand', 'ListFHIRDatastoresCommand']));
    expect((await cloud.state()).datastores).toHaveLength(stores);
    expect(await leftBehind(cloud)).toEqual([]);
  });
});

test('without a terminal a run asks for --yes, and keeps no record', async () => {
  const file = join(folder, 'asked.json');
  const { code, stderr } = await runInlet(cloud.url, ['verify', '--record', file, '--only', 'Paging']);
  expect([code, existsSync(file)]).toEqual([1, false]);
  expect(unbroken(stderr)).toContain('There is no terminal to ask at: say --yes');
});
