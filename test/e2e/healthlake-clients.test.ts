import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  HealthLakeClient,
  waitUntilFHIRDatastoreActive,
  waitUntilFHIRDatastoreDeleted,
  waitUntilFHIRExportJobCompleted,
  waitUntilFHIRImportJobCompleted,
} from '@aws-sdk/client-healthlake';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { run, startCliSession, testWith } from '../support/programs.ts';
import { clientSettings } from '../support/server.ts';

/** The AWS CLI and boto3, which nobody here wrote, against the local cloud as `npm start` runs it. */

const ROLE = 'arn:aws:iam::000000000000:role/some-role';
const KEY = 'alias/some-key';
const INPUT = 's3://inlet-local-work/clients/';
const OUTPUT = 's3://inlet-local-results/clients/';

let cloud: ChildProcess;
let url = '';
let client: HealthLakeClient;
beforeAll(async () => {
  cloud = spawn(process.execPath, ['bin/inlet.mjs', 'local', '--memory', '--port', '0', '--json'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (!cloud.stderr) throw new Error('the local cloud has no output');
  for await (const line of createInterface(cloud.stderr)) {
    url = /^ready (http:\S+)/.exec(line)?.[1] ?? '';
    if (url !== '') break;
  }
  const quick = { healthLake: { submittedMs: 0, creatingMs: 0, deletingMs: 0 } };
  await fetch(`${url}/_inlet/faults`, { method: 'POST', body: JSON.stringify(quick) });
  const s3 = new S3Client({ ...clientSettings(url), forcePathStyle: true });
  await s3.send(
    new PutObjectCommand({
      Bucket: 'inlet-local-work',
      Key: 'clients/Patient.ndjson',
      Body: '{"resourceType":"Patient","id":"a"}\n{',
    }),
  );
  s3.destroy();
  client = new HealthLakeClient(clientSettings(url));
}, 180_000);
afterAll(async () => {
  client.destroy();
  cloud.kill('SIGTERM');
  await once(cloud, 'exit');
});

const SCRIPT = `
import boto3, json, sys
role, key, input_uri, output_uri = sys.argv[1:]
c = boto3.client('healthlake')
fast = {'Delay': 0.05, 'MaxAttempts': 400}
output = {'S3Configuration': {'S3Uri': output_uri, 'KmsKeyId': key}}
new = c.create_fhir_datastore(DatastoreTypeVersion='R4', DatastoreName='boto', ClientToken='one',
    PreloadDataConfig={'PreloadDataType': 'SYNTHEA'}, Tags=[{'Key': 'a', 'Value': 'b'}])
store = {'DatastoreId': new['DatastoreId']}
c.get_waiter('fhir_datastore_active').wait(**store, WaiterConfig=fast)
arn = new['DatastoreArn']
c.tag_resource(ResourceARN=arn, Tags=[{'Key': 'c', 'Value': ''}])
c.untag_resource(ResourceARN=arn, TagKeys=['a'])
tags = c.list_tags_for_resource(ResourceARN=arn)['Tags']
def start_import():
    return c.start_fhir_import_job(**store, InputDataConfig={'S3Uri': input_uri},
        JobOutputDataConfig=output, DataAccessRoleArn=role)['JobId']
jobs = [start_import() for _ in range(3)]
for job in jobs:
    c.get_waiter('fhir_import_job_completed').wait(**store, JobId=job, WaiterConfig=fast)
imported = c.describe_fhir_import_job(**store, JobId=jobs[0])['ImportJobProperties']
job = c.start_fhir_export_job(**store, OutputDataConfig=output, DataAccessRoleArn=role)
c.get_waiter('fhir_export_job_completed').wait(**store, JobId=job['JobId'], WaiterConfig=fast)
exported = c.describe_fhir_export_job(**store, JobId=job['JobId'])['ExportJobProperties']
pages, token = [], {}
while True:
    page = c.list_fhir_import_jobs(**store, MaxResults=2, **token)
    pages.append([job['JobId'] for job in page['ImportJobPropertiesList']])
    if 'NextToken' not in page: break
    token = {'NextToken': page['NextToken']}
lists = [len(c.list_fhir_export_jobs(**store)['ExportJobPropertiesList']),
    len(c.list_fhir_datastores(Filter={'DatastoreName': 'boto'})['DatastorePropertiesList'])]
c.delete_fhir_datastore(**store)
c.get_waiter('fhir_datastore_deleted').wait(**store, WaiterConfig=fast)
try:
    c.describe_fhir_import_job(**store, JobId='none')
except c.exceptions.ResourceNotFoundException as error:
    missing = error.response['Error']['Message']
print(json.dumps({'tags': tags, 'import': imported['JobStatus'], 'export': exported['JobStatus'], 'lists': lists,
    'pages': [len(page) for page in pages], 'in_order': sum(pages, []) == jobs[::-1],
    'status': c.describe_fhir_datastore(**store)['DatastoreProperties']['DatastoreStatus'], 'missing': missing}))
`;

describe('boto3', () => {
  testWith('boto3')('drives all 13 actions, the waiters, and pages by NextToken', async () => {
    const output = await run('python3', ['-c', SCRIPT, ROLE, KEY, INPUT, OUTPUT], url);
    expect(JSON.parse(output)).toEqual({
      tags: [{ Key: 'c', Value: '' }],
      import: 'COMPLETED_WITH_ERRORS',
      export: 'COMPLETED',
      lists: [1, 1],
      pages: [2, 1],
      in_order: true,
      status: 'DELETED',
      missing: 'Import job with id none not found',
    });
  });
});

describe('the AWS CLI', () => {
  testWith('aws')('drives all 13 actions and the waiters', async () => {
    const { aws, end } = startCliSession(url);
    const healthlake = async (...args: string[]): Promise<Record<string, unknown>> => {
      const output = await aws('healthlake', '--output', 'json', ...args);
      return output.trim() === '' ? {} : (JSON.parse(output) as Record<string, unknown>);
    };

    const created = await healthlake(
      ...['create-fhir-datastore', '--datastore-type-version=R4', '--datastore-name=cli'],
    );
    const DatastoreId = String(created.DatastoreId);
    const store = ['--datastore-id', DatastoreId];
    const resource = ['--resource-arn', String(created.DatastoreArn)];
    await waitUntilFHIRDatastoreActive(waiting(), { DatastoreId });
    await healthlake('wait', 'fhir-datastore-active', ...store);
    expect((await healthlake('describe-fhir-datastore', ...store)).DatastoreProperties).toMatchObject({
      DatastoreName: 'cli',
      DatastoreStatus: 'ACTIVE',
      DatastoreTypeVersion: 'R4',
    });
    const page = await healthlake('list-fhir-datastores', '--max-results=1');
    expect(page).toMatchObject({ DatastorePropertiesList: [{ DatastoreId }], NextToken: expect.any(String) });
    const second = await healthlake('list-fhir-datastores', '--next-token', String(page.NextToken));
    expect(second.DatastorePropertiesList).not.toContainEqual(expect.objectContaining({ DatastoreId }));

    const output = `{S3Uri=${OUTPUT},KmsKeyId=${KEY}}`;
    const { JobId: importId } = await healthlake(
      ...['start-fhir-import-job', ...store, `--input-data-config=S3Uri=${INPUT}`],
      ...[`--job-output-data-config=S3Configuration=${output}`, `--data-access-role-arn=${ROLE}`],
    );
    const importJob = [...store, '--job-id', String(importId)];
    await waitUntilFHIRImportJobCompleted(waiting(), { DatastoreId, JobId: String(importId) });
    await healthlake('wait', 'fhir-import-job-completed', ...importJob);
    const imported = { JobId: importId, JobStatus: 'COMPLETED_WITH_ERRORS' };
    expect((await healthlake('describe-fhir-import-job', ...importJob)).ImportJobProperties).toMatchObject(
      imported,
    );
    expect(
      await healthlake('list-fhir-import-jobs', ...store, '--job-status=COMPLETED_WITH_ERRORS'),
    ).toMatchObject({ ImportJobPropertiesList: [imported] });

    const { JobId: exportId } = await healthlake(
      ...['start-fhir-export-job', ...store],
      ...[`--output-data-config=S3Configuration=${output}`, `--data-access-role-arn=${ROLE}`],
    );
    const exportJob = [...store, '--job-id', String(exportId)];
    await waitUntilFHIRExportJobCompleted(waiting(), { DatastoreId, JobId: String(exportId) });
    await healthlake('wait', 'fhir-export-job-completed', ...exportJob);
    expect((await healthlake('describe-fhir-export-job', ...exportJob)).ExportJobProperties).toMatchObject({
      JobId: exportId,
      JobStatus: 'COMPLETED',
    });
    expect(
      await healthlake('list-fhir-export-jobs', ...store, '--submitted-after=2020-01-01T00:00:00Z'),
    ).toMatchObject({ ExportJobPropertiesList: [{ JobId: exportId }] });

    await healthlake('tag-resource', ...resource, '--tags', 'Key=a,Value=b', 'Key=A,Value=');
    await healthlake('untag-resource', ...resource, '--tag-keys', 'A');
    expect(await healthlake('list-tags-for-resource', ...resource)).toEqual({
      Tags: [{ Key: 'a', Value: 'b' }],
    });

    expect(await healthlake('delete-fhir-datastore', ...store)).toMatchObject({
      DatastoreStatus: 'DELETING',
    });
    await waitUntilFHIRDatastoreDeleted(waiting(), { DatastoreId });
    await healthlake('wait', 'fhir-datastore-deleted', ...store);
    await end();
  });
});

/** The waiters of the CLI look again after a minute or two only: these wait for it. */
const waiting = () => ({ client, maxWaitTime: 120, minDelay: 0.1, maxDelay: 0.5 });
