import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportStartFailed } from '../../events/types.generated.ts';
import { exportRunsOf, getExportRun, putExportRun } from '../../lib/ledger/export-runs.ts';
import { getImport, updateImport } from '../../lib/ledger/imports.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { documentedGrants } from '../support/documented-grants.ts';
import { clientSettings } from '../support/server.ts';
import { ledgerOf } from '../support/ledger-of.ts';

/** A schedule's minute takes four here, so that hours are not hundreds of runs. */
const MINUTE_MS = 240_000;

let cloud: CloudUnderTest;
let ledger: Ledger;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: MINUTE_MS });
  ledger = ledgerOf(cloud.url);
});
afterAll(async () => {
  ledger.client.destroy();
  await cloud.end();
});

const INBOX = 'inlet-local-inbox';
const drop = (key: string, body: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: INBOX, Key: key, Body: Buffer.from(body) }));
const jobsReading = (part: string) =>
  new Set(
    cloud
      .statusEvents()
      .filter(({ inputS3Uri }) => inputS3Uri.includes(part))
      .map(({ jobId }) => jobId),
  ).size;
const jobReading = (part: string) => {
  const event = cloud.statusEvents().find(({ inputS3Uri }) => inputS3Uri.includes(part));
  if (!event) throw new Error(`no job has read ${part}`);
  return event;
};
const startsFailed = () =>
  cloud.events
    .filter((event) => event['detail-type'] === 'Import Start Failed')
    .map(({ detail }) => detail as unknown as ImportStartFailed);

describe('what people do with drops', () => {
  test('a manifest closes its drop when all its files are there; a wrong file beside them has them copied', async () => {
    await drop('a/x.ndjson', patients(2));
    await drop('a/wrong.json', '{}');
    await drop('a/_manifest.json', '["x.ndjson", "late.ndjson"]');
    await cloud.advanceClock(25);
    expect(jobsReading('')).toBe(0);
    await drop('a/late.ndjson', patients(2));
    await cloud.idle();
    expect(jobsReading('imports/imp-')).toBe(1);
  });

  test('a file whose earlier version is gone is new work, for nobody can say that it is the same', async () => {
    const { VersionId } = await drop('lone.ndjson', patients(2));
    await cloud.idle();
    await cloud.s3.send(new DeleteObjectCommand({ Bucket: INBOX, Key: 'lone.ndjson', VersionId }));
    await drop('lone.ndjson', patients(2));
    await cloud.idle();
    expect(jobsReading('lone.ndjson')).toBe(2);
  });
});

describe('what may go wrong with a start', () => {
  test('a start whose outcome nobody knows, of a job that List does not show yet, is not made twice', async () => {
    cloud.healthLakeSettings({ listLagMs: 3_600_000, rememberClientTokens: false });
    await drop('unknown.ndjson', patients(2));
    await cloud.idle();
    const { importId, datastoreId, jobId } = jobReading('unknown.ndjson');
    const row = await getImport(ledger, importId ?? '');
    if (!row) throw new Error('there is no import of the file');
    // As if the run had died between HealthLake's answer and its own writes.
    await updateImport(ledger, row, { state: 'STARTING' });
    await ledger.client.send(
      new DeleteCommand({ TableName: ledger.tableName, Key: { pk: `JOB#${datastoreId}`, sk: jobId } }),
    );
    await cloud.idle();
    expect(await getImport(ledger, row.importId)).toMatchObject({ state: 'ENDED', outcome: 'COMPLETED' });
    expect((await cloud.state()).jobs.filter(({ jobName }) => jobName === row.importId)).toHaveLength(1);
    cloud.healthLakeSettings({ listLagMs: 0, rememberClientTokens: true });
  });

  test('a start that HealthLake refuses for fifteen minutes is given up and told, and the same bytes are new work then', async () => {
    cloud.healthLakeSettings({ waitingJobs: -1, overQueueError: 'ValidationException' });
    await drop('refused.ndjson', patients(2));
    await cloud.advanceClock(25 * 60);
    expect(startsFailed()).toMatchObject([{ errorName: 'ValidationException', fileCount: 1 }]);

    cloud.healthLakeSettings({ waitingJobs: 25 });
    await drop('refused.ndjson', patients(2));
    await cloud.idle();
    expect(jobsReading('refused.ndjson')).toBe(1);
  });
});

describe('what people do with exports', () => {
  const request = (requestId: string) =>
    cloud.eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: cloud.names.busName,
            Source: 'my.reports',
            DetailType: 'Export Requested',
            Detail: JSON.stringify({ exportName: 'everything', requestId }),
          },
        ],
      }),
    );
  const endedExports = () =>
    cloud.events.filter(
      ({ 'detail-type': type, detail }) =>
        type === 'Export Job Status Changed' && detail.status === 'COMPLETED',
    ).length;
  const untilExported = async (count: number) => {
    for (let minutes = 0; minutes < 60 && endedExports() < count; minutes += 1)
      await cloud.advanceClock(MINUTE_MS / 1000);
    await cloud.idle();
    expect(endedExports()).toBe(count);
  };

  test('three exports leave the folders of two, and one that HealthLake refuses at first is started later', async () => {
    for (const requestId of ['a', 'b', 'c']) await request(requestId);
    cloud.healthLakeSettings({ waitingJobs: -1, overQueueError: 'ThrottlingException' });
    await cloud.advanceClock(MINUTE_MS / 1000);
    cloud.healthLakeSettings({ waitingJobs: 25 });
    await untilExported(3);
  });

  test('a start whose outcome nobody knows, of a job that List does not show yet, is not made twice', async () => {
    cloud.healthLakeSettings({ listLagMs: 3_600_000, rememberClientTokens: false });
    await request('d');
    await untilExported(4);
    const [run] = await Array.fromAsync(exportRunsOf(ledger, 'everything'));
    if (!run?.request || run.jobId === undefined) throw new Error('the newest export has no job');
    // As if the run had died between HealthLake's answer and its own writes.
    const { datastoreId } = run.request;
    const { outcome: _outcome, jobId, ...starting } = run;
    await ledger.client.send(
      new DeleteCommand({ TableName: ledger.tableName, Key: { pk: `JOB#${datastoreId}`, sk: jobId } }),
    );
    await ledger.client.send(
      new DeleteCommand({
        TableName: ledger.tableName,
        Key: { pk: 'EXPORT#everything', sk: run.exportId },
      }),
    );
    await putExportRun(ledger, { ...starting, state: 'STARTING' });
    for (let minutes = 0; minutes < 5; minutes += 1) await cloud.advanceClock(MINUTE_MS / 1000);
    await cloud.idle();
    expect(await getExportRun(ledger, run.exportId)).toMatchObject({ state: 'ENDED', jobId });
    expect((await cloud.state()).jobs.filter(({ jobName }) => jobName === run.exportId)).toHaveLength(1);
    cloud.healthLakeSettings({ listLagMs: 0, rememberClientTokens: true });
  });
});

describe('what people ask for by events', () => {
  const answers = () =>
    cloud.events.filter(({ 'detail-type': type }) => /^HealthLake Action (Completed|Failed)$/.test(type));
  async function ask(requestId: string, action: string, input: object, more: object = {}) {
    const before = answers().length;
    await cloud.eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: cloud.names.busName,
            Source: 'my.reports',
            DetailType: 'HealthLake Action Requested',
            Detail: JSON.stringify({ requestId, action, input, ...more }),
          },
        ],
      }),
    );
    for (let tries = 0; tries < 300 && answers().length === before; tries += 1) await cloud.advanceClock(1);
    const { detail } = answers().at(-1) ?? { detail: {} };
    expect(detail).not.toHaveProperty('errorName');
    return detail as { result: Record<string, string> };
  }

  test('each action is done with what the role of run-action has', async () => {
    const named = { DatastoreName: 'asked', DatastoreTypeVersion: 'R4', Tags: [{ Key: 'a', Value: 'b' }] };
    const { result } = await ask('a1', 'CreateFHIRDatastore', named);
    const { DatastoreId = '', DatastoreArn: ResourceARN = '' } = result;
    await cloud.advanceClock(MINUTE_MS / 1000);
    const S3Configuration = { S3Uri: `s3://${cloud.names.resultsBucket}/asked/` };
    const started = { DatastoreId, OutputDataConfig: { S3Configuration } };
    // The same ClientToken is the same call, whoever asks.
    const exported = await ask('a2', 'StartFHIRExportJob', started, { clientToken: 'one' });
    expect(await ask('a3', 'StartFHIRExportJob', started, { clientToken: 'one' })).toMatchObject({
      result: exported.result,
    });
    const imported = await ask('a4', 'StartFHIRImportJob', {
      DatastoreId,
      InputDataConfig: { S3Uri: `s3://${cloud.names.inboxBucket}/none/` },
      JobOutputDataConfig: { S3Configuration },
    });
    await ask('a5', 'DescribeFHIRExportJob', { DatastoreId, JobId: exported.result.JobId });
    await ask('a6', 'DescribeFHIRImportJob', { DatastoreId, JobId: imported.result.JobId });
    await ask('a7', 'ListFHIRExportJobs', { DatastoreId });
    await ask('a8', 'ListFHIRImportJobs', { DatastoreId });
    await ask('a9', 'TagResource', { ResourceARN, Tags: [{ Key: 'c', Value: 'd' }] });
    await ask('a10', 'ListTagsForResource', { ResourceARN });
    await ask('a11', 'UntagResource', { ResourceARN, TagKeys: ['c'] });
    await ask('a12', 'DescribeFHIRDatastore', { DatastoreId });
    await cloud.idle();
    // Refused at first, it comes again.
    await fetch(`${cloud.url}/_inlet/faults`, {
      method: 'POST',
      body: JSON.stringify({
        healthLake: { failNext: [{ action: 'ListFHIRDatastores', error: 'ThrottlingException', times: 4 }] },
      }),
    });
    await ask('a13', 'ListFHIRDatastores', {});
    await ask('a14', 'DeleteFHIRDatastore', { DatastoreId }, { confirmDatastoreName: 'asked' });
    await cloud.idle();
    expect((await cloud.state()).datastores).toContainEqual({
      datastoreId: DatastoreId,
      name: 'asked',
      status: 'DELETED',
    });
  });
});

describe('what may go wrong with a function', () => {
  test('the identity provider refuses what is no token', async () => {
    const { Payload } = await cloud.lambda.send(
      new InvokeCommand({
        FunctionName: 'inlet-local-identity-provider',
        Payload: JSON.stringify({
          datastoreEndpoint: 'x',
          operationName: 'ReadResource',
          bearerToken: 'none',
        }),
      }),
    );
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({
      authPayload: { isAuthorized: false },
    });
  });

  test('a message that is no end of a job is tried ten times, with growing waits, and ends in the dead letters', async () => {
    const url = `${cloud.url}/000000000000/inlet-local-summaries`;
    await cloud.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{"detail-type":"Jane"}' }));
    await cloud.advanceClock(30 + 60 + 120 + 240 + 480 + 4 * 900 + 60);
    const attempts = cloud.logs.filter(({ line }) => line.includes('"MessageError"'));
    expect(attempts.length).toBeGreaterThanOrEqual(9);
    expect(JSON.stringify(attempts)).not.toContain('Jane');
    await cloud.advanceClock(900);
    const { Messages = [] } = await cloud.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: `${url}-dead-letters` }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['{"detail-type":"Jane"}']);
  });

  test('runs that keep failing end in their failure queues, for instance while the ledger is gone', async () => {
    const account = new DynamoDBClient(clientSettings(cloud.url));
    await account.send(new DeleteTableCommand({ TableName: ledger.tableName }));
    account.destroy();
    await cloud.advanceClock(9 * 60);
    for (const name of ['start-imports', 'poll-jobs', 'run-exports']) {
      const QueueUrl = `${cloud.url}/000000000000/inlet-local-${name}-failures`;
      const { Messages = [] } = await cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      expect(Messages).toHaveLength(1);
    }
    expect(cloud.troubles.length).toBeGreaterThan(0);
    expect(cloud.troubles.filter((text) => !text.includes('ResourceNotFoundException'))).toEqual([]);
    cloud.troubles.length = 0;
  });
});

test('every action of every role was used, or docs/operations.md says why it must stay', () => {
  const unused = cloud.grants.unused().map(({ logicalId, action }) => `${logicalId} ${action}`);
  expect(unused.sort()).toEqual(documentedGrants().sort());
});
