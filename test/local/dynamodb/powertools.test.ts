import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { expect, test } from '@jest/globals';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { clientSettings, serve } from '../../support/server.ts';

const ID_KEY = { AttributeName: 'id', KeyType: 'HASH' };

test('Powertools reads the winner’s record from the condition that failed, and asks for it no more', async () => {
  const asked: string[] = [];
  const dynamoDb = createDynamoDb({ authorize: (_caller, action) => void asked.push(action) });
  await dynamoDb.declareTable({
    TableName: 'idempotency',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [ID_KEY],
  });
  const server = await serve(dynamoDb.service);
  const client = new DynamoDBClient(clientSettings(server.url));
  let calls = 0;
  // As two environments of one function: none remembers what the other has done.
  const environment = () => {
    const config = new IdempotencyConfig({ useLocalCache: false });
    config.registerLambdaContext({ getRemainingTimeInMillis: () => 60_000 } as Context);
    return makeIdempotent((_: { token: string }) => Promise.resolve({ call: ++calls }), {
      persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'idempotency', awsSdkV3Client: client }),
      config,
      keyPrefix: 'start',
    });
  };

  expect(await environment()({ token: 'a' })).toEqual({ call: 1 });
  asked.length = 0;
  expect(await environment()({ token: 'a' })).toEqual({ call: 1 });
  expect([calls, asked]).toEqual([1, ['dynamodb:PutItem']]);

  client.destroy();
  await server.close();
  await dynamoDb.close();
});
