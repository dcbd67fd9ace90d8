import type { JobStatus } from '@aws-sdk/client-healthlake';
import {
  DescribeFHIRExportJobCommand,
  StartFHIRExportJobCommand,
  waitUntilFHIRExportJobCompleted,
  waitUntilFHIRImportJobCompleted,
} from '@aws-sdk/client-healthlake';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../support/cloud.ts';
import type { Running } from './running.ts';
import { KEY, ROLE, startHealthLake } from './running.ts';

let running: Running;
beforeEach(async () => {
  running = await startHealthLake();
  running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}');
});
afterEach(() => running.stop());

const statusOf = async (jobId: string) => (await running.describeImport(jobId)).JobStatus;

/** The states that a job passes, one after the other, until it stays in one. */
async function statesOf(look: () => Promise<JobStatus | undefined>): Promise<JobStatus[]> {
  const states: JobStatus[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const status = await look();
    if (status !== undefined && states.at(-1) !== status) states.push(status);
    await running.clock.advance(1);
  }
  return states;
}

describe('cancelJobs', () => {
  test('ends an import CANCEL_COMPLETED, by way of the other states, without a result', async () => {
    running.healthlake.configure({ cancelJobs: 'CANCEL_COMPLETED' });
    const jobId = await running.startImport();
    expect(await statesOf(() => statusOf(jobId))).toEqual([
      'SUBMITTED',
      'IN_PROGRESS',
      'CANCEL_SUBMITTED',
      'CANCEL_IN_PROGRESS',
      'CANCEL_COMPLETED',
    ]);
    const { EndTime, JobProgressReport, Message } = await running.describeImport(jobId);
    expect([EndTime instanceof Date, JobProgressReport, Message]).toEqual([true, undefined, undefined]);
    expect(running.s3.keys('results').filter((key) => key.includes(jobId))).toEqual([]);
    // There is no native event of a cancel state.
    expect(running.events.map(({ detailType }) => detailType)).toEqual([
      'Import Job Submitted',
      'Import Job In Progress',
    ]);
  });

  test('ends an import CANCEL_FAILED, and then as it would have ended', async () => {
    running.healthlake.configure({ cancelJobs: 'CANCEL_FAILED' });
    const jobId = await running.startImport();
    const states = await statesOf(() => statusOf(jobId));
    expect(states.slice(0, 4)).toEqual([
      'SUBMITTED',
      'IN_PROGRESS',
      'CANCEL_SUBMITTED',
      'CANCEL_IN_PROGRESS',
    ]);
    expect(states.at(-1)).toBe('COMPLETED');
    expect((await running.describeImport(jobId)).JobProgressReport).toMatchObject({
      TotalNumberOfResourcesImported: 1,
    });
  });

  test('lets the next job begin when one is cancelled', async () => {
    running.healthlake.configure({ cancelJobs: 'CANCEL_COMPLETED' });
    const first = await running.startImport();
    const second = await running.startImport();
    await running.clock.advance(1);
    running.healthlake.configure({ cancelJobs: 'never' });
    await statesOf(() => statusOf(second));
    expect([await statusOf(first), await statusOf(second)]).toEqual(['CANCEL_COMPLETED', 'COMPLETED']);
  });

  test('is a setting that a person can make, and is forgotten by a reset', async () => {
    const { faults } = running.healthlake;
    expect(() => faults.read({ cancelJobs: 'always' })).toThrow(/cancelJobs must be/);
    faults.read({ cancelJobs: 'CANCEL_FAILED' })();
    expect(faults.show()).toMatchObject({ cancelJobs: 'CANCEL_FAILED' });
    await running.healthlake.reset();
    expect(faults.show()).toMatchObject({ cancelJobs: 'never' });
  });
});

test.each(['CANCEL_SUBMITTED', 'CANCEL_IN_PROGRESS'])(
  'a process that is killed at %s goes on to the end of the cancellation',
  async (status) => {
    const { folder, remove } = await temporaryFolder();
    const killed = await startHealthLake({
      stateFolder: folder,
      settings: { cancelJobs: 'CANCEL_COMPLETED' },
    });
    const jobId = await killed.startImport();
    for (let turn = 0; turn < 8; turn++) {
      if ((await killed.describeImport(jobId)).JobStatus === status) break;
      await killed.clock.advance(1);
    }
    await killed.stop();
    const next = await startHealthLake({ stateFolder: folder });
    expect((await next.describeImport(jobId)).JobStatus).toBe(status);
    for (let turn = 0; turn < 3; turn++) await next.clock.advance(1);
    expect((await next.describeImport(jobId)).JobStatus).toBe('CANCEL_COMPLETED');
    await next.stop();
    await remove();
  },
);

describe('the SDK’s waiters', () => {
  const waiting = () => ({ client: running.client, maxWaitTime: 1, minDelay: 0.02, maxDelay: 0.05 });

  /** Moves the clock until a job has the status. */
  async function until(look: () => Promise<JobStatus | undefined>, wanted: JobStatus): Promise<void> {
    for (let turn = 0; turn < 8 && (await look()) !== wanted; turn++) await running.clock.advance(1);
    expect(await look()).toBe(wanted);
  }

  test('for imports poll on at CANCEL_COMPLETED, and where they are refused', async () => {
    running.healthlake.configure({ cancelJobs: 'CANCEL_COMPLETED' });
    const jobId = await running.startImport();
    await until(() => statusOf(jobId), 'CANCEL_COMPLETED');
    const job = { DatastoreId: running.datastoreId, JobId: jobId };
    await expect(waitUntilFHIRImportJobCompleted(waiting(), job)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    running.healthlake.faults.read({
      failNext: [{ action: 'DescribeFHIRImportJob', error: 'ValidationException', times: 1000 }],
    })();
    await expect(waitUntilFHIRImportJobCompleted(waiting(), job)).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('for exports fail at CANCEL_COMPLETED', async () => {
    running.healthlake.configure({ cancelJobs: 'CANCEL_COMPLETED' });
    const { JobId } = await running.client.send(
      new StartFHIRExportJobCommand({
        DatastoreId: running.datastoreId,
        OutputDataConfig: { S3Configuration: { S3Uri: 's3://results/', KmsKeyId: KEY } },
        DataAccessRoleArn: ROLE,
      }),
    );
    const job = { DatastoreId: running.datastoreId, JobId };
    await until(
      async () =>
        (await running.client.send(new DescribeFHIRExportJobCommand(job))).ExportJobProperties?.JobStatus,
      'CANCEL_COMPLETED',
    );
    await expect(waitUntilFHIRExportJobCompleted(waiting(), job)).rejects.toThrow(
      /FAILURE.*CANCEL_COMPLETED/s,
    );
  });
});
