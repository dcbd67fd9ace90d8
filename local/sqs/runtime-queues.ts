import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../ground/index.ts';
import { AwsError, notImplemented, transaction } from '../ground/index.ts';
import type { MessageStore } from './message-store.ts';
import type { Queue, QueueBook, QueueDeclaration } from './queue.ts';

/** The queues that callers make beside the template's. They are kept in the cloud's database. */
export interface RuntimeQueues {
  /** Makes a queue. @throws AwsError QueueDeletedRecently */
  create(queue: QueueDeclaration): void;
  /** Puts a queue's attributes in place of what they were. @throws AwsError NotImplemented where it is the template's */
  change(queue: Queue): void;
  /** Deletes a queue with its messages. @throws AwsError NotImplemented where it is the template's */
  remove(queue: Queue): void;
  /** The template now declares a queue of this name: it is the template's from here on. */
  giveWay(queue: Pick<Queue, 'arn'>): void;
  /** Removes all of them. */
  clear(): void;
}

/** API reference, CreateQueue: so long after its deletion a name cannot be used again. */
const NAME_RESTS_MS = 60_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sqs_queue (arn TEXT PRIMARY KEY, queue TEXT NOT NULL, createdMs INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS sqs_deleted_queue (arn TEXT PRIMARY KEY, deletedMs INTEGER NOT NULL) STRICT;
`;

/** Takes up the queues of an earlier run at once. */
export function createRuntimeQueues(
  database: DatabaseSync,
  book: QueueBook,
  store: MessageStore,
  clock: Clock,
): RuntimeQueues {
  database.exec(SCHEMA);
  const all = database.prepare('SELECT * FROM sqs_queue ORDER BY createdMs, arn');
  const keep = database.prepare(
    'INSERT INTO sqs_queue VALUES (?, ?, ?) ON CONFLICT (arn) DO UPDATE SET queue = excluded.queue',
  );
  const forget = database.prepare('DELETE FROM sqs_queue WHERE arn = ?');
  const isKept = database.prepare('SELECT 1 FROM sqs_queue WHERE arn = ?');
  const deletedAfter = database.prepare('SELECT 1 FROM sqs_deleted_queue WHERE arn = ? AND deletedMs > ?');
  const rememberDeleted = database.prepare('INSERT OR REPLACE INTO sqs_deleted_queue VALUES (?, ?)');

  const refuseTemplates = ({ arn, name }: QueueDeclaration): void => {
    if (!isKept.get(arn))
      throw notImplemented(`changes at runtime of queue ${name}, which the template declares`);
  };
  const put = (queue: QueueDeclaration, createdMs: number): void => {
    book.declare(queue, createdMs);
    keep.run(queue.arn, JSON.stringify(queue), createdMs);
  };

  for (const { queue, createdMs } of all.all())
    book.declare(JSON.parse(String(queue)) as QueueDeclaration, Number(createdMs));

  return {
    create(queue) {
      if (deletedAfter.get(queue.arn, clock.now() - NAME_RESTS_MS))
        throw new AwsError(
          'QueueDeletedRecently',
          'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
        );
      put(queue, clock.now());
    },
    change({ createdMs, ...queue }) {
      refuseTemplates(queue);
      put(queue, createdMs);
    },
    remove(queue) {
      refuseTemplates(queue);
      transaction(database, () => {
        forget.run(queue.arn);
        rememberDeleted.run(queue.arn, clock.now());
        store.purge(queue.arn);
      });
      book.remove(queue);
    },
    giveWay: ({ arn }) => void forget.run(arn),
    clear() {
      for (const { arn } of all.all()) book.remove({ arn: String(arn) });
      database.exec('DELETE FROM sqs_queue; DELETE FROM sqs_deleted_queue');
    },
  };
}
