import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { patients, startCloud, temporaryFolder } from '../../support/cloud.ts';
import { LEDGER_TABLE } from '../../support/ledger.ts';
import { clientSettings, serve } from '../../support/server.ts';

const TableName = 'ledger';
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let failures: string[];
let dynamoDb: ReturnType<typeof createDynamoDb>;
let server: Awaited<ReturnType<typeof serve>>;
let client: DynamoDBDocumentClient;
beforeEach(async () => {
  temporary = await temporaryFolder();
  failures = [];
  dynamoDb = createDynamoDb({
    folder: temporary.folder,
    authorize: () => undefined,
    onFailure: (error) => failures.push(String(error)),
  });
  await dynamoDb.declareTable(LEDGER_TABLE);
  server = await serve(dynamoDb.service);
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...clientSettings(server.url), maxAttempts: 1 }));
});
afterEach(async () => {
  client.destroy();
  await server.close();
  await dynamoDb.close();
  await temporary.remove();
});

const fail = (failingRequests: unknown): void => {
  dynamoDb.faults.read({ failingRequests })();
};
const put = (pk: string) =>
  client.send(new PutCommand({ TableName, Item: { pk, sk: '-', openPk: 'OPEN', openSk: pk } }));
const rows = async (): Promise<unknown[]> =>
  ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map(({ pk }) => pk as unknown).sort();
const inIndex = async (): Promise<unknown[]> => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'open-work',
      KeyConditionExpression: 'openPk = :open',
      ExpressionAttributeValues: { ':open': 'OPEN' },
    }),
  );
  return Items.map(({ pk }) => pk as unknown);
};
const FAILED = { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } };

describe('where the library fails', () => {
  test('the request has a 500, and every row is there at the next', async () => {
    await put('a');
    fail(1);
    await expect(put('b')).rejects.toMatchObject(FAILED);
    await put('c');
    expect([await rows(), await inIndex()]).toEqual([
      ['a', 'c'],
      ['a', 'c'],
    ]);
    expect(failures).toEqual(['Error: The library behind DynamoDB failed: Error: Forced by /_inlet/faults']);
  });

  test('whatever was acknowledged beside it is there, in table and index', async () => {
    fail(3);
    const names = Array.from({ length: 40 }, (_, at) => `r${String(at).padStart(2, '0')}`);
    const ends = await Promise.allSettled(names.map(put));
    const kept = names.filter((_, at) => ends[at]?.status === 'fulfilled');
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject(FAILED);
    expect(kept.length).toBeLessThan(names.length);
    const found = await rows();
    expect(found).toEqual(expect.arrayContaining(kept));
    expect(await inIndex()).toEqual(found);
  });

  test('it is told once, and again only after a write has succeeded', async () => {
    fail(3);
    for (const pk of ['a', 'b', 'c']) await expect(put(pk)).rejects.toMatchObject(FAILED);
    expect(failures).toHaveLength(1);
    await put('d');
    fail(1);
    await expect(rows()).rejects.toMatchObject(FAILED);
    expect(failures).toHaveLength(2);
  });

  test('a lagging index goes on with the tables as they are', async () => {
    await put('a');
    dynamoDb.faults.read({ staleIndexMs: 60_000 })();
    fail(1);
    await expect(put('b')).rejects.toMatchObject(FAILED);
    await put('c');
    expect([await inIndex(), await rows()]).toEqual([['a'], ['a', 'c']]);
  });

  test.each([-1, 1.5, '1', null])('refuses %p of them', (count) => {
    expect(() => {
      fail(count);
    }).toThrow('dynamoDb.failingRequests must be a whole number from 0.');
  });
});

describe('in a cloud', () => {
  let cloud: Awaited<ReturnType<typeof startCloud>>;
  beforeAll(async () => {
    cloud = await startCloud({ minuteMs: 60_000 });
  });
  afterAll(() => cloud.end());

  test('an import comes to its end though the tables fail under it, and people are told once', async () => {
    await fetch(`${cloud.url}/_inlet/faults`, {
      method: 'POST',
      body: '{"dynamoDb": {"failingRequests": 2}}',
    });
    await cloud.s3.send(
      new PutObjectCommand({
        Bucket: cloud.names.inboxBucket,
        Key: 'a.ndjson',
        Body: Buffer.from(patients(2)),
      }),
    );
    await cloud.idle();
    const state = await fetch(`${cloud.url}/_inlet/state`);
    expect(await state.json()).toMatchObject({ imports: [{ state: 'COMPLETED' }], pendingFiles: 0 });
    const told = cloud.troubles.splice(0).filter((text) => text.includes('library behind DynamoDB'));
    expect(told).toHaveLength(1);
  });
});
