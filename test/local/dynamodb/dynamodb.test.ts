import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { LEDGER_TABLE } from '../../support/ledger.ts';
import { clientSettings, serve } from '../../support/server.ts';
import type { Row } from './torn-store.ts';
import { tearIndex } from './torn-store.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

/** What was asked of the authorizer since the test began, and what it refuses. */
let asked: string[] = [];
let refused: (resource: string) => boolean = () => false;
beforeEach(() => {
  asked = [];
  refused = () => false;
});

const openRow = (pk: string, openSk = pk): Row => ({
  pk: { S: pk },
  sk: { S: '-' },
  openPk: { S: 'OPEN' },
  openSk: { S: openSk },
});
const keyOf = ({ pk, sk }: Row) => ({ pk: pk ?? { S: '' }, sk: sk ?? { S: '' } });

/** A DynamoDB with the ledger's table in a folder, and what the tests do with it. */
async function open(name: string) {
  const folder = join(temporary.folder, name);
  const dynamoDb = createDynamoDb({
    folder,
    authorize: (_caller, action, resource) => {
      asked.push(`${action} ${resource}`);
      if (refused(resource)) throw new AwsError('AccessDenied', `${action} is not allowed`, 403);
    },
  });
  await dynamoDb.declareTable(LEDGER_TABLE);
  const server = await serve(dynamoDb.service);
  const client = new DynamoDBClient({ ...clientSettings(server.url), maxAttempts: 1 });
  const TableName = 'ledger';
  return {
    ...dynamoDb,
    folder,
    client,
    url: server.url,
    put: (Item: Row) => client.send(new PutItemCommand({ TableName, Item })),
    rows: async () => {
      const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
      return Items.map(({ pk, openSk }) => `${pk?.S ?? ''} ${openSk?.S ?? ''}`).sort();
    },
    /** As the index shows them, in its order. */
    openRows: async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: 'open-work',
          KeyConditionExpression: 'openPk = :open',
          ExpressionAttributeValues: { ':open': { S: 'OPEN' } },
        }),
      );
      return Items.map(({ pk, openSk }) => `${pk?.S ?? ''} ${openSk?.S ?? ''}`);
    },
    async close() {
      client.destroy();
      await server.close();
      await dynamoDb.close();
    },
  };
}
type Opened = Awaited<ReturnType<typeof open>>;

describe('a call', () => {
  let tables: Opened;
  beforeAll(async () => {
    tables = await open('calls');
    await tables.put(openRow('a'));
  });
  afterAll(() => tables.close());

  test('is allowed or refused by the table that it names', async () => {
    refused = (resource) => resource === TABLE;
    await expect(tables.put(openRow('b'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'dynamodb:PutItem is not allowed',
      $metadata: { httpStatusCode: 400 },
    });
    expect(asked).toEqual([`dynamodb:PutItem ${TABLE}`]);
    refused = () => false;
    expect(await tables.rows()).toEqual(['a a']);
  });

  test('of an index is allowed or refused by the index', async () => {
    refused = (resource) => resource === `${TABLE}/index/open-work`;
    await expect(tables.openRows()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(asked).toEqual([`dynamodb:Query ${TABLE}/index/open-work`]);
  });

  test('of a batch is allowed or refused by each of its tables', async () => {
    refused = (resource) => resource.endsWith('/other');
    const Keys = [keyOf(openRow('a'))];
    await expect(
      tables.client.send(new BatchGetItemCommand({ RequestItems: { ledger: { Keys }, other: { Keys } } })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(asked).toEqual([
      `dynamodb:BatchGetItem ${TABLE}`,
      `dynamodb:BatchGetItem ${TABLE.replace('ledger', 'other')}`,
    ]);
  });

  test('that names no table is allowed or refused for all of them', async () => {
    refused = () => true;
    await expect(tables.client.send(new ListTablesCommand())).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    expect(asked).toEqual(['dynamodb:ListTables *']);
  });

  test('that DynamoDB has and the local cloud has not is told in words', async () => {
    const Put = { TableName: 'ledger', Item: openRow('t') };
    await expect(
      tables.client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] })),
    ).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining("DynamoDB's TransactWriteItems") as unknown,
      $metadata: { httpStatusCode: 501 },
    });
    expect(await tables.rows()).toEqual(['a a']);
  });

  test('that is no JSON is answered as DynamoDB answers it', async () => {
    const response = await fetch(tables.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.GetItem',
      },
      body: '{',
    });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('SerializationException'),
    ]);
  });
});

test('a reset leaves the tables and their indexes, without a row', async () => {
  const tables = await open('reset');
  await tables.put(openRow('before'));
  await tables.reset();
  expect([await tables.rows(), await tables.openRows()]).toEqual([[], []]);
  await tables.put(openRow('after'));
  expect(await tables.openRows()).toEqual(['after after']);
  await tables.close();
});

describe('a start with an earlier run’s folder', () => {
  test('finds its rows, and does not take a run that was closed for one that was killed', async () => {
    const first = await open('kept');
    await first.put(openRow('kept'));
    expect(existsSync(join(first.folder, 'in-use'))).toBe(true);
    await first.close();
    expect(existsSync(join(first.folder, 'in-use'))).toBe(false);

    const second = await open('kept');
    expect(await second.openRows()).toEqual(['kept kept']);
    await second.close();
  });

  test('after a kill makes the index agree with the rows, and finishes the writes that had begun', async () => {
    const first = await open('torn');
    for (const pk of ['a', 'b', 'c']) await first.put(openRow(pk));
    await first.close();
    await tearIndex(first.folder, async (index) => {
      await index.remove(openRow('a'));
      await index.remove(openRow('b'));
      await index.put(openRow('b', 'moved'));
      await index.put(openRow('new'));
    });

    const second = await open('torn');
    expect(await second.openRows()).toEqual(['a a', 'c c', 'b moved', 'new new']);
    expect(await second.rows()).toEqual(['a a', 'b moved', 'c c', 'new new']);
    await second.close();
  });
});
