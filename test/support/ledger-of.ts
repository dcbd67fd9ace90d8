import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { clientSettings } from './server.ts';

/** The ledger of a running cloud, as the account's owner sees it. */
export const ledgerOf = (url: string): Ledger => ({
  client: DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(url)), {
    marshallOptions: { removeUndefinedValues: true },
  }),
  tableName: 'inlet-local-ledger',
});
