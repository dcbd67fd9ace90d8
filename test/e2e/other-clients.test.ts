import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud, temporaryFolder } from '../support/cloud.ts';
import type { CliSession } from '../support/programs.ts';
import { run, sharedData, startCliSession, testWith } from '../support/programs.ts';

const DATA = sharedData('synthea-bulk-10');
const LINES = 7160;

const BOTO3_DROP = `
import boto3, os, sys
s3 = boto3.client('s3')
for name in sorted(os.listdir(sys.argv[1])):
    if name.endswith('.ndjson'):
        s3.upload_file(os.path.join(sys.argv[1], name), 'inlet-local-inbox', 'by-boto3/' + name)
`;

let cloud: CloudUnderTest;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let cli: CliSession;
beforeAll(async () => {
  cloud = await startCloud();
  cli = startCliSession(cloud.url);
  temporary = await temporaryFolder();
});
afterAll(async () => {
  await cli.end();
  await cloud.end();
  await temporary.remove();
});

/** The one job that read a drop: its end, and the statuses it was told with. */
async function onlyJobOf(drop: string) {
  await cloud.idle();
  const events = cloud.statusEvents().filter(({ inputS3Uri }) => inputS3Uri.includes(`/${drop}/`));
  expect(new Set(events.map(({ jobId }) => jobId)).size).toBe(1);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  const end = events.at(-1);
  expect([events[0]?.status, end?.status]).toEqual(['SUBMITTED', 'COMPLETED']);
  expect(new Set(events.map(({ status }) => status)).size).toBe(events.length);
  return end;
}

async function manifestOf(outputS3Uri: string | null | undefined) {
  const [, Bucket, folder] = /^s3:\/\/([^/]+)\/(.*)$/.exec(outputS3Uri ?? '') ?? [];
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key: `${folder ?? ''}Manifest.json` }));
  return JSON.parse((await Body?.transformToString()) ?? '') as Record<string, unknown>;
}

describe('a real bulk export', () => {
  testWith('aws', DATA)(
    'copied by the AWS CLI, LICENSE and all, is one job of exactly its lines',
    async () => {
      await cli.aws('s3', 'cp', '--recursive', '--only-show-errors', DATA, 's3://inlet-local-inbox/by-cli/');
      const end = await onlyJobOf('by-cli');
      expect(end).toMatchObject({
        inputS3Uri: 's3://inlet-local-inbox/by-cli/',
        progress: { resourcesImported: LINES, resourcesWithErrors: 0 },
      });

      const files = readdirSync(DATA).filter((name) => name.endsWith('.ndjson'));
      const lines = files.reduce(
        (sum, name) => sum + readFileSync(join(DATA, name), 'utf8').trimEnd().split('\n').length,
        0,
      );
      expect(await manifestOf(end?.outputS3Uri)).toMatchObject({
        numberOfScannedFiles: files.length,
        numberOfFilesImported: files.length,
        numberOfResourcesScanned: lines,
        numberOfResourcesImportedSuccessfully: lines,
        numberOfResourcesWithCustomerError: 0,
      });

      const store = ['--datastore-id', end?.datastoreId ?? ''];
      const listed = JSON.parse(await cli.aws('healthlake', 'list-fhir-import-jobs', ...store)) as {
        ImportJobPropertiesList: { JobId: string }[];
      };
      expect(listed.ImportJobPropertiesList.map(({ JobId }) => JobId)).toContain(end?.jobId);
      const described = JSON.parse(
        await cli.aws('healthlake', 'describe-fhir-import-job', ...store, '--job-id', end?.jobId ?? ''),
      ) as { ImportJobProperties: object };
      expect(described.ImportJobProperties).toMatchObject({
        JobStatus: 'COMPLETED',
        JobProgressReport: { TotalNumberOfResourcesImported: LINES },
      });
    },
  );

  testWith('boto3', DATA)('copied file by file by boto3 is one job too', async () => {
    await run('python3', ['-c', BOTO3_DROP, DATA], cloud.url);
    expect(await onlyJobOf('by-boto3')).toMatchObject({
      fileCount: 13,
      progress: { resourcesImported: LINES },
    });
  });
});

describe('the AWS CLI', () => {
  testWith('aws')('invokes a function by its fixed name', async () => {
    const answer = join(temporary.folder, 'answer.json');
    const told = await cli.aws('lambda', 'invoke', '--function-name', 'inlet-local-poll-jobs', answer);
    expect(JSON.parse(told)).toMatchObject({ StatusCode: 200 });
    expect(readFileSync(answer, 'utf8')).toBe('null');
  });

  testWith('aws')('is told in words what the local cloud does not have', async () => {
    await expect(cli.aws('kinesis', 'list-streams')).rejects.toThrow('local cloud has no service');
    await expect(cli.aws('kms', 'create-key')).rejects.toThrow('does not have CreateKey of AWS KMS');
  });
});
