import type { Caller, Service } from '../ground/index.ts';
import type { Sender } from './queue-access.ts';
import type { MessageAttributes } from './message-attributes.ts';
import type { MessageCount } from './message-store.ts';
import type { Queue, QueueDeclaration } from './queue.ts';

/** A received message. */
export interface Message {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  /** ApproximateReceiveCount, SentTimestamp, SenderId, ApproximateFirstReceiveTimestamp, DeadLetterQueueSourceArn. */
  attributes: Record<string, string>;
  messageAttributes: MessageAttributes;
}

export interface Queues {
  /** Declares a queue of the template, or declares it anew. @throws AwsError NotImplemented for a FIFO queue */
  declare(queue: QueueDeclaration): void;
  /**
   * Sends a message in the caller's transaction; returns its id.
   * @param delaySeconds the queue's own delay unless said
   * @throws AwsError AccessDenied where role or queue policy does not allow it, QueueDoesNotExist
   */
  send(
    queueArn: string,
    body: string,
    by: Sender,
    attributes?: MessageAttributes,
    delaySeconds?: number,
  ): string;
  /**
   * Takes up to `max` visible messages, oldest first, and begins their visibility timeout. One that was received
   * `maxReceiveCount` times already moves to the dead-letter queue instead.
   */
  receive(caller: Caller, queueArn: string, max: number, visibilityTimeoutSeconds?: number): Message[];
  /** Deletes received messages; a handle of an earlier receive deletes nothing. @throws AwsError ReceiptHandleIsInvalid */
  delete(caller: Caller, queueArn: string, receiptHandles: readonly string[]): void;
  /** Lets received messages become visible `seconds` from now. @throws AwsError MessageNotInflight */
  changeVisibility(
    caller: Caller,
    queueArn: string,
    receiptHandles: readonly string[],
    seconds: number,
  ): void;
  /** Deletes all messages of a queue, once in sixty seconds. @throws AwsError PurgeQueueInProgress */
  purge(caller: Caller, queueArn: string): void;
  /** Moves what lies visible in a dead-letter queue back where it came from, or to `toArn`, as new messages. */
  redrive(caller: Caller, deadLetterArn: string, toArn?: string): number;
  /**
   * Calls `wake`, never inside a transaction, when messages are visible: at once if some are, and after sends,
   * delays, ended visibility timeouts. Who is woken and leaves messages must come back for them. `wake` must not throw.
   */
  onAvailable(queueArn: string, wake: () => void): () => void;
  count(queueArn: string): MessageCount;
  /** When the oldest message was sent, epoch milliseconds; undefined where there is none. */
  oldestSentAt(queueArn: string): number | undefined;
  list(): Queue[];
  /** AWS JSON 1.0, `AmazonSQS.*`; what it lacks is 501. */
  service: Service;
  /** Forgets all messages, and the queues that callers made; those of the template stay. */
  reset(): void;
}
