import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { createDynamoDb } from '../../local/dynamodb/dynamodb.ts';
import { clientSettings, serve } from './server.ts';

/** The ledger's table as serverless.yml declares it. */
export const LEDGER_TABLE = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'openPk', 'openSk'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'open-work',
      KeySchema: [
        { AttributeName: 'openPk', KeyType: 'HASH' },
        { AttributeName: 'openSk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

/** A ledger of its own on the local cloud's DynamoDB, over real HTTP. */
export async function startLedger(): Promise<Ledger & { close: () => Promise<void> }> {
  const dynamoDb = createDynamoDb({ authorize: () => undefined });
  await dynamoDb.declareTable(LEDGER_TABLE);
  const server = await serve(dynamoDb.service);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(server.url)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    client,
    tableName: 'ledger',
    async close() {
      client.destroy();
      await server.close();
      await dynamoDb.close();
    },
  };
}
