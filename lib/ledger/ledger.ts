import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { BatchGetCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
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

/** A row's place in the table. */
interface Key {
  pk: string;
  sk: string;
}

/** A row with its keys, those of the index too. */
type Stored = Key & Record<string, unknown>;

/** Writes a new row; false where there is one of its key. */
export const putRow = (ledger: Ledger, Item: Stored): Promise<boolean> =>
  written(
    ledger.client.send(
      new PutCommand({
        TableName: ledger.tableName,
        Item,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );

/** Reads one row as it was put, consistently. */
export async function getRow<Row>(ledger: Ledger, { pk, sk }: Key): Promise<Row | undefined> {
  const { Item } = await ledger.client.send(
    new GetCommand({ TableName: ledger.tableName, Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item && (withoutKeys(Item) as Row);
}

/**
 * Replaces a row if its version is still the one that was read; undefined where another run was first.
 * @param row as it is to be, but for its version
 * @param itemOf gives it its keys
 * @returns the row as it is now
 */
export async function replaceRow<Row extends { version: number }>(
  ledger: Ledger,
  { version }: Row,
  row: Row,
  itemOf: (next: Row) => Stored,
): Promise<Row | undefined> {
  const next: Row = { ...row, version: version + 1 };
  const done = await written(
    ledger.client.send(
      new PutCommand({
        TableName: ledger.tableName,
        Item: itemOf(next),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version },
      }),
    ),
  );
  return done ? next : undefined;
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
