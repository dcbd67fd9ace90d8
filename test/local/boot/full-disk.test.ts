import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeFHIRExportJobCommand,
  DescribeFHIRImportJobCommand,
  StartFHIRExportJobCommand,
} from '@aws-sdk/client-healthlake';
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ACCOUNT_ID } from '../../../local/ground/account.ts';
import { DISK_FULL } from '../../../local/ground/disk-full.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud, temporaryFolder, until } from '../../support/cloud.ts';
import { clientSettings } from '../../support/server.ts';
import type { SmallDisk } from '../../support/small-disk.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let disk: SmallDisk | undefined;
let cloud: CloudUnderTest;
let dynamoDb: DynamoDBClient;
beforeAll(async () => {
  temporary = await temporaryFolder();
  disk = mountSmallDisk(temporary.folder, 96);
  if (!disk) return;
  cloud = await startCloud({ stateFolder: disk.folder, minuteMs: 60_000 });
  dynamoDb = new DynamoDBClient({ ...clientSettings(cloud.url), maxAttempts: 1 });
});
afterAll(async () => {
  if (disk) {
    dynamoDb.destroy();
    disk.free();
    await cloud.end();
    disk.unmount();
  }
  await temporary.remove();
});

/** Writes until it is refused; what was acknowledged, and the refusal. */
async function untilRefused(
  write: (number: number) => Promise<unknown>,
): Promise<{ taken: number[]; refusal: unknown }> {
  const taken: number[] = [];
  for (let number = 0; number < 400; number++) {
    try {
      await write(number);
      taken.push(number);
    } catch (refusal) {
      return { taken, refusal };
    }
  }
  throw new Error('the disk never became full');
}

const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/of-somebody`;
const KEY = 'alias/of-somebody';

const LARGE = 'x'.repeat(200_000);

test('what a full disk refuses says so, what was acknowledged is there, and all goes on when there is room', async () => {
  if (!disk) return;
  const bucket = 'inlet-local-work';
  const datastoreId = (await cloud.state()).datastores[0]?.datastoreId ?? '';
  const { QueueUrl = '' } = await cloud.sqs.send(
    new GetQueueUrlCommand({ QueueName: 'inlet-local-summaries-dead-letters' }),
  );
  const table = 'inlet-local-ledger';

  const putObject = (n: number) =>
    cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: `full/${n}`, Body: Buffer.from(LARGE) }));
  const send = (n: number) =>
    cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${n} ${LARGE}` }));
  const putEvent = async (n: number) => {
    const { Entries = [] } = await cloud.eventBridge.send(
      new PutEventsCommand({
        Entries: [{ Source: 'full', DetailType: 'full', Detail: JSON.stringify({ n, LARGE }) }],
      }),
    );
    if (Entries[0]?.ErrorCode !== undefined) throw new Error(Entries[0].ErrorMessage, { cause: Entries[0] });
  };
  const putRow = (n: number) =>
    dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: `full-${n}` }, sk: { S: '-' }, text: { S: LARGE } },
      }),
    );
  const signed =
    'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/healthlake/aws4_request, SignedHeaders=host, Signature=00';
  const putResource = async (n: number) => {
    const response = await fetch(`${cloud.url}/datastore/${datastoreId}/r4/Patient/full-${n}`, {
      method: 'PUT',
      headers: {
        'content-type': 'application/fhir+json',
        authorization: signed,
      },
      body: JSON.stringify({ resourceType: 'Patient', id: `full-${n}`, name: [{ text: LARGE }] }),
    });
    if (!response.ok) throw new Error(await response.text(), { cause: response.status });
  };

  const startExport = () =>
    cloud.healthLake.send(
      new StartFHIRExportJobCommand({
        DatastoreId: datastoreId,
        DataAccessRoleArn: ROLE,
        OutputDataConfig: {
          S3Configuration: { S3Uri: 's3://inlet-local-results/exports/', KmsKeyId: KEY },
        },
      }),
    );
  const exported = async (JobId = '') =>
    (await cloud.healthLake.send(new DescribeFHIRExportJobCommand({ DatastoreId: datastoreId, JobId })))
      .ExportJobProperties;

  const getResource = async (n: number) =>
    (
      await fetch(`${cloud.url}/datastore/${datastoreId}/r4/Patient/full-${n}`, {
        headers: { authorization: signed },
      })
    ).status;
  /** The numbers of all messages of the queue, which are deleted. */
  const allMessages = async (): Promise<number[]> => {
    const numbers: number[] = [];
    for (;;) {
      const { Messages = [] } = await cloud.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) return numbers.sort((a, b) => a - b);
      for (const { Body = '', ReceiptHandle } of Messages) {
        numbers.push(Number.parseInt(Body, 10));
        await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };

  // An import that is submitted with room, and runs without.
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: cloud.names.inboxBucket,
      Key: 'before.ndjson',
      Body: Buffer.from(patients(3)),
    }),
  );
  const { JobId: exportId } = await startExport();
  disk.fill(0);
  const rows = await untilRefused(putRow);
  const resources = await untilRefused(putResource);
  const events = await untilRefused(putEvent);
  const messages = await untilRefused(send);
  const objects = await untilRefused(putObject);

  expect(objects.refusal).toMatchObject({ name: 'InsufficientStorage', message: DISK_FULL });
  expect(messages.refusal).toMatchObject({ name: 'InsufficientStorage', message: DISK_FULL });
  expect(events.refusal).toMatchObject({ message: DISK_FULL, cause: { ErrorCode: 'InternalFailure' } });
  expect(resources.refusal).toMatchObject({
    cause: 507,
    message: expect.stringContaining('no-store') as unknown,
  });
  await expect(startExport()).rejects.toMatchObject({ message: DISK_FULL });
  expect(rows.refusal).toMatchObject({ name: 'InternalServerError', message: DISK_FULL });
  // Tables can be read, and whoever looks at the state is told it, again and again.
  const rowOf = async (n: number) =>
    (
      await dynamoDb.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: `full-${n}` }, sk: { S: '-' } } }),
      )
    ).Item;
  for (let round = 0; round < 3; round++) {
    for (const n of rows.taken) expect(await rowOf(n)).toMatchObject({ text: { S: LARGE } });
    expect(await rowOf(rows.taken.length)).toBeUndefined();
    expect((await fetch(`${cloud.url}/_inlet/state`)).status).toBe(200);
    await expect(putRow(round)).rejects.toMatchObject({ message: DISK_FULL });
    await cloud.advanceClock(60);
  }

  disk.free();
  // Nobody is told of each of a thousand failures.
  const told = cloud.troubles.splice(0);
  expect(told.filter((text) => text.startsWith(DISK_FULL))).toHaveLength(1);

  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: 'full/' }),
  );
  expect(Contents.map(({ Key }) => Key).sort()).toEqual(objects.taken.map((n) => `full/${n}`).sort());
  const bus = cloud.events.filter(({ source }) => source === 'full').map(({ detail }) => detail.n);
  expect(bus).toEqual(events.taken);
  const { Items = [] } = await dynamoDb.send(
    new ScanCommand({ TableName: table, ProjectionExpression: 'pk' }),
  );
  expect(Items.map(({ pk }) => pk?.S)).toEqual(expect.arrayContaining(rows.taken.map((n) => `full-${n}`)));

  for (const n of resources.taken) expect(await getResource(n)).toBe(200);
  expect(await allMessages()).toEqual(messages.taken);
  for (const write of [putObject, send, putEvent, putRow, putResource]) await write(1000);
  await cloud.idle();
  const { imports } = await cloud.state();
  expect(imports).toMatchObject([{ state: 'COMPLETED' }]);
  const job = await cloud.healthLake.send(
    new DescribeFHIRImportJobCommand({ DatastoreId: datastoreId, JobId: imports[0]?.jobId ?? '' }),
  );
  expect(job.ImportJobProperties?.JobProgressReport?.TotalNumberOfResourcesImported).toBe(3);
  // The export that had to do without room has failed for it, or was finished when there was some.
  const first = await exported(exportId);
  expect(`${first?.JobStatus} ${first?.Message ?? ''}`).toMatch(
    new RegExp(`^(COMPLETED |FAILED ${DISK_FULL})$`),
  );
  const { JobId: lastId } = await startExport();
  await until(async () => {
    await cloud.advanceClock(5);
    return /COMPLETED|FAILED/.test((await exported(lastId))?.JobStatus ?? '');
  }, 'the export ends');
  expect(await exported(lastId)).toMatchObject({ JobStatus: 'COMPLETED' });
  cloud.troubles.length = 0;
}, 120_000);
