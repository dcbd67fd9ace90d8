import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CreateFHIRDatastoreCommand,
  DeleteFHIRDatastoreCommand,
  StartFHIRExportJobCommand,
  waitUntilFHIRDatastoreActive,
  waitUntilFHIRDatastoreDeleted,
  waitUntilFHIRExportJobCompleted,
  waitUntilFHIRImportJobCompleted,
} from '@aws-sdk/client-healthlake';
import type { Running } from './running.ts';
import { KEY, ROLE, startHealthLake } from './running.ts';

let running: Running;
beforeAll(async () => {
  running = await startHealthLake({
    isTimeReal: true,
    settings: { submittedMs: 20, creatingMs: 20, deletingMs: 20 },
  });
  running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}\n{');
});
afterAll(() => running.stop());

/** The waiters of the SDK, with delays that fit a test. */
const waiting = () => ({ client: running.client, maxWaitTime: 120, minDelay: 0.02, maxDelay: 0.05 });
const SUCCESS = { state: 'SUCCESS' };

const create = (KmsKeyId: string) =>
  running.client.send(
    new CreateFHIRDatastoreCommand({
      DatastoreTypeVersion: 'R4',
      SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId } },
    }),
  );
const startExport = (S3Uri: string) =>
  running.client.send(
    new StartFHIRExportJobCommand({
      DatastoreId: running.datastoreId,
      OutputDataConfig: { S3Configuration: { S3Uri, KmsKeyId: KEY } },
      DataAccessRoleArn: ROLE,
    }),
  );

test('a data store is waited for until it is ACTIVE, and until it is DELETED', async () => {
  const { DatastoreId } = await create(KEY);
  expect(await waitUntilFHIRDatastoreActive(waiting(), { DatastoreId })).toMatchObject(SUCCESS);
  await running.client.send(new DeleteFHIRDatastoreCommand({ DatastoreId }));
  expect(await waitUntilFHIRDatastoreDeleted(waiting(), { DatastoreId })).toMatchObject(SUCCESS);
});

test('waiting for a data store that cannot be created ends with its failure', async () => {
  running.healthlake.configure({ unusableKeys: ['alias/broken'] });
  const { DatastoreId } = await create('alias/broken');
  await expect(waitUntilFHIRDatastoreActive(waiting(), { DatastoreId })).rejects.toThrow('CREATE_FAILED');
});

test('an import job is waited for to its end, with errors or without', async () => {
  const JobId = await running.startImport();
  const job = { DatastoreId: running.datastoreId, JobId };
  expect(await waitUntilFHIRImportJobCompleted(waiting(), job)).toMatchObject(SUCCESS);
});

test('waiting for a job that fails ends with its failure', async () => {
  const JobId = await running.startImport({ InputDataConfig: { S3Uri: 's3://inbox/nothing/' } });
  const job = { DatastoreId: running.datastoreId, JobId };
  await expect(waitUntilFHIRImportJobCompleted(waiting(), job)).rejects.toThrow('FAILED');
});

test('an export job is waited for to its end, or to its failure', async () => {
  const { JobId } = await startExport('s3://results/exports/');
  const done = { DatastoreId: running.datastoreId, JobId };
  expect(await waitUntilFHIRExportJobCompleted(waiting(), done)).toMatchObject(SUCCESS);
  const failing = { ...done, JobId: (await startExport('s3://nowhere/')).JobId };
  await expect(waitUntilFHIRExportJobCompleted(waiting(), failing)).rejects.toThrow('FAILED');
});
