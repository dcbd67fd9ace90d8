import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  CreateFHIRDatastoreCommand,
  DeleteFHIRDatastoreCommand,
  StartFHIRExportJobCommand,
} from '@aws-sdk/client-healthlake';
import type { Running } from './running.ts';
import { KEY, ROLE, startHealthLake } from './running.ts';

let running: Running;
beforeEach(async () => {
  running = await startHealthLake();
  running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}');
});
afterEach(() => running.stop());

const arnOf = (datastoreId: string): string =>
  `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${datastoreId}`;

/** The last words of the detail-types of one job's events, in their order. */
const wordsOf = (kind: 'Import' | 'Export', jobId = ''): string[] =>
  running.events
    .filter(({ detail }) => detail.jobId === jobId)
    .map(({ detailType }) => detailType.replace(`${kind} Job `, ''));

async function startExport(): Promise<string> {
  const { JobId = '' } = await running.client.send(
    new StartFHIRExportJobCommand({
      DatastoreId: running.datastoreId,
      OutputDataConfig: { S3Configuration: { S3Uri: 's3://results/exports/', KmsKeyId: KEY } },
      DataAccessRoleArn: ROLE,
    }),
  );
  return JobId;
}

test('import jobs tell each of their states, with the job and its input, and nothing else', async () => {
  const first = await running.startImport();
  const second = await running.startImport({ InputDataConfig: { S3Uri: 's3://inbox/nothing/' } });
  await running.clock.advance(1);
  running.s3.put('s3://inbox/drop/b.ndjson', '{');
  const third = await running.startImport();
  await running.clock.advance(1);
  expect(wordsOf('Import', first)).toEqual(['Submitted', 'In Progress', 'Completed']);
  expect(wordsOf('Import', second).filter((word) => word !== 'Queued')).toEqual([
    'Submitted',
    'In Progress',
    'Failed',
  ]);
  expect(wordsOf('Import', third)).toEqual(['Submitted', 'In Progress', 'Completed With Errors']);

  const job = await running.describeImport(first);
  expect(running.events.find(({ detail }) => detail.jobId === first)).toEqual({
    source: 'aws.healthlake',
    detailType: 'Import Job Submitted',
    resources: [arnOf(running.datastoreId)],
    time: expect.any(Number),
    detail: {
      jobId: first,
      submitTime: job.SubmitTime?.toISOString(),
      datastoreId: running.datastoreId,
      inputDataConfig: { s3Uri: 's3://inbox/drop/' },
    },
  });
});

test('a job that waits for another tells that it is queued', async () => {
  const lines = Array.from({ length: 30_000 }, (_, id) => `{"resourceType":"Patient","id":"${id}"}\n`);
  running.s3.put('s3://inbox/drop/large.ndjson', lines.join(''));
  running.healthlake.configure({ submittedMs: 0 });
  await running.startImport();
  const waiting = await running.startImport();
  await running.clock.advance(1);
  expect(wordsOf('Import', waiting)).toEqual(['Submitted', 'Queued', 'In Progress', 'Completed']);

  await startExport();
  const waitingExport = await startExport();
  await running.clock.advance(1);
  expect(wordsOf('Export', waitingExport)).toEqual(['Submitted', 'Queued', 'In Progress', 'Completed']);
});

test('export jobs tell theirs, with the place of the output', async () => {
  const done = await startExport();
  await running.clock.advance(1);
  running.s3.refused.add('s3:PutObject results');
  const failed = await startExport();
  await running.clock.advance(1);
  expect(wordsOf('Export', done)).toEqual(['Submitted', 'In Progress', 'Completed']);
  expect(wordsOf('Export', failed)).toEqual(['Submitted', 'In Progress', 'Failed']);
  expect(running.events[0]).toEqual({
    source: 'aws.healthlake',
    detailType: 'Export Job Submitted',
    resources: [arnOf(running.datastoreId)],
    time: expect.any(Number),
    detail: {
      jobId: done,
      submitTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      datastoreId: running.datastoreId,
      outputDataConfig: { s3Uri: `s3://results/exports/${running.datastoreId}-FHIR_EXPORT-${done}/` },
    },
  });
});

test('data stores tell theirs, from Creating to Deleted, or Creation Failed', async () => {
  const create = (KmsKeyId: string) =>
    running.client.send(
      new CreateFHIRDatastoreCommand({
        DatastoreName: 'clinic',
        DatastoreTypeVersion: 'R4',
        SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId } },
      }),
    );
  running.healthlake.configure({ unusableKeys: ['alias/broken'] });
  const { DatastoreId = '', DatastoreEndpoint } = await create(KEY);
  await running.clock.advance(1);
  await running.client.send(new DeleteFHIRDatastoreCommand({ DatastoreId }));
  await running.clock.advance(1);
  await create('alias/broken');
  await running.clock.advance(1);
  expect(running.events.map(({ detailType }) => detailType)).toEqual(
    ['Creating', 'Active', 'Deleting', 'Deleted', 'Creating', 'Creation Failed'].map(
      (word) => `Data Store ${word}`,
    ),
  );
  expect(running.events[0]).toEqual({
    source: 'aws.healthlake',
    detailType: 'Data Store Creating',
    resources: [arnOf(DatastoreId)],
    time: expect.any(Number),
    detail: {
      datastoreId: DatastoreId,
      datastoreName: 'clinic',
      datastoreTypeVersion: 'R4',
      datastoreEndpoint: DatastoreEndpoint,
    },
  });
});
