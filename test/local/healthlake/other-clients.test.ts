import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Running } from './running.ts';
import { KEY, ROLE, startHealthLake } from './running.ts';

/** The AWS CLI and boto3, where the machine has them: clients that nobody here wrote. */
const run = promisify(execFile);
const installed = async (command: string, args: string[]): Promise<boolean> =>
  run(command, args).then(
    () => true,
    () => false,
  );
const hasCli = await installed('aws', ['--version']);
const hasBoto3 = await installed('python3', ['-c', 'import boto3']);
if (!hasCli) process.stderr.write('Skipped: the AWS CLI is not installed.\n');
if (!hasBoto3) process.stderr.write('Skipped: boto3 is not installed.\n');

let running: Running;
beforeAll(async () => {
  running = await startHealthLake({
    settings: { submittedMs: 0, creatingMs: 0, deletingMs: 0 },
    samplePopulation: () => ['{"resourceType":"Patient","id":"sample"}'],
  });
  running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}\n{');
});
afterAll(() => running.stop());

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
});

const SCRIPT = `
import boto3, json, sys
url, role, key = sys.argv[1:]
c = boto3.client('healthlake', endpoint_url=url)
fast = {'Delay': 0.05, 'MaxAttempts': 200}
output = {'S3Configuration': {'S3Uri': 's3://results/boto', 'KmsKeyId': key}}
new = c.create_fhir_datastore(DatastoreTypeVersion='R4', DatastoreName='boto', ClientToken='one',
    PreloadDataConfig={'PreloadDataType': 'SYNTHEA'}, Tags=[{'Key': 'a', 'Value': 'b'}])
store = {'DatastoreId': new['DatastoreId']}
c.get_waiter('fhir_datastore_active').wait(**store, WaiterConfig=fast)
arn = new['DatastoreArn']
c.tag_resource(ResourceARN=arn, Tags=[{'Key': 'c', 'Value': ''}])
c.untag_resource(ResourceARN=arn, TagKeys=['a'])
tags = c.list_tags_for_resource(ResourceARN=arn)['Tags']
job = c.start_fhir_import_job(**store, InputDataConfig={'S3Uri': 's3://inbox/drop/'},
    JobOutputDataConfig=output, DataAccessRoleArn=role)
c.get_waiter('fhir_import_job_completed').wait(**store, JobId=job['JobId'], WaiterConfig=fast)
imported = c.describe_fhir_import_job(**store, JobId=job['JobId'])['ImportJobProperties']
job = c.start_fhir_export_job(**store, OutputDataConfig=output, DataAccessRoleArn=role)
c.get_waiter('fhir_export_job_completed').wait(**store, JobId=job['JobId'], WaiterConfig=fast)
exported = c.describe_fhir_export_job(**store, JobId=job['JobId'])['ExportJobProperties']
lists = [len(c.list_fhir_import_jobs(**store)['ImportJobPropertiesList']),
    len(c.list_fhir_export_jobs(**store)['ExportJobPropertiesList']),
    len(c.list_fhir_datastores(Filter={'DatastoreName': 'boto'})['DatastorePropertiesList'])]
c.delete_fhir_datastore(**store)
c.get_waiter('fhir_datastore_deleted').wait(**store, WaiterConfig=fast)
try:
    c.describe_fhir_import_job(**store, JobId='none')
except c.exceptions.ResourceNotFoundException as error:
    missing = error.response['Error']['Message']
print(json.dumps({'tags': tags, 'import': imported['JobStatus'], 'export': exported['JobStatus'], 'lists': lists,
    'status': c.describe_fhir_datastore(**store)['DatastoreProperties']['DatastoreStatus'], 'missing': missing}))
`;

(hasBoto3 ? describe : describe.skip)('boto3', () => {
  test('drives all 13 actions and its waiters', async () => {
    const { stdout } = await run('python3', ['-c', SCRIPT, running.url, ROLE, KEY], { env: environment() });
    expect(JSON.parse(stdout)).toEqual({
      tags: [{ Key: 'c', Value: '' }],
      import: 'COMPLETED_WITH_ERRORS',
      export: 'COMPLETED',
      lists: [1, 1, 1],
      status: 'DELETED',
      missing: 'Import job with id none not found',
    });
  });
});

(hasCli ? describe : describe.skip)('the AWS CLI', () => {
  const healthlake = async (...args: string[]): Promise<Record<string, unknown>> => {
    const all = ['healthlake', '--endpoint-url', running.url, '--output', 'json', ...args];
    return JSON.parse((await run('aws', all, { env: environment() })).stdout) as Record<string, unknown>;
  };

  test('starts, describes and lists import jobs', async () => {
    const store = ['--datastore-id', running.datastoreId];
    const { JobId } = await healthlake(
      'start-fhir-import-job',
      ...store,
      '--input-data-config=S3Uri=s3://inbox/drop/',
      `--job-output-data-config=S3Configuration={S3Uri=s3://results/cli/,KmsKeyId=${KEY}}`,
      `--data-access-role-arn=${ROLE}`,
    );
    await running.clock.advance(1);
    expect(await healthlake('describe-fhir-import-job', ...store, '--job-id', String(JobId))).toMatchObject({
      ImportJobProperties: { JobId, JobStatus: 'COMPLETED_WITH_ERRORS' },
    });
    expect(await healthlake('list-fhir-import-jobs', ...store)).toMatchObject({
      ImportJobPropertiesList: [{ JobId }],
    });
  });
});
