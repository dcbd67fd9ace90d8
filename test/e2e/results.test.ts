import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportJobStatusChanged, ImportResultsSummarized } from '../../events/types.generated.ts';
import type { Import } from '../../lib/ledger/imports.ts';
import type { FileRow } from '../../lib/results/summary/file-row.ts';
import type { Summary } from '../../lib/results/summary/summary.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { ledgerOf } from '../support/ledger-of.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const drop = (key: string, body: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: key, Body: Buffer.from(body) }));

async function textAt(uri: string | null): Promise<string> {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri ?? '') ?? [];
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}
const rowsOf = async ({ filesS3Uri }: ImportResultsSummarized): Promise<FileRow[]> =>
  (await textAt(filesS3Uri))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FileRow);

/** The one summary that the last call brought. */
async function summaryOf(drops: () => Promise<unknown>): Promise<ImportResultsSummarized> {
  const before = cloud.summaries().length;
  await drops();
  await cloud.idle();
  const [summary, ...more] = cloud.summaries().slice(before);
  if (!summary) throw new Error('nothing was told of the results');
  expect(more).toEqual([]);
  return summary;
}

describe('a dropped folder with bad lines', () => {
  let summary: ImportResultsSummarized;
  let versions: (string | undefined)[];
  beforeAll(async () => {
    summary = await summaryOf(async () => {
      const a = await drop('night/a.ndjson', `${patients(3, 'a')}not json\n{"resourceType":"Patient"}\n`);
      const b = await drop('night/sub/b.ndjson', `{"resourceType":"Person!","id":"x"}\n${patients(2, 'a')}`);
      versions = [a.VersionId, b.VersionId];
    });
  });

  test('ends with exact counts, and with each kind of trouble once', () => {
    expect(summary).toMatchObject({
      status: 'COMPLETED_WITH_ERRORS',
      complete: true,
      problems: [],
      files: { planned: 2, scanned: 2, missing: 0, alsoRead: 0, withFailures: 2 },
      resources: { scanned: 8, imported: 5, customerErrors: 3, serverErrors: 0, repeated: 2 },
      truncated: false,
    });
    expect(summary.issues.map(({ text, lines, samples }) => [text, lines, samples])).toEqual([
      ['Invalid JSON found in input file', 1, ['night/a.ndjson:4']],
      ['Missing required id field in resource json', 1, ['night/a.ndjson:5']],
      [
        "Value {value} at 'resourceType' failed to satisfy constraint: {constraint}",
        1,
        ['night/sub/b.ndjson:1'],
      ],
    ]);
  });

  test('has beside its results what became of each file', async () => {
    const plain = { stagedName: null, serverErrors: 0, state: 'read' };
    expect(await rowsOf(summary)).toEqual([
      {
        ...plain,
        key: 'night/a.ndjson',
        versionId: versions[0],
        lines: 5,
        imported: 3,
        failed: 2,
        resultName: 'a.ndjson',
      },
      {
        ...plain,
        key: 'night/sub/b.ndjson',
        versionId: versions[1],
        lines: 3,
        imported: 2,
        failed: 1,
        resultName: 'sub/b.ndjson',
      },
    ]);
    const whole = JSON.parse(await textAt(summary.summaryS3Uri)) as Summary;
    expect(whole).toMatchObject({
      jobId: summary.jobId,
      resources: summary.resources,
      issues: summary.issues,
    });
  });

  test('leaves its counts on the import’s row in the ledger', async () => {
    const ledger = ledgerOf(cloud.url);
    const { Items = [] } = await ledger.client.send(new ScanCommand({ TableName: ledger.tableName }));
    ledger.client.destroy();
    const row = (Items as unknown as Import[]).find(
      ({ importId, planKey }) => importId === summary.importId && planKey,
    );
    expect(row).toMatchObject({
      state: 'ENDED',
      outcome: 'COMPLETED_WITH_ERRORS',
      summary: {
        resourcesScanned: 8,
        resourcesImported: 5,
        resourcesFailed: 3,
        filesScanned: 2,
        filesFailed: 2,
        complete: true,
        summaryS3Uri: summary.summaryS3Uri,
      },
    });
  });
});

test('copies are told by the keys that they were dropped under', async () => {
  const summary = await summaryOf(async () => {
    await drop('mixed/a b.ndjson', patients(1, 'm'));
    await drop('mixed/c.ndjson', 'broken\n');
    await drop('mixed/wrong.json', '{}');
  });
  expect(await rowsOf(summary)).toMatchObject([
    { key: 'mixed/a b.ndjson', stagedName: '0000001-a-b.ndjson', imported: 1, failed: 0 },
    { key: 'mixed/c.ndjson', stagedName: '0000002-c.ndjson', imported: 0, failed: 1 },
  ]);
  expect(summary.issues[0]?.samples).toEqual(['mixed/c.ndjson:1']);
});

test('a lone file has a summary too', async () => {
  const summary = await summaryOf(() => drop('lone.ndjson', patients(2, 'l')));
  expect(summary).toMatchObject({
    complete: true,
    files: { planned: 1, scanned: 1 },
    resources: { imported: 2 },
  });
});

test('a dead letter that is moved back is summed up, and tells the same as before', async () => {
  const first = await summaryOf(() => drop('moved.ndjson', patients(1, 'moved')));
  const again = await summaryOf(async () => {
    const end = cloud.events.find(({ detail }) => {
      const { jobId, status } = detail as Partial<ImportJobStatusChanged>;
      return jobId === first.jobId && status === 'COMPLETED';
    });
    const queue = 'inlet-local-summaries';
    await cloud.sqs.send(
      new SendMessageCommand({
        QueueUrl: `${cloud.url}/000000000000/${queue}-dead-letters`,
        MessageBody: JSON.stringify(end),
      }),
    );
    const arn = `arn:aws:sqs:us-east-1:000000000000:${queue}`;
    await cloud.sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: `${arn}-dead-letters`, DestinationArn: arn }),
    );
  });
  expect(again).toEqual(first);
});
