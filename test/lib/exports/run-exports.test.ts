import { PutObjectCommand } from '@aws-sdk/client-s3';
import { StartFHIRExportJobCommand } from '@aws-sdk/client-healthlake';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { exportRunsOf, getExportRun, openExportRuns } from '../../../lib/ledger/export-runs.ts';
import { newFollowedJob } from '../../../lib/ledger/followed-job.ts';
import { openJobs, putJob, updateJob } from '../../../lib/ledger/jobs.ts';
import { listObjects } from '../../../lib/s3/listing.ts';
import { patients } from '../../support/cloud.ts';
import { contractViolations } from '../../support/contract-violations.ts';
import { exporting, testExport } from '../../support/exporting.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.record(await world.drop('people/a.ndjson', patients(3)));
  world.later(61);
  await world.start();
  await world.jobsEnded();
  await world.poll();
});
afterEach(() => {
  for (const { DetailType, Detail } of world.sent) {
    const event = { 'detail-type': DetailType, detail: JSON.parse(Detail) as unknown };
    expect(contractViolations({ ...ENVELOPE, ...event })).toEqual([]);
  }
  world.setFault(() => undefined);
  world.refuseEvents(() => false);
  world.configure({ waitingJobs: 25, listLagMs: 0, rememberClientTokens: true });
  world.sent.length = 0;
});
afterAll(() => world.end());

const ENVELOPE = {
  version: '0',
  id: 'x',
  source: 'inlet',
  account: '000000000000',
  time: '2026-01-31T02:00:00Z',
  region: 'us-east-1',
  resources: [],
};

let days = 0;
/** A due time that no other test has. */
const nextNight = (): number => Date.UTC(2027, 0, (days += 1), 2);
const callsNamed = (name: string, from: number) =>
  world.calls.slice(from).filter((call) => call.name === name);
const startsFrom = (from: number): number => callsNamed('StartFHIRExportJob', from).length;
const keysBelow = async (prefix: string): Promise<string[]> =>
  (await Array.fromAsync(listObjects(world.s3, 'results', prefix))).map(({ key }) => key);

describe('a due time', () => {
  test('becomes one job, whose end names the folder, its files and bytes by type', async () => {
    const exports = exporting(world, [testExport(world)]);
    const dueAt = nextNight();
    const { exportId } = await exports.due('nightly', dueAt);
    const from = world.calls.length;
    expect(await exports.run()).toMatchObject([{ exportId, outcome: 'started' }]);
    await exports.runOut();
    expect(startsFrom(from)).toBe(1);

    const events = exports.statusEvents();
    expect(events.map(({ sequence, status }) => `${sequence} ${status}`)).toEqual([
      '1 SUBMITTED',
      '2 COMPLETED',
    ]);
    const end = events.at(-1);
    const folder = `exports/nightly/${world.datastoreId}-FHIR_EXPORT-${end?.jobId ?? ''}/`;
    const [key] = await keysBelow(folder);
    expect(end).toMatchObject({
      jobName: exportId,
      exportName: 'nightly',
      exportId,
      outputS3Uri: `s3://results/${folder}`,
      files: { count: 1, types: [{ resourceType: 'Patient', files: 1 }] },
    });
    expect(end?.files?.bytes).toBeGreaterThan(100);
    expect(key).toMatch(/\/Patient\/Patient-.*\.ndjson$/);
    expect(await getExportRun(world.ledger, exportId)).toMatchObject({
      state: 'ENDED',
      outcome: 'COMPLETED',
      jobId: end?.jobId,
    });
  });

  test('that comes twice is one run, and so is a request, however much later it comes again', async () => {
    const exports = exporting(world, [testExport(world)]);
    const dueAt = nextNight();
    const first = await exports.due('nightly', dueAt);
    expect([first.isNew, await exports.due('nightly', dueAt)]).toEqual([true, { ...first, isNew: false }]);
    const asked = await exports.request('nightly', 'monthly/1');
    world.later(86_400);
    expect(await exports.request('nightly', 'monthly/1')).toEqual({ ...asked, isNew: false });
    expect((await exports.request('nightly', 'monthly/2')).isNew).toBe(true);
    const from = world.calls.length;
    await exports.runOut();
    expect(startsFrom(from)).toBe(3);
  });
});

describe('two exports of one data store that are due at once', () => {
  test('run one after the other: the second is held, and both are told', async () => {
    const exports = exporting(world, [
      testExport(world, { name: 'one' }),
      testExport(world, { name: 'two' }),
    ]);
    const dueAt = nextNight();
    const one = await exports.due('one', dueAt);
    const two = await exports.due('two', dueAt + 1);
    const [started, held] = await exports.run();
    expect(started).toMatchObject({ exportId: one.exportId, outcome: 'started' });
    expect(held).toMatchObject({
      exportId: two.exportId,
      outcome: 'held',
      because: `it is held: export "one" of its data store is open (job ${started?.jobId ?? ''})`,
    });
    await exports.run();
    expect(exports.held()).toMatchObject([
      { exportId: two.exportId, openJobId: started?.jobId, openExportName: 'one', cause: 'schedule' },
    ]);
    await exports.runOut();
    const ends = exports.statusEvents().filter(({ status }) => status === 'COMPLETED');
    expect(ends.map(({ exportName }) => exportName)).toEqual(['one', 'two']);
    expect(exports.held()).toHaveLength(1);
  });

  test('are not in each other’s way where the first is refused', async () => {
    const exports = exporting(world, [
      testExport(world, { name: 'one' }),
      testExport(world, { name: 'two' }),
    ]);
    await exports.due('one', nextNight());
    await exports.due('two', nextNight());
    world.setFault(({ name, input }, moment) => {
      if (name === 'StartFHIRExportJob' && moment === 'before' && String(input.JobName).startsWith('exp-one'))
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    });
    expect((await exports.run()).map(({ outcome }) => outcome)).toEqual(['later', 'started']);
    world.setFault(() => undefined);
    world.later(3600);
    await exports.runOut();
    expect(exports.statusEvents().filter(({ status }) => status === 'COMPLETED')).toHaveLength(2);
  });
});

describe('requests', () => {
  test('that are 26 at once all become a job, one after the other', async () => {
    const exports = exporting(world, [testExport(world)]);
    const from = world.calls.length;
    const asked = [];
    for (let index = 0; index < 26; index += 1)
      asked.push(await exports.request('nightly', `burst-${index}`));
    await exports.runOut();
    expect(startsFrom(from)).toBe(26);
    expect(exports.held()).toHaveLength(25);
    const ended = exports.statusEvents().filter(({ status }) => status === 'COMPLETED');
    expect(new Set(ended.map(({ exportId }) => exportId))).toEqual(
      new Set(asked.map(({ exportId }) => exportId)),
    );
  });

  test.each(['ThrottlingException', 'ValidationException'] as const)(
    'wait for as long as others fill the service’s queue, which says %s',
    async (overQueueError) => {
      const exports = exporting(world, [testExport(world)]);
      const { exportId } = await exports.request('nightly', `full-${overQueueError}`);
      world.configure({ waitingJobs: -1, overQueueError });
      world.setFault(({ name, input }, moment, output) => {
        if (name === 'ListFHIRExportJobs' && input.JobStatus === 'QUEUED' && moment === 'after' && output)
          Object.assign(output, { ExportJobPropertiesList: [{ JobId: 'of-somebody-else' }] });
      });
      for (let hours = 0; hours < 6; hours += 1) {
        expect(await exports.run()).toMatchObject([
          { exportId, outcome: 'later', errorName: overQueueError },
        ]);
        world.later(3600);
      }
      world.configure({ waitingJobs: 25 });
      await exports.runOut();
      expect(exports.failures()).toEqual([]);
      expect(await getExportRun(world.ledger, exportId)).toMatchObject({ outcome: 'COMPLETED' });
    },
  );

  test('for an export that the stage does not have are told to have failed, with what to do', async () => {
    const exports = exporting(world, []);
    const { exportId } = await exports.request('monthly', 'r-1');
    expect(await exports.run()).toMatchObject([{ exportId, outcome: 'failed', errorName: 'NoSuchExport' }]);
    expect(exports.failures()).toMatchObject([
      {
        exportId,
        datastoreId: null,
        requestId: 'r-1',
        errorName: 'NoSuchExport',
        advice: expect.stringContaining('config/<stage>.json'),
      },
    ]);
    expect(await exports.run()).toEqual([]);
  });

  test('that HealthLake refuses for a quarter of an hour are given up and told once', async () => {
    const exports = exporting(world, [testExport(world)]);
    await exports.request('nightly', 'refused');
    world.setFault(({ name }, moment) => {
      if (name === 'StartFHIRExportJob' && moment === 'before')
        throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    });
    for (let minutes = 0; minutes < 30; minutes += 1) {
      await exports.run();
      world.later(60);
    }
    expect(exports.failures()).toMatchObject([{ errorName: 'AccessDeniedException', requestId: 'refused' }]);
    expect(await openExportRuns(world.ledger)).toEqual([]);
  });
});

describe('an export that others started', () => {
  test('is followed where its row says so, told without a name, and holds the store', async () => {
    const one = testExport(world);
    const { JobId = '' } = await world.healthLake.send(
      new StartFHIRExportJobCommand({
        DatastoreId: world.datastoreId,
        DataAccessRoleArn: one.dataAccessRoleArn,
        OutputDataConfig: { S3Configuration: { S3Uri: 's3://results/others', KmsKeyId: one.kmsKeyId } },
      }),
    );
    await putJob(
      world.ledger,
      newFollowedJob({
        datastoreId: world.datastoreId,
        jobId: JobId,
        kind: 'export',
        jobName: null,
        importId: null,
        fileCount: null,
        startedAt: world.now(),
        inputS3Uri: '',
      }),
    );
    const exports = exporting(world, [one]);
    await exports.request('nightly', 'behind-others');
    expect(await exports.run()).toMatchObject([{ outcome: 'held' }]);
    expect(exports.held()).toMatchObject([{ openJobId: JobId, openExportName: null }]);
    await exports.runOut();
    const others = exports.statusEvents().filter(({ jobId }) => jobId === JobId);
    expect(others.map(({ status, exportName, exportId }) => [status, exportName, exportId])).toEqual([
      ['SUBMITTED', null, null],
      ['COMPLETED', null, null],
    ]);
  });
});

describe('an export that the configuration has no more', () => {
  test('is looked for where its start may have been made, and followed to its end', async () => {
    const one = testExport(world);
    const exports = exporting(world, [one]);
    const { exportId } = await exports.request('nightly', 'taken-out');
    world.setFault(({ name }, moment) => {
      if (name === 'StartFHIRExportJob' && moment === 'after')
        throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    });
    expect(await exports.run()).toMatchObject([{ outcome: 'later', errorName: 'TimeoutError' }]);
    world.setFault(() => undefined);
    world.later(600);
    const without = exporting(world, []);
    expect(await without.run()).toMatchObject([{ exportId, outcome: 'found' }]);
    await without.runOut();
    expect(await getExportRun(world.ledger, exportId)).toMatchObject({ outcome: 'COMPLETED' });
    expect(exports.jobs().filter(({ jobName }) => jobName === exportId)).toHaveLength(1);
  });
});

describe('a data store', () => {
  const withStatus = (status: string): void => {
    world.setFault(({ name }, moment, output) => {
      if (name === 'DescribeFHIRDatastore' && moment === 'after' && output)
        Object.assign(output, { DatastoreProperties: { DatastoreStatus: status } });
    });
  };

  test('that is being made is waited for; one that is gone ends its runs after a quarter of an hour', async () => {
    const exports = exporting(world, [testExport(world)]);
    const { exportId } = await exports.request('nightly', 'gone');
    withStatus('CREATING');
    expect(await exports.run()).toMatchObject([{ outcome: 'waits-for-data-store', errorName: 'CREATING' }]);
    expect((await getExportRun(world.ledger, exportId))?.seen).toEqual({
      dataStore: { kind: 'not-yet', status: 'CREATING' },
    });
    withStatus('DELETING');
    for (let minutes = 0; minutes < 30; minutes += 1) {
      await exports.run();
      world.later(60);
    }
    expect(exports.failures()).toMatchObject([
      { exportId, datastoreId: world.datastoreId, errorName: 'DataStoreNotActive' },
    ]);
    expect(exports.jobs().filter(({ jobName }) => jobName === exportId)).toEqual([]);
  });
});

describe('files that cannot be listed', () => {
  test('leave their run to be finished later, hold up no other run, and are told as stuck', async () => {
    const exports = exporting(world, [testExport(world, { name: 'fan', fanOut: true }), testExport(world)]);
    const { exportId } = await exports.request('fan', 'unlistable');
    await exports.run();
    await world.jobsEnded();
    await world.poll();
    await exports.request('nightly', 'beside-it');
    world.setFault(({ name }, moment) => {
      if (name === 'ListObjectsV2' && moment === 'before')
        throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    });
    const outcomes = (await exports.run()).map((report) => [
      report.exportName,
      report.outcome,
      report.errorName,
    ]);
    expect(outcomes).toEqual([
      ['nightly', 'started', undefined],
      ['fan', 'stuck', 'AccessDenied'],
    ]);
    world.setFault(() => undefined);
    await exports.runOut();
    expect(await getExportRun(world.ledger, exportId)).toMatchObject({ state: 'ENDED', told: { files: 1 } });
  });
});

describe('a tick in which nothing is open', () => {
  test('makes no call of HealthLake, though an export names its data store', async () => {
    const exports = exporting(world, [testExport(world)]);
    const from = world.calls.length;
    const lookUp = () => Promise.reject(new Error('nobody has to know the exports'));
    expect(await exports.run({ knownExports: lookUp })).toEqual([]);
    await world.poll();
    expect(world.calls.slice(from).filter(({ name }) => name.includes('FHIR'))).toEqual([]);
  });
});

describe('export jobs', () => {
  test('of 20 data stores, 520 in all, are looked at with 20 Lists', async () => {
    const lone = await startWorld();
    const ids = Array.from({ length: 520 }, (_, index) => ({
      datastoreId: `${index % 20}`.padStart(32, 'a'),
      jobId: `${index}`.padStart(32, 'b'),
    }));
    for (const id of ids)
      await putJob(
        lone.ledger,
        newFollowedJob({
          ...id,
          kind: 'export',
          jobName: null,
          importId: null,
          fileCount: null,
          startedAt: lone.now(),
          inputS3Uri: '',
        }),
      );
    const lists: unknown[] = [];
    const healthLake = {
      config: {},
      send: (command: { constructor: { name: string }; input: { DatastoreId?: string } }) => {
        lists.push(command.constructor.name);
        const ExportJobPropertiesList = ids
          .filter(({ datastoreId }) => datastoreId === command.input.DatastoreId)
          .map(({ jobId }) => ({ JobId: jobId, JobStatus: 'IN_PROGRESS' }));
        return Promise.resolve({ ExportJobPropertiesList });
      },
    };
    Object.setPrototypeOf(healthLake, Object.getPrototypeOf(lone.healthLake) as object);
    const report = await lone.poll({ healthLake: healthLake as never });
    expect(report).toMatchObject({ openExportJobs: 520, stuck: [], unreachable: [] });
    expect(lists).toEqual(Array.from({ length: 20 }, () => 'ListFHIRExportJobsCommand'));
    await lone.end();
  });

  test('that are open for too long are told once as overdue', async () => {
    const exports = exporting(world, [testExport(world)]);
    const { exportId } = await exports.request('nightly', 'overdue');
    await exports.run();
    await world.jobsEnded();
    world.later(7200);
    world.setFault(({ name }, moment) => {
      if (/^(List|Describe)FHIRExportJob/.test(name) && moment === 'before') throw new Error('no answer');
    });
    await world.poll({ overdueAfterSeconds: 3600 });
    await world.poll({ overdueAfterSeconds: 3600 });
    const overdue = world.sent.filter(({ DetailType }) => DetailType === 'Export Job Overdue');
    expect(overdue.map(({ Detail }) => (JSON.parse(Detail) as { exportId: string }).exportId)).toEqual([
      exportId,
    ]);
    world.setFault(() => undefined);
    await exports.runOut();
  });

  test('whose folder Inlet may not list end all the same, with null in place of their files', async () => {
    const exports = exporting(world, [testExport(world)]);
    await exports.request('nightly', 'unlisted');
    await exports.run();
    await world.jobsEnded();
    world.setFault(({ name }, moment) => {
      if (name === 'ListObjectsV2' && moment === 'before')
        throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    });
    await world.poll();
    expect(exports.statusEvents().at(-1)).toMatchObject({ status: 'COMPLETED', files: null });
    world.setFault(() => undefined);
    await exports.runOut();
  });

  test('that were counted in part are counted on from there, and told when all are', async () => {
    const exports = exporting(world, [testExport(world)]);
    await exports.request('nightly', 'counted');
    await exports.run();
    await world.jobsEnded();
    world.setFault(({ name }, moment) => {
      if (name === 'ListObjectsV2' && moment === 'before')
        throw Object.assign(new Error('slow'), { name: 'SlowDown' });
    });
    await world.poll({ now: Date.now });
    expect(exports.statusEvents().map(({ status }) => status)).toEqual(['SUBMITTED']);
    const [job] = await openJobs(world.ledger);
    if (!job) throw new Error('no job is open');
    // As if a hundred thousand files had been counted.
    await updateJob(world.ledger, job, {
      counted: { types: { Account: { files: 100_000, bytes: 7 } }, after: 'a' },
    });
    world.setFault(() => undefined);
    await world.poll();
    expect(exports.statusEvents().at(-1)?.files).toMatchObject({
      count: 100_001,
      types: [{ resourceType: 'Account' }, { resourceType: 'Patient', files: 1 }],
    });
    await exports.runOut();
  });
});

describe('files', () => {
  test('are told one by one where the export has fanOut, and on from where a round was out of time', async () => {
    const exports = exporting(world, [testExport(world, { fanOut: true })]);
    const { exportId } = await exports.request('nightly', 'fan');
    await exports.run();
    await world.jobsEnded();
    const { jobId } = exports.jobs().at(-1) ?? { jobId: '' };
    const folder = `exports/nightly/${world.datastoreId}-FHIR_EXPORT-${jobId}/`;
    const others = Array.from({ length: 1099 }, (_, index) => `${folder}Observation/o-${index}.ndjson`);
    await Promise.all(
      others.map((Key) => world.others.send(new PutObjectCommand({ Bucket: 'results', Key, Body: 'x' }))),
    );
    await world.others.send(
      new PutObjectCommand({ Bucket: 'results', Key: `${folder}manifest.json`, Body: '{}' }),
    );
    await world.poll();
    expect(exports.statusEvents().at(-1)?.files).toMatchObject({ count: 1100 });

    expect(await exports.run({ isOutOfTime: () => true })).toMatchObject([
      { exportId, outcome: 'finishing', toldFiles: 1000 },
    ]);
    let calls = 0;
    world.refuseEvents(() => (calls += 1) > 50);
    await exports.run();
    world.refuseEvents(() => false);
    await exports.runOut();
    const told = exports.filesReady();
    expect(new Set(told.map(({ fileS3Uri }) => fileS3Uri)).size).toBe(1100);
    expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(1100);
    expect(told.find(({ resourceType }) => resourceType === 'Patient')).toMatchObject({
      jobId,
      exportId,
      exportName: 'nightly',
      jobStatus: 'COMPLETED',
      datastoreId: world.datastoreId,
    });
    expect(await getExportRun(world.ledger, exportId)).toMatchObject({
      state: 'ENDED',
      told: { files: 1100 },
    });
  });
});

describe('older folders', () => {
  test('go when a newer export has completed, and only those that the ledger says this export wrote', async () => {
    const kept = testExport(world, { name: 'kept', keep: 2 });
    const exports = exporting(world, [kept, testExport(world, { name: 'all' })]);
    await exports.request('all', 'k-0');
    await exports.runOut();
    const strange = 'exports/kept/by-hand/Patient/x.ndjson';
    await world.others.send(new PutObjectCommand({ Bucket: 'results', Key: strange, Body: 'x' }));
    const all = await keysBelow('exports/all/');
    for (let night = 1; night <= 4; night += 1) {
      await exports.due('kept', nextNight());
      await exports.runOut();
    }
    const runs = await Array.fromAsync(exportRunsOf(world.ledger, 'kept'));
    expect(runs.map(({ removedAt }) => removedAt !== undefined)).toEqual([false, false, true, true]);
    const folders = runs
      .slice(0, 2)
      .map(({ folderS3Uri }) => folderS3Uri?.replace('s3://results/', '') ?? '');
    const left = (await keysBelow('exports/kept/')).filter((key) => !key.endsWith('.temp'));
    expect(left.filter((key) => !folders.some((folder) => key.startsWith(folder)))).toEqual([strange]);
    expect(left).toHaveLength(3);
    expect(await keysBelow('exports/all/')).toEqual(all);
  });

  test('stay where the newest export failed', async () => {
    const exports = exporting(world, [testExport(world, { name: 'failing', keep: 1 })]);
    await exports.due('failing', nextNight());
    await exports.runOut();
    const before = await keysBelow('exports/failing/');
    world.configure({ unusableKeys: ['arn:aws:kms:us-east-1:000000000000:key/results'] });
    await exports.due('failing', nextNight());
    await exports.runOut();
    world.configure({ unusableKeys: [] });
    expect(exports.statusEvents().at(-1)).toMatchObject({ status: 'FAILED' });
    expect(await keysBelow('exports/failing/')).toEqual(before);
  });
});
