import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  DescribeFHIRExportJobCommand,
  ListFHIRExportJobsCommand,
  StartFHIRExportJobCommand,
} from '@aws-sdk/client-healthlake';
import type { ExportJobProperties } from '@aws-sdk/client-healthlake';
import { samplePopulation } from '../../../../tools/sample-population/generate-population.ts';
import type { Running } from '../running.ts';
import { KEY, ROLE, startHealthLake } from '../running.ts';

let running: Running;
beforeEach(async () => {
  running = await startHealthLake();
});
afterEach(() => running.stop());

async function exportAll(DatastoreId = running.datastoreId): Promise<ExportJobProperties | undefined> {
  const { JobId } = await running.client.send(
    new StartFHIRExportJobCommand({
      DatastoreId,
      OutputDataConfig: { S3Configuration: { S3Uri: 's3://results/exports', KmsKeyId: KEY } },
      DataAccessRoleArn: ROLE,
    }),
  );
  await running.clock.advance(1);
  const { ExportJobProperties } = await running.client.send(
    new DescribeFHIRExportJobCommand({ DatastoreId, JobId }),
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
      '{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.100}}',
    ].join('\n'),
  );
  await running.importAll({ ValidationLevel: 'structure-only' });
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
      `^{"resourceType":"Observation","id":"o","meta":{${meta(1)}},"status":"final","code":{"text":"x"},"valueQuantity":{"value":1.100}}\n$`,
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

test('what was exported and imported into an empty data store is exported again byte for byte', async () => {
  // A resource with everything that JSON may be written with: digits, escapes, order and space stay as they were.
  const odd =
    '{ "id":"odd","extension":[ {"valueDecimal" : 1.0e0,"url":"x"}], "name":[{"text":"\\u00fc \\/ \\"\\" Grüße"}], "meta": { "tag":[ {"code":"}"} ] ,"versionId":"77"}, "resourceType":"Patient"}';
  running.s3.put('s3://inbox/drop/a.ndjson', [...samplePopulation(), odd].join('\n'));
  expect((await running.importAll()).JobStatus).toBe('COMPLETED');
  const first = await exportAll();
  const { datastoreId } = running.healthlake.declareDatastore({ name: 'other' });
  const S3Uri = first?.OutputDataConfig?.S3Configuration?.S3Uri ?? '';
  await running.startImport({ DatastoreId: datastoreId, InputDataConfig: { S3Uri } });
  await running.clock.advance(1);
  const second = await exportAll(datastoreId);

  const contentOf = (job: ExportJobProperties | undefined): Record<string, string> => {
    const folder = job?.OutputDataConfig?.S3Configuration?.S3Uri ?? '';
    const files = exported().filter((key) => folder.endsWith(`${key.split('/')[1] ?? ''}/`));
    return Object.fromEntries(
      files.map((key) => [
        key.split('/')[2] ?? '',
        running.s3
          .text(`s3://results/${key}`)
          .replace(/"versionId":"\d+","lastUpdated":"[^"]+"/g, '"versionId":"","lastUpdated":""'),
      ]),
    );
  };
  expect(Object.keys(contentOf(first)).length).toBeGreaterThan(4);
  expect(contentOf(second)).toEqual(contentOf(first));
  expect(contentOf(first).Patient).toContain(
    '{ "id":"odd","extension":[ {"valueDecimal" : 1.0e0,"url":"x"}], "name":[{"text":"\\u00fc \\/ \\"\\" Grüße"}], "meta": {"versionId":"","lastUpdated":"","tag":[ {"code":"}"} ]}, "resourceType":"Patient"}',
  );
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
