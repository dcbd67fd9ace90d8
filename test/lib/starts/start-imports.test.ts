import { HealthLakeServiceException } from '@aws-sdk/client-healthlake';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Import } from '../../../lib/ledger/imports.ts';
import { getImport, putImport } from '../../../lib/ledger/imports.ts';
import { patients } from '../../support/cloud.ts';
import { testRoute } from '../../support/routes.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

let names = 0;
const freshDrop = (): string => `drop-${(names += 1)}/`;
const dropAndRecord = async (key: string, body = patients(1)) => world.record(await world.drop(key, body));

/** Refuses every StartFHIRImportJob with the given error. */
const refuseStarts = (name: string): void => {
  world.setFault((call, moment) => {
    if (call.name === 'StartFHIRImportJob' && moment === 'before') {
      throw new HealthLakeServiceException({ name, $fault: 'client', message: 'refused', $metadata: {} });
    }
  });
};

describe('a drop', () => {
  test('waits for its quiet, and the run says for how long', async () => {
    await dropAndRecord(`${freshDrop()}a.ndjson`);
    world.later(18);
    const { drops, imports } = await world.start();
    expect(drops).toMatchObject([{ pendingFiles: 1, because: 'quiet in 42 s', imports: [] }]);
    expect(imports).toEqual([]);
  });

  test('goes to the data store of its own route', async () => {
    const other = testRoute({ name: 'other', prefix: 'other/', datastoreId: 'e'.repeat(32) });
    world.setRoutes([testRoute({ datastoreId: world.datastoreId }), other]);
    await dropAndRecord(`other/${freshDrop()}a.ndjson`);
    world.later(61);
    const { imports } = await world.start();
    expect(imports).toMatchObject([{ outcome: 'later', errorName: 'ResourceNotFoundException' }]);
    const row = await getImport(world.ledger, imports[0]?.importId ?? '');
    expect([row?.datastoreId, row?.route]).toEqual(['e'.repeat(32), 'other']);
  });

  test('whose route the configuration has no more is told, and holds up no other', async () => {
    world.setRoutes([
      testRoute({ datastoreId: world.datastoreId }),
      testRoute({ name: 'gone', prefix: 'gone/', datastoreId: world.datastoreId }),
    ]);
    await dropAndRecord(`gone/${freshDrop()}a.ndjson`);
    world.setRoutes([testRoute({ datastoreId: world.datastoreId })]);
    await dropAndRecord(`${freshDrop()}a.ndjson`);
    world.later(61);
    const { drops, imports } = await world.start();
    expect(drops.map(({ because }) => because).sort()).toEqual([
      'quiet',
      'the configuration has no route "gone" any more',
    ]);
    expect(imports).toMatchObject([{ outcome: 'started' }]);
  });
});

describe('a start', () => {
  test('that is throttled is tried again, with growing waits, for ever', async () => {
    await dropAndRecord(`${freshDrop()}a.ndjson`);
    world.later(61);
    refuseStarts('ThrottlingException');
    const waits: number[] = [];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await world.start();
      let waited = 0;
      while ((await world.start()).imports[0]?.outcome === 'not-yet') {
        world.later(1);
        waited += 1;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    world.later(10_000);
    expect((await world.start()).imports).toMatchObject([{ outcome: 'later' }]);
    expect(world.startFailures()).toEqual([]);
  });

  test.each([
    ['ThrottlingException', 6],
    ['AccessDeniedException', 12],
    ['InternalServerException', 1.5],
  ])('that fails with %s waits for a time of that kind before it is tried again', async (name, seconds) => {
    await dropAndRecord(`${freshDrop()}a.ndjson`);
    world.later(61);
    refuseStarts(name);
    const at = world.now();
    const [report] = (await world.start()).imports;
    expect(((report?.retryAt ?? 0) - at) / 1000).toBe(seconds);
  });

  test.each(['AccessDeniedException', 'ValidationException', 'ResourceNotFoundException'])(
    'that is refused with %s is given up after the route’s time, told once, and its bytes are new work then',
    async (name) => {
      const key = `${freshDrop()}a.ndjson`;
      await dropAndRecord(key);
      world.later(61);
      refuseStarts(name);
      for (let minute = 0; minute < 20; minute += 1) {
        await world.start();
        world.later(60);
      }
      expect(world.startFailures()).toMatchObject([{ errorName: name, fileCount: 1 }]);
      expect((await world.record(await world.drop(key, patients(1)))).counts).toEqual({ recorded: 1 });
    },
  );

  test('that our own table refuses is not even tried', async () => {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, kmsKeyId: 'no key at all!' })]);
    await dropAndRecord(`${freshDrop()}a.ndjson`);
    world.later(61);
    const from = world.calls.length;
    expect((await world.start()).imports).toMatchObject([{ outcome: 'failed', errorName: 'InvalidRequest' }]);
    expect(world.calls.slice(from).some(({ name }) => name === 'StartFHIRImportJob')).toBe(false);
    expect(world.startFailures()).toMatchObject([{ errorName: 'InvalidRequest' }]);
  });

  test('waits for the older import that holds one of its keys: the newest content is the last imported', async () => {
    const key = `${freshDrop()}a.ndjson`;
    await dropAndRecord(key, patients(1));
    world.later(61);
    const [older] = (await world.start()).imports;
    await dropAndRecord(key, patients(2));
    world.later(61);
    const outcomes = (await world.start()).imports.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['running', 'waits-for-older']);
    await world.jobsEnded();
    await world.poll();
    expect((await world.start()).imports).toMatchObject([{ outcome: 'started' }]);
    expect(older?.outcome).toBe('started');
  });

  test('waits while the data store has as many open jobs as Inlet may have there', async () => {
    const row = (index: number): Import => ({
      importId: `imp-full-${index}`,
      state: 'STARTED',
      version: 1,
      route: 'default',
      drop: 'd/',
      bucket: 'inbox',
      planKey: 'plans/x',
      planSha256: 'f'.repeat(64),
      datastoreId: 'f'.repeat(32),
      attempt: 1,
      clientToken: 't',
      fileCount: 1,
      bytes: 1,
      createdAt: index,
      waitsFor: [],
    });
    for (let index = 0; index < 10; index += 1) await putImport(world.ledger, row(index));
    await putImport(world.ledger, { ...row(99), state: 'READY' });
    const report = (await world.start()).imports.find(({ importId }) => importId === 'imp-full-99');
    expect(report?.outcome).toBe('waits-for-slot');
  });

  describe('while its data store is not ACTIVE', () => {
    /** Makes Describe show another status than the store has. */
    const pretend = (status: string): void => {
      world.setFault(({ name }, moment, output) => {
        if (name === 'DescribeFHIRDatastore' && moment === 'after')
          Object.assign((output as { DatastoreProperties: object }).DatastoreProperties, {
            DatastoreStatus: status,
          });
      });
    };

    test('waits for one that is being made, however long, without an attempt', async () => {
      await dropAndRecord(`${freshDrop()}a.ndjson`);
      world.later(61);
      pretend('CREATING');
      for (let hour = 0; hour < 5; hour += 1) {
        const from = world.calls.length;
        expect((await world.start()).imports).toMatchObject([
          { outcome: 'waits-for-data-store', errorName: 'CREATING' },
        ]);
        expect(world.calls.slice(from).some(({ name }) => name === 'StartFHIRImportJob')).toBe(false);
        world.later(3600);
      }
      world.setFault(() => undefined);
      expect((await world.start()).imports).toMatchObject([{ outcome: 'started' }]);
    });

    test.each(['DELETED', 'DELETING', 'CREATE_FAILED'])(
      'is given up in time where it is %s',
      async (status) => {
        await dropAndRecord(`${freshDrop()}a.ndjson`);
        world.later(61);
        pretend(status);
        for (let minute = 0; minute < 20; minute += 1) {
          await world.start();
          world.later(60);
        }
        expect(world.startFailures()).toMatchObject([{ errorName: 'DataStoreNotActive' }]);
      },
    );

    test('is asked for once in a run, and an answer that fails costs no attempt', async () => {
      for (const name of ['a', 'b']) await dropAndRecord(`${freshDrop()}${name}.ndjson`);
      world.later(61);
      world.setFault(({ name }, moment) => {
        if (name === 'DescribeFHIRDatastore' && moment === 'before')
          throw Object.assign(new Error('no'), { name: 'ThrottlingException' });
      });
      expect((await world.start()).imports).toMatchObject([
        { outcome: 'not-yet', errorName: 'ThrottlingException' },
        { outcome: 'not-yet' },
      ]);
      world.setFault(() => undefined);
      const from = world.calls.length;
      expect((await world.start()).imports).toMatchObject([{ outcome: 'started' }, { outcome: 'started' }]);
      expect(world.calls.slice(from).filter(({ name }) => name === 'DescribeFHIRDatastore')).toHaveLength(1);
    });
  });

  test('is told with the age of the oldest file that is in no job yet', async () => {
    expect((await world.start()).oldestPendingAt).toBeUndefined();
    const before = world.now();
    await dropAndRecord(`${freshDrop()}a.ndjson`);
    expect((await world.start()).oldestPendingAt).toBe(before);
    world.later(61);
    refuseStarts('ThrottlingException');
    await world.start();
    world.later(3600);
    expect((await world.start()).oldestPendingAt).toBe(before + 61_000);
    world.setFault(() => undefined);
    world.later(3600);
    expect((await world.start()).oldestPendingAt).toBeUndefined();
  });

  test('copies many files in several runs where one has no time for all', async () => {
    const drop = freshDrop();
    const files = Array.from({ length: 40 }, (_, index) => `${drop}${index}.ndjson`);
    for (const key of files) await dropAndRecord(key, patients(1, key.replaceAll(/\W/g, '-')));
    // Something else lies there, so that the folder cannot be read in place.
    await world.drop(`${drop}e.csv`, 'x');
    world.later(61);
    let copied = 0;
    world.setFault(({ name }, moment) => {
      if (name === 'CopyObject' && moment === 'after') copied += 1;
    });
    world.setOutOfTime(() => copied > 0);
    const [report] = (await world.start()).imports;
    expect(report).toMatchObject({ outcome: 'copying', fileCount: files.length, copiedFiles: copied });
    expect(copied).toBeLessThan(files.length);
    world.setOutOfTime(() => false);
    expect((await world.start()).imports).toMatchObject([{ outcome: 'started' }]);
    expect(copied).toBe(files.length);
  });
});
