import { randomBytes } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from '../ledger.ts';
import { queryRows } from '../ledger.ts';
import { WAITING_BATCHES } from '../row-keys.ts';

/** So many files of one drop are one batch: its names fill a few kilobytes. */
export const MOST_IN_BATCH = 100;

/**
 * The names of files of one drop that were recorded together. The row is there until all of them have their fate.
 *
 * ┌───────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ A file of a batch is written once: its row stays `pending` and names the batch and a place in it.  │
 * │ What became of each place says one row of the batch (BATCH#), and each place gets one fate, once:   │
 * │ an import has taken it, or it is out and its own row says what becomes of it from then on. Both     │
 * │ are conditional writes of that one row, so of an import and of whoever wants to overtake, withdraw  │
 * │ or reject a file one is first, and the other sees it.                                               │
 * │                                                                                                     │
 * │ The files' rows come first, then the row of names, then the drop's, then the queue forgets the      │
 * │ messages. A run that dies in between is repeated: a file that is found recorded, and still          │
 * │ pending, leaves its batch then and waits by itself, whether the names were written or not.          │
 * └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
export interface ArrivalBatch {
  batchId: string;
  route: string;
  drop: string;
  bucket: string;
  /** What all keys begin with. */
  prefix: string;
  /** What follows in each key, by their places; '' where a place was not taken. All are first writes of their keys. */
  names: string[];
}

/** @param recordedAt epoch milliseconds: batches of a drop sort by it */
export const newBatch = (recordedAt: number): string =>
  `${String(recordedAt).padStart(15, '0')}#${randomBytes(9).toString('base64url')}`;

type Drop = Pick<ArrivalBatch, 'route' | 'drop'>;

const waitingPartition = ({ route, drop }: Drop): string => `${WAITING_BATCHES}${route}#${drop}`;

/** Lists a batch's names as waiting in its drop. */
export async function putBatch(ledger: Ledger, waiting: ArrivalBatch): Promise<void> {
  const Item = { pk: waitingPartition(waiting), sk: waiting.batchId, ...waiting };
  await ledger.client.send(new PutCommand({ TableName: ledger.tableName, Item }));
}

/** Takes a batch from those that wait in its drop: each of its places has its fate. */
export async function forgetBatch(ledger: Ledger, drop: Drop, batchId: string): Promise<void> {
  await ledger.client.send(
    new DeleteCommand({
      TableName: ledger.tableName,
      Key: { pk: waitingPartition(drop), sk: batchId },
    }),
  );
}

/** Rows of a drop's batches that are read at a time, some 150 kB. */
const AT_A_TIME = 50;

/** The batches that wait in a drop, oldest first, read consistently. */
export const batchesOf = (ledger: Ledger, drop: Drop): AsyncGenerator<ArrivalBatch> =>
  queryRows<ArrivalBatch>(ledger, {
    KeyConditionExpression: 'pk = :drop',
    ExpressionAttributeValues: { ':drop': waitingPartition(drop) },
    ConsistentRead: true,
    Limit: AT_A_TIME,
  });
