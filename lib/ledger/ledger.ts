import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';

/** The ledger: one DynamoDB table (keys `pk`, `sk`) with one sparse index of open work (`openPk`, `openSk`). */
export interface Ledger {
  client: DynamoDBDocumentClient;
  tableName: string;
}

/** The sparse index: a row stands in it only while it is work that nobody has finished. */
export const OPEN_WORK_INDEX = 'open-work';

/** A row as it was put, without the table's and the index's keys. */
export function withoutKeys(stored: Record<string, unknown>): Record<string, unknown> {
  const { pk: _pk, sk: _sk, openPk: _openPk, openSk: _openSk, ...row } = stored;
  return row;
}

/** True where a conditional write found the row in another state than it named: somebody else was first. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof ConditionalCheckFailedException;

/** Runs a conditional write; false instead of an error where its condition did not hold. */
export async function written(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** Reads all pages of a query, row by row. */
export async function* queryRows<Row>(
  ledger: Ledger,
  input: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<Row> {
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const page = await ledger.client.send(
      new QueryCommand({
        ...input,
        TableName: ledger.tableName,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    yield* (page.Items ?? []) as Row[];
    start = page.LastEvaluatedKey;
  } while (start);
}

/** Every row of one partition of the open-work index. Eventually consistent: check a row before acting on it. */
export const openRows = <Row>(ledger: Ledger, openPk: string): AsyncGenerator<Row> =>
  queryRows<Row>(ledger, {
    IndexName: OPEN_WORK_INDEX,
    KeyConditionExpression: 'openPk = :open',
    ExpressionAttributeValues: { ':open': openPk },
  });
