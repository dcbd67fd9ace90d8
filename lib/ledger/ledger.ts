import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';

/** The ledger: one DynamoDB table (keys `pk`, `sk`) with one sparse index of open work (`openPk`, `openSk`). */
export interface Ledger {
  client: DynamoDBDocumentClient;
  tableName: string;
  /** When what has ended is forgotten; a ledger without it forgets nothing. */
  forgets?: {
    afterDays: number;
    /** Epoch milliseconds. */
    now: () => number;
  };
}

/**
 * Of a row of what has ended: epoch seconds from which DynamoDB may drop it (its TTL attribute). No row that a start still
 * depends on has it: of imports and jobs those that have ended, of files those that an import or a refusal has taken.
 */
export interface Forgettable {
  forgetAt?: number;
}

const DAY_SECONDS = 86_400;

/** For a row of what ends now. @param longer days that it is kept beyond what the stage says */
export const forgettable = ({ forgets }: Ledger, longer = 0): Forgettable =>
  forgets ? { forgetAt: Math.floor(forgets.now() / 1000) + (forgets.afterDays + longer) * DAY_SECONDS } : {};

/** The same for an update's expression, with ", " before it, and its values. */
export function forgetting(ledger: Ledger, longer = 0): { set: string; values: Record<string, number> } {
  const { forgetAt } = forgettable(ledger, longer);
  return forgetAt === undefined
    ? { set: '', values: {} }
    : { set: ', forgetAt = :forgetAt', values: { ':forgetAt': forgetAt } };
}

/** The sparse index: a row stands in it while it is work that nobody has finished; imports that have ended in a partition of their own. */
export const OPEN_WORK_INDEX = 'open-work';

/** A row as it was put, without the table's and the index's keys. */
export function withoutKeys(stored: Record<string, unknown>): Record<string, unknown> {
  const { pk: _pk, sk: _sk, openPk: _openPk, openSk: _openSk, ...row } = stored;
  return row;
}

/** Runs a conditional write; false where it found the row in another state than it named: somebody else was first. */
export async function written(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
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

/** Every row of one partition of the open-work index. Eventually consistent: check a row before acting on it, or take {@link openRowsNow}. @param most rows a call */
export const openRows = <Row>(ledger: Ledger, openPk: string, most?: number): AsyncGenerator<Row> =>
  queryRows<Row>(ledger, {
    ...(most !== undefined && { Limit: most }),
    IndexName: OPEN_WORK_INDEX,
    KeyConditionExpression: 'openPk = :open',
    ExpressionAttributeValues: { ':open': openPk },
  });

/**
 * The rows that one partition of the open-work index lists, as the table has them now, in no particular order. The index is
 * asked for their keys alone: with a thousand open, all they hold would be in memory twice.
 */
export async function openRowsNow<Row>(ledger: Ledger, openPk: string): Promise<Row[]> {
  const keys = queryRows<{ pk: string; sk: string }>(ledger, {
    IndexName: OPEN_WORK_INDEX,
    KeyConditionExpression: 'openPk = :open',
    ExpressionAttributeValues: { ':open': openPk },
    ProjectionExpression: 'pk, sk',
  });
  const rows = await getRows(ledger, await Array.fromAsync(keys));
  return rows.map((row) => withoutKeys(row) as Row);
}

/** BatchGetItem takes at most 100 keys a call (DynamoDB API reference, BatchGetItem). */
const MOST_KEYS = 100;

/** So many calls are made side by side: one after the other they would be two minutes for a million files. */
const CALLS_AT_ONCE = 4;

/** Reads rows by their keys, consistently, in no particular order; those that are not there are left out. */
export async function getRows(
  ledger: Ledger,
  keys: readonly { pk: string; sk: string }[],
): Promise<Record<string, unknown>[]> {
  const calls = Array.from({ length: Math.ceil(keys.length / MOST_KEYS) }, (_, call) =>
    keys.slice(call * MOST_KEYS, (call + 1) * MOST_KEYS).map(({ pk, sk }) => ({ pk, sk })),
  );
  const rows = await pMap(calls, (some) => getSome(ledger, some), { concurrency: CALLS_AT_ONCE });
  return rows.flat();
}

/** What does not fit into one answer is asked for again (16 MB, or less where the table is busy). */
async function getSome(ledger: Ledger, keys: Record<string, unknown>[]): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (let Keys = keys; Keys.length > 0;) {
    const { Responses, UnprocessedKeys } = await ledger.client.send(
      new BatchGetCommand({ RequestItems: { [ledger.tableName]: { Keys, ConsistentRead: true } } }),
    );
    rows.push(...(Responses?.[ledger.tableName] ?? []));
    Keys = UnprocessedKeys?.[ledger.tableName]?.Keys ?? [];
  }
  return rows;
}
