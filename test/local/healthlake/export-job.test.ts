import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  DescribeFHIRExportJobCommand,
  ListFHIRExportJobsCommand,
  StartFHIRExportJobCommand,
} from '@aws-sdk/client-healthlake';
import type { ExportJobProperties } from '@aws-sdk/client-healthlake';
import type { Running } from './running.ts';
import { KEY, ROLE, startHealthLake } from './running.ts';

let running: Running;
beforeEach(async () => {
  running = await startHealthLake();
});
afterEach(() => running.stop());

async function exportAll(): Promise<ExportJobProperties | undefined> {
  const { JobId } = await running.client.send(
    new StartFHIRExportJobCommand({
      DatastoreId: running.datastoreId,
      OutputDataConfig: { S3Configuration: { S3Uri: 's3://results/exports', KmsKeyId: KEY } },
      DataAccessRoleArn: ROLE,
    }),
  );
  await running.clock.advance(1);
  const { ExportJobProperties } = await running.client.send(
    new DescribeFHIRExportJobCommand({ DatastoreId: running.datastoreId, JobId }),
  );
  return ExportJobProperties;
}

const exported = (): string[] => running.s3.keys('results').filter((key) => key.includes('FHIR_EXPORT'));

test('an export writes every resource, by type, with the version it has now', async () => {
  running.s3.put(
    's3://inbox/drop/a.ndjson',
    [
      '{"resourceType":"Patient","id":"p"}',
      '{"resourceType":"Patient","id":"p","meta":{"versionId":"9","profile":["x"]},"multipleBirthInteger":1}',
      '{"resourceType":"Observation","id":"o","valueQuantity":{"value":1.100}}',
    ].join('\n'),
  );
  await running.importAll();
  const job = await exportAll();
  const folder = `exports/${running.datastoreId}-FHIR_EXPORT-${job?.JobId ?? ''}/`;
  expect(job).toMatchObject({
    JobStatus: 'COMPLETED',
    OutputDataConfig: { S3Configuration: { S3Uri: `s3://results/${folder}`, KmsKeyId: KEY } },
  });
  const keys = exported();
  expect(keys).toEqual([
    expect.stringMatching(`^${folder}Observation/Observation-\\d+-0-0\\.ndjson$`),
    expect.stringMatching(`^${folder}Patient/Patient-\\d+-0-0\\.ndjson$`),
  ]);
  const [observation = '', patient = ''] = keys.map((key) => running.s3.text(`s3://results/${key}`));
  const meta = (version: number) => `"versionId":"${version}","lastUpdated":"[^"]+"`;
  expect(observation).toMatch(
    new RegExp(
      `^{"resourceType":"Observation","id":"o","meta":{${meta(1)}},"valueQuantity":{"value":1.100}}\n$`,
    ),
  );
  expect(patient).toMatch(
    new RegExp(
      `^{"resourceType":"Patient","id":"p","meta":{${meta(2)},"profile":\\["x"\\]},"multipleBirthInteger":1}\n$`,
    ),
  );
  expect(running.events.slice(-3).map(({ detailType }) => detailType)).toEqual([
    'Export Job Submitted',
    'Export Job In Progress',
    'Export Job Completed',
  ]);
  expect(running.events.at(-1)?.detail).toMatchObject({
    outputDataConfig: { s3Uri: `s3://results/${folder}` },
  });
});

test('what was exported can be imported again and gives the same resources', async () => {
  const resources = [
    '{"resourceType":"Patient","id":"a","active":true}',
    '{"resourceType":"Basic2","id":"x"}',
  ];
  running.s3.put('s3://inbox/drop/a.ndjson', resources.join('\n'));
  await running.importAll();
  await exportAll();
  const [key = ''] = exported();
  const { datastoreId } = running.healthlake.declareDatastore({ name: 'other' });
  running.s3.put('s3://inbox/again/Patient.ndjson', running.s3.text(`s3://results/${key}`));
  await running.startImport({ DatastoreId: datastoreId, InputDataConfig: { S3Uri: 's3://inbox/again/' } });
  await running.clock.advance(1);
  const again = running.healthlake.store.read(datastoreId, 'Patient', 'a');
  expect(JSON.parse(Buffer.from(again?.body ?? []).toString())).toMatchObject({ id: 'a', active: true });
});

test('an export of an empty data store completes without files', async () => {
  expect((await exportAll())?.JobStatus).toBe('COMPLETED');
  expect(exported()).toEqual([]);
});

test('an export that may not write ends FAILED with a message, and is listed as that', async () => {
  running.s3.refused.add('s3:PutObject results');
  expect(await exportAll()).toMatchObject({
    JobStatus: 'FAILED',
    Message: expect.stringContaining('s3:PutObject'),
  });
  const { ExportJobPropertiesList } = await running.client.send(
    new ListFHIRExportJobsCommand({ DatastoreId: running.datastoreId, JobStatus: 'FAILED' }),
  );
  expect(ExportJobPropertiesList).toHaveLength(1);
});
