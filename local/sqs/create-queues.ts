import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock } from '../ground/index.ts';
import { ACCOUNT_ID, AwsError, createRecords, transaction } from '../ground/index.ts';
import { checkAccess, checkKeyAccess } from './queue-access.ts';
import type { Sender, ServiceMayUseKey } from './queue-access.ts';
import type { MoveTask } from './actions/sqs.ts';
import { sqsService } from './actions/index.ts';
import { createAvailability } from './availability.ts';
import { md5, messageBytes } from './message-attributes.ts';
import { createMessageStore } from './message-store.ts';
import type { StoredMessage } from './message-store.ts';
import { createQueueBook, longestMessageOf } from './queue.ts';
import type { Queue } from './queue.ts';
import type { Message, Queues } from './queues.ts';
import { isReceiptHandle, newReceiptHandle } from './receipt-handle.ts';
import { createRuntimeQueues } from './runtime-queues.ts';

export type { Sender } from './queue-access.ts';
export type { MessageAttribute } from './message-attributes.ts';
export type { QueueDeclaration } from './queue.ts';
export type { Message, Queues } from './queues.ts';

/** API reference, PurgeQueue: a queue is not purged again within the time that this may take. */
const PURGE_RESTS_MS = 60_000;

/**
 * The queues of the machine-local cloud: standard queues, in one table of the cloud's database. What was in
 * flight when an earlier run ended is visible again and not counted as received: no function runs any more.
 */
export function createQueues(options: {
  database: DatabaseSync;
  clock: Clock;
  authorize: Authorize;
  /** Key policies; a service may use every key unless given. */
  serviceMayUseKey?: ServiceMayUseKey;
}): Queues {
  const { database, clock, authorize, serviceMayUseKey = () => true } = options;
  const store = createMessageStore(database);
  const book = createQueueBook();
  const availability = createAvailability(store, clock, database);
  const runtimeQueues = createRuntimeQueues(database, book, store, clock);
  const moveTasks = createRecords<MoveTask>(database, 'sqs_move_task');
  /** When queues were purged, by their ARNs: epoch milliseconds. */
  const purges = createRecords<number>(database, 'sqs_purge');
  store.releaseInFlight(clock.now());

  const check = (queue: Queue, by: Sender, action: string): void => {
    checkAccess(queue, by, action, authorize);
    checkKeyAccess(queue, by, action, authorize, serviceMayUseKey);
  };

  const expire = (queue: Queue): void => {
    store.expire(queue.arn, clock.now() - queue.messageRetentionSeconds * 1000);
  };

  const take = (message: StoredMessage, visibleAt: number): Message => {
    const receipt = newReceiptHandle(message.messageId);
    store.receive(message.sequence, receipt, visibleAt, clock.now());
    return receivedMessage(message, receipt, clock.now());
  };

  const moveDeadLetters = ({ arn, redrive }: Queue): void => {
    const to = redrive && book.find(redrive.deadLetterTargetArn)?.arn;
    // A message stays where its dead-letter queue was deleted.
    if (!redrive || to === undefined) return;
    if (store.moveDeadLetters(arn, redrive.maxReceiveCount, to, clock.now())) availability.changed(to);
  };

  const queues: Queues = {
    declare(queue) {
      runtimeQueues.giveWay(queue);
      book.declare(queue, clock.now());
    },

    send(queueArn, body, by, attributes = {}, delaySeconds) {
      const queue = book.byArn(queueArn);
      check(queue, by, 'sqs:SendMessage');
      if (messageBytes(body, attributes) > longestMessageOf(queue))
        throw new AwsError(
          'InvalidParameterValue',
          `One or more parameters are invalid. Reason: Message must be shorter than ${longestMessageOf(queue)} bytes.`,
        );
      const messageId = randomUUID();
      const sentAt = clock.now();
      const visibleAt = sentAt + (delaySeconds ?? queue.delaySeconds ?? 0) * 1000;
      store.insert({ queue: queueArn, messageId, body, attributes, sender: nameOf(by), sentAt, visibleAt });
      availability.changed(queueArn);
      return messageId;
    },

    receive(caller, queueArn, max, visibilityTimeoutSeconds) {
      const queue = book.byArn(queueArn);
      check(queue, caller, 'sqs:ReceiveMessage');
      const visibleAt = clock.now() + (visibilityTimeoutSeconds ?? queue.visibilityTimeoutSeconds) * 1000;
      const taken = transaction(database, () => {
        expire(queue);
        moveDeadLetters(queue);
        return store.visible(queueArn, clock.now(), max).map((message) => take(message, visibleAt));
      });
      availability.changed(queueArn);
      return taken;
    },

    delete(caller, queueArn, receiptHandles) {
      const queue = book.byArn(queueArn);
      check(queue, caller, 'sqs:DeleteMessage');
      transaction(database, () => {
        for (const handle of receiptHandles) store.remove(queueArn, validHandle(handle));
      });
    },

    changeVisibility(caller, queueArn, receiptHandles, seconds) {
      const queue = book.byArn(queueArn);
      check(queue, caller, 'sqs:ChangeMessageVisibility');
      transaction(database, () => {
        for (const handle of receiptHandles) {
          const message = store.byReceipt(queueArn, validHandle(handle));
          if (!message || message.visibleAt <= clock.now())
            throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
          store.setVisible(message.sequence, clock.now() + seconds * 1000);
        }
      });
      availability.changed(queueArn);
    },

    purge(caller, queueArn) {
      const queue = book.byArn(queueArn);
      check(queue, caller, 'sqs:PurgeQueue');
      transaction(database, () => {
        if ((purges.get(queueArn) ?? -Infinity) > clock.now() - PURGE_RESTS_MS)
          throw new AwsError(
            'PurgeQueueInProgress',
            `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
            403,
          );
        purges.put(queueArn, clock.now());
        store.purge(queueArn);
      });
    },

    redrive(caller, deadLetterArn, toArn) {
      const from = book.byArn(deadLetterArn);
      check(from, caller, 'sqs:StartMessageMoveTask');
      return transaction(database, () => {
        const now = clock.now();
        const messages = store.visible(deadLetterArn, now, -1);
        for (const { sequence, deadLetterSource } of messages) {
          const to = book.byArn(toArn ?? deadLetterSource ?? '').arn;
          store.renew(sequence, to, randomUUID(), now);
          availability.changed(to);
        }
        return messages.length;
      });
    },

    onAvailable: (queueArn, wake) => availability.listen(book.byArn(queueArn).arn, wake),

    count(queueArn) {
      const queue = book.byArn(queueArn);
      expire(queue);
      return store.count(queueArn, clock.now());
    },

    oldestSentAt: (queueArn) => store.oldestSentAt(queueArn),
    list: () => book.list(),
    service: (request, response, context) => service(request, response, context),
    reset() {
      store.clear();
      runtimeQueues.clear();
      moveTasks.clear();
      purges.clear();
    },
  };

  const service = sqsService({ queues, moveTasks, runtimeQueues, book, clock, database, authorize });
  return Object.assign(queues, { service });
}

const receivedMessage = (message: StoredMessage, receiptHandle: string, now: number): Message => ({
  messageId: message.messageId,
  receiptHandle,
  body: message.body,
  md5OfBody: md5(message.body),
  attributes: {
    ApproximateReceiveCount: String(message.receiveCount + 1),
    SentTimestamp: String(message.sentAt),
    SenderId: message.sender,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? now),
    ...(message.deadLetterSource !== null && { DeadLetterQueueSourceArn: message.deadLetterSource }),
  },
  messageAttributes: message.attributes,
});

const nameOf = (by: Sender): string => {
  if (by.kind === 'service') return by.service;
  return by.kind === 'role' ? by.roleArn : ACCOUNT_ID;
};

function validHandle(handle: string): string {
  if (!isReceiptHandle(handle))
    throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.', 404);
  return handle;
}
