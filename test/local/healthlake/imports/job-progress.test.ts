import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../../../support/cloud.ts';
import type { Running } from '../running.ts';
import { startHealthLake } from '../running.ts';

/** An import commits about four megabytes at a time. */
const LINES = 24_000;
const name = [{ family: 'x'.repeat(1000) }];
const content = Array.from(
  { length: LINES },
  (_, number) => `${JSON.stringify({ resourceType: 'Patient', id: `p${number}`, name })}\n`,
).join('');

let running: Running;
beforeEach(async () => {
  running = await startHealthLake({ settings: { submittedMs: 0 } });
});
afterEach(() => running.stop());

test('the progress report of a job grows while it runs, and ends at the number of lines', async () => {
  running.s3.put('s3://inbox/drop/Patient.ndjson', content);
  const jobId = await running.startImport();
  const scanned: number[] = [];
  for (let status = ''; status !== 'COMPLETED';) {
    const job = await running.describeImport(jobId);
    status = job.JobStatus ?? '';
    if (job.JobProgressReport?.TotalNumberOfResourcesScanned !== undefined)
      scanned.push(job.JobProgressReport.TotalNumberOfResourcesScanned);
  }
  expect(scanned).toEqual(scanned.toSorted((one, other) => one - other));
  expect(new Set(scanned).size).toBeGreaterThan(3);
  expect(scanned.at(-1)).toBe(LINES);
});

test('a job that is closed in the middle goes on at the next start, and the jobs behind it follow', async () => {
  running.s3.put('s3://inbox/drop/Patient.ndjson', content);
  await running.startImport();
  await running.startImport();
  while (running.healthlake.progress().every(({ resources }) => resources === 0))
    await new Promise((next) => setImmediate(next));
  await running.healthlake.close();
  const statuses = running.healthlake.jobs().map(({ status }) => status);
  expect(statuses).toEqual(['IN_PROGRESS', 'QUEUED']);

  const again = await startHealthLake({
    stateFolder: running.stateFolder,
    prepare: (s3) => {
      s3.put('s3://inbox/drop/Patient.ndjson', content);
    },
  });
  await again.clock.settled();
  expect(again.healthlake.jobs().map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(again.healthlake.store.read(again.datastoreId, 'Patient', 'p0')?.version).toBe(2);
  expect(again.healthlake.store.counts(again.datastoreId)).toEqual({ Patient: LINES });
  await again.stop();
});

test('a job that is told to stand still does so half-way, holds up no clock, and goes on when it is let', async () => {
  running.healthlake.configure({ stallAfterFiles: 1 });
  for (const part of ['a', 'b'])
    running.s3.put(`s3://inbox/drop/${part}.ndjson`, `{"resourceType":"Patient","id":"${part}"}\n`);
  const jobId = await running.startImport();
  await running.startImport({
    DatastoreId: running.healthlake.declareDatastore({ name: 'other' }).datastoreId,
  });
  await running.clock.advance(3600);
  await running.clock.settled();
  expect(await running.describeImport(jobId)).toMatchObject({
    JobStatus: 'IN_PROGRESS',
    JobProgressReport: { TotalNumberOfScannedFiles: 2, TotalNumberOfResourcesImported: 1 },
  });

  running.healthlake.configure({ stallAfterFiles: 0 });
  await until(
    () => running.healthlake.jobs().every(({ status }) => status === 'COMPLETED'),
    'the end of both jobs',
  );
  expect((await running.describeImport(jobId)).JobProgressReport).toMatchObject({
    TotalNumberOfImportedFiles: 2,
    TotalNumberOfResourcesImported: 2,
  });
});

test('a job that stands still when the cloud is closed goes on at the next start, each line once', async () => {
  running.healthlake.configure({ stallAfterFiles: 1 });
  const put = (s3: Running['s3']): void => {
    for (const part of ['a', 'b'])
      s3.put(`s3://inbox/drop/${part}.ndjson`, `{"resourceType":"Patient","id":"${part}"}\n`);
  };
  put(running.s3);
  const jobId = await running.startImport();
  await until(() => running.healthlake.progress().some(({ resources }) => resources === 1), 'half of it');
  await running.healthlake.close();
  const again = await startHealthLake({ stateFolder: running.stateFolder, prepare: put });
  await again.clock.settled();
  expect((await again.describeImport(jobId)).JobProgressReport).toMatchObject({
    TotalNumberOfImportedFiles: 2,
    TotalNumberOfResourcesImported: 2,
  });
  expect(again.healthlake.store.read(again.datastoreId, 'Patient', 'a')?.version).toBe(1);
  await again.stop();
});
