import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, JsonObject, Records } from '../../ground/index.ts';
import { AwsError, DISK_FULL, isAccessDenied, isDiskFull, transaction } from '../../ground/index.ts';
import { integerMember, objectListMember, textMember } from '../../http/index.ts';
import type { Queues } from '../queues.ts';
import type { Queue, QueueBook } from '../queue.ts';
import type { RuntimeQueues } from '../runtime-queues.ts';

/** A redrive of a dead-letter queue. It has ended when its call is answered. */
export interface MoveTask {
  handle: string;
  sourceArn: string;
  destinationArn?: string;
  moved: number;
  startedMs: number;
}

/** What the operations of the API work on. */
export interface Sqs {
  queues: Queues;
  moveTasks: Records<MoveTask>;
  runtimeQueues: RuntimeQueues;
  book: QueueBook;
  clock: Clock;
  database: DatabaseSync;
  authorize: Authorize;
}

/** @throws AwsError MissingParameter */
export function required(input: JsonObject, member: string): string {
  const value = textMember(input, member);
  if (value === undefined || value === '')
    throw new AwsError('MissingParameter', `The request must contain the parameter ${member}.`);
  return value;
}

export const queueOf = ({ book }: Sqs, input: JsonObject): Queue => book.byUrl(required(input, 'QueueUrl'));

/** An optional whole number within its limits. @throws AwsError InvalidParameterValue */
export function integerWithin(
  input: JsonObject,
  member: string,
  least: number,
  most: number,
): number | undefined {
  const value = integerMember(input, member);
  if (value !== undefined && (value < least || value > most))
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${value} for parameter ${member} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
    );
  return value;
}

/** SQS Developer Guide, "Message quotas": a batch has 1 to 10 entries. */
const MOST_ENTRIES = 10;

/**
 * Runs each entry of a batch on its own: one that is refused does not stop the others.
 * @throws AwsError for a batch that is wrong as a whole
 */
export function runBatch(
  { database }: Sqs,
  input: JsonObject,
  run: (entry: JsonObject) => unknown,
): { Successful: JsonObject[]; Failed: JsonObject[] } {
  const entries = objectListMember(input, 'Entries') ?? [];
  checkBatch(entries.map((entry) => required(entry, 'Id')));
  const results = entries.map((entry) => {
    try {
      return { Id: entry.Id, ...(transaction(database, () => run(entry)) ?? {}) };
    } catch (error) {
      if (isDiskFull(error))
        return { Id: entry.Id, Code: 'InternalError', Message: DISK_FULL, SenderFault: false };
      if (!(error instanceof AwsError) || isAccessDenied(error)) throw error;
      return { Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true };
    }
  });
  return {
    Successful: results.filter((result) => !('SenderFault' in result)),
    Failed: results.filter((result) => 'SenderFault' in result),
  };
}

function checkBatch(ids: string[]): void {
  if (ids.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (ids.length > MOST_ENTRIES)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${ids.length}.`,
    );
  for (const id of ids)
    if (!/^[\w-]{1,80}$/.test(id))
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
  if (new Set(ids).size < ids.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two batch entries of the request have the same Id.');
}
