import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeFHIRImportJobCommand, ListFHIRImportJobsCommand } from '@aws-sdk/client-healthlake';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportFileRejected } from '../../events/types.generated.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const drop = (key: string, body: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: key, Body: Buffer.from(body) }));
const jobsOf = (prefix: string) => {
  const ids = new Set(
    cloud
      .statusEvents()
      .filter(({ inputS3Uri }) => inputS3Uri.includes(prefix))
      .map(({ jobId }) => jobId),
  );
  return [...ids];
};
const statusesOf = (jobId: string) =>
  cloud
    .statusEvents()
    .filter((event) => event.jobId === jobId)
    .map(({ sequence, status }) => `${sequence} ${status}`);
const textOf = async (bucket: string, key: string) => {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
};

describe('a file dropped into the inbox', () => {
  test('is imported where it lies, and its job’s statuses are told in order, numbered without a gap', async () => {
    await drop('lone+file %20.ndjson', patients(3, 'lone'));
    await cloud.idle();

    const [jobId = ''] = jobsOf('lone+file %20.ndjson');
    const statuses = statusesOf(jobId);
    expect(statuses[0]).toBe('1 SUBMITTED');
    expect(statuses.at(-1)).toBe(`${statuses.length} COMPLETED`);
    expect(statuses.map((line) => Number(line.split(' ')[0]))).toEqual(statuses.map((_, index) => index + 1));

    const end = cloud.statusEvents().find((event) => event.jobId === jobId && event.status === 'COMPLETED');
    expect(end).toMatchObject({
      fileCount: 1,
      inputS3Uri: 's3://inlet-local-inbox/lone+file %20.ndjson',
      progress: { resourcesImported: 3, resourcesWithErrors: 0 },
    });
    const folder = end?.outputS3Uri?.replace('s3://inlet-local-results/', '') ?? '';
    const manifest = JSON.parse(await textOf('inlet-local-results', `${folder}Manifest.json`)) as Record<
      string,
      number
    >;
    expect(manifest.numberOfResourcesImportedSuccessfully).toBe(3);
  });

  test('starts nothing new when it is dropped again unchanged, though ETags of the KMS bucket differ', async () => {
    const first = await drop('twice/a.ndjson', patients(2, 'twice'));
    await cloud.idle();
    const again = await drop('twice/a.ndjson', patients(2, 'twice'));
    await cloud.idle();
    expect(first.ETag).not.toBe(again.ETag);
    expect(jobsOf('twice/')).toHaveLength(1);

    await drop('twice/a.ndjson', patients(2, 'other'));
    await cloud.idle();
    expect(jobsOf('twice/')).toHaveLength(2);
  });
});

describe('a folder dropped into the inbox', () => {
  test('becomes one job that reads it in place, with its LICENSE and marker left alone', async () => {
    await drop('folder/a.ndjson', patients(2, 'fa'));
    await drop('folder/sub/b.ndjson', patients(3, 'fb'));
    await drop('folder/LICENSE', 'text');
    await drop('folder/_SUCCESS', '');
    await cloud.idle();
    expect(jobsOf('inbox/folder/')).toHaveLength(1);
    const [jobId = ''] = jobsOf('inbox/folder/');
    const { ImportJobProperties: job } = await cloud.healthLake.send(
      new DescribeFHIRImportJobCommand({
        DatastoreId: (await cloud.state()).datastores[0]?.datastoreId,
        JobId: jobId,
      }),
    );
    expect(job?.InputDataConfig?.S3Uri).toBe('s3://inlet-local-inbox/folder/');
    expect(job?.JobProgressReport).toMatchObject({
      TotalNumberOfResourcesImported: 5,
      TotalNumberOfScannedFiles: 2,
    });
  });

  test('is read from copies where it holds a file that is none to import, which is told what to do', async () => {
    await drop('mixed/a.ndjson', patients(2, 'ma'));
    await drop('mixed/b.ndjson', patients(1, 'mb'));
    await drop('mixed/Patient.json', '{}');
    await drop('mixed/empty.ndjson', '');
    await cloud.idle();
    const rejected = cloud.events
      .filter((event) => event['detail-type'] === 'Import File Rejected')
      .map(({ detail }) => detail as unknown as ImportFileRejected)
      .filter(({ key }) => key.startsWith('mixed/'));
    expect(rejected.map(({ key, reason }) => [key, reason]).sort()).toEqual([
      ['mixed/Patient.json', 'json-not-ndjson'],
      ['mixed/empty.ndjson', 'empty'],
    ]);
    const { Contents = [] } = await cloud.s3.send(
      new ListObjectsV2Command({ Bucket: 'inlet-local-work', Prefix: 'imports/' }),
    );
    const copies = Contents.map(({ Key = '' }) => Key.slice(Key.lastIndexOf('/') + 1));
    expect(copies).toEqual(expect.arrayContaining(['0000001-a.ndjson', '0000002-b.ndjson']));
  });
});

describe('a file whose import has FAILED', () => {
  test('is imported when it is dropped again unchanged, once the cause is gone', async () => {
    const keyArn = await resultsKey();
    cloud.healthLakeSettings({ unusableKeys: [keyArn] });
    await drop('again.ndjson', patients(2, 'again'));
    await cloud.idle();
    cloud.healthLakeSettings({ unusableKeys: [] });
    await drop('again.ndjson', patients(2, 'again'));
    await cloud.idle();

    const ends = jobsOf('again.ndjson').map((jobId) => statusesOf(jobId).at(-1)?.split(' ')[1]);
    expect(ends).toEqual(['FAILED', 'COMPLETED']);
    cloud.troubles.length = 0;
  });

  /** The key that imports name for their results, as the last job has it. */
  async function resultsKey(): Promise<string> {
    const [store] = (await cloud.state()).datastores;
    const { ImportJobPropertiesList: [job] = [] } = await cloud.healthLake.send(
      new ListFHIRImportJobsCommand({ DatastoreId: store?.datastoreId }),
    );
    return job?.JobOutputDataConfig?.S3Configuration?.KmsKeyId ?? '';
  }
});

describe('what the whole run used', () => {
  test('is one List per look of poll-jobs, and no Describe', () => {
    const looks = cloud.logs.filter(({ line }) => line.includes('"message":"jobs looked at"')).length;
    const calls = (action: string) =>
      cloud.grants
        .used()
        .filter((grant) => grant.roleArn.includes('poll-jobs') && grant.action === `healthlake:${action}`)
        .reduce((sum, grant) => sum + grant.calls, 0);
    expect(looks).toBeGreaterThan(4);
    expect([calls('ListFHIRImportJobs'), calls('DescribeFHIRImportJob')]).toEqual([looks, 0]);
  });

  test('is one job of each name', async () => {
    const [store] = (await cloud.state()).datastores;
    const { ImportJobPropertiesList: jobs = [] } = await cloud.healthLake.send(
      new ListFHIRImportJobsCommand({ DatastoreId: store?.datastoreId }),
    );
    expect(new Set(jobs.map(({ JobName }) => JobName)).size).toBe(jobs.length);
  });
});
