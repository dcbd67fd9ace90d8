import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

/** The row of lib/ledger/ledger-format.ts. */
const Key = { pk: { S: 'LEDGER' }, sk: { S: 'FORMAT' } };

/**
 * The row that says in which format a stage's ledger is. Undefined in `item` where there is none, or no ledger yet; `unknown` says so where
 * it may not be read. @throws the SDK's error for anything else
 */
export async function ledgerFormatRow(TableName, config) {
  try {
    const { Item } = await new DynamoDBClient(config).send(
      new GetItemCommand({ TableName, Key, ConsistentRead: true }),
    );
    return { item: Item };
  } catch (error) {
    if (error.name === 'ResourceNotFoundException') return {};
    if (!/AccessDenied/.test(error.name)) throw error;
    return {
      unknown: `It could not be looked up whether a later version of Inlet has worked on the ledger ${TableName}: whoever deploys needs dynamodb:GetItem on it, and kms:Decrypt on its key.`,
    };
  }
}
