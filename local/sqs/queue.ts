import { ACCOUNT_ID, AwsError, notImplemented } from '../ground/index.ts';
import type { Queue as StackQueue } from '../cloudformation/index.ts';

/** A queue of the template; for what it does not say, SQS's own defaults hold. */
export type QueueDeclaration = Pick<
  StackQueue,
  'name' | 'arn' | 'visibilityTimeoutSeconds' | 'messageRetentionSeconds'
> &
  Partial<Omit<StackQueue, 'logicalId' | 'url'>> & {
    /** Of one that a caller has made. */
    tags?: Readonly<Record<string, string>>;
  };

/** SQS Developer Guide, "Message quotas": 1 MiB, body and attributes together, unless the queue says less. */
const LONGEST_MESSAGE_BYTES = 1024 * 1024;

/** A declared queue and when it was declared, epoch milliseconds. */
export type Queue = QueueDeclaration & { createdMs: number };

export interface QueueBook {
  declare(queue: QueueDeclaration, nowMs: number): void;
  list(): Queue[];
  remove(queue: Pick<Queue, 'arn'>): void;
  find(arn: string): Queue | undefined;
  /** @throws AwsError QueueDoesNotExist */
  byArn(arn: string): Queue;
  byName(name: string): Queue;
  /** From a queue URL, whatever its host. */
  byUrl(url: string): Queue;
}

/** The queues that there are, in memory: the template, and what was made beside it, is read again at each start. */
export function createQueueBook(): QueueBook {
  const queues = new Map<string, Queue>();
  const found = (queue: Queue | undefined): Queue => {
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  };
  const byName = (name: string): Queue => found([...queues.values()].find((queue) => queue.name === name));
  return {
    declare(queue, nowMs) {
      if (queue.fifo || queue.name.endsWith('.fifo')) throw notImplemented(`FIFO queues (${queue.name})`);
      queues.set(queue.arn, { ...queue, createdMs: nowMs });
    },
    list: () => [...queues.values()],
    remove: ({ arn }) => void queues.delete(arn),
    find: (arn) => queues.get(arn),
    byArn: (arn) => found(queues.get(arn)),
    byName,
    byUrl(url) {
      const [account, name] = url.split('/').slice(-2);
      return account === ACCOUNT_ID && name !== undefined ? byName(name) : found(undefined);
    },
  };
}

/** @param host host and port, as the client wrote them */
export const queueUrl = (queue: Queue, host: string): string => `http://${host}/${ACCOUNT_ID}/${queue.name}`;

export const longestMessageOf = ({ maximumMessageBytes }: Queue): number =>
  maximumMessageBytes ?? LONGEST_MESSAGE_BYTES;
