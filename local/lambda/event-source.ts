import type { Authorize, Caller, Clock } from '../ground/index.ts';
import { isDiskFull } from '../ground/index.ts';
import type { Message, Queues } from '../sqs/index.ts';
import type { EventSourceMapping } from '../cloudformation/index.ts';
import type { LogEntry } from './function-log.ts';
import type { FunctionVersion } from './function-registry.ts';
import type { InvocationResult, Invocations } from './invocations.ts';
import { failedMessages, sqsEvent } from './sqs-event.ts';

/** What Lambda needs of the queues; they check its calls as those of the function's role. */
export type FunctionQueues = Pick<Queues, 'receive' | 'delete' | 'onAvailable' | 'count' | 'send' | 'list'>;

export interface EventSourceOptions {
  mapping: EventSourceMapping;
  /** The function as it is now; undefined where there is none. */
  target: () => FunctionVersion | undefined;
  clock: Clock;
  authorize: Authorize;
  queues: FunctionQueues;
  invocations: Invocations;
  onLog: (entry: LogEntry) => void;
}

/** A queue that feeds a function. */
export interface EventSource {
  functionName: string;
  start: () => void;
  /** Takes batches that waited for room in the function. */
  resume: () => void;
  stop: () => void;
}

/** How long a poll that found the disk full waits. */
const NO_ROOM_MS = 1000;

/** SQS hands out ten messages at most per call. */
const RECEIVE_AT_MOST = 10;

/** A batch ends when it nears what one invocation takes: 6 MB. */
const BATCH_BYTES = 5 * 1024 * 1024;

/**
 * Polls a queue for a function (Lambda developer guide, "Using Lambda with Amazon SQS"). The batching window
 * begins when messages are seen and is cloud time; a full batch does not wait for its end. What a batch does
 * not delete becomes visible again when its visibility timeout ends.
 */
export function createEventSource(options: EventSourceOptions): EventSource {
  const { mapping, clock, authorize, queues, invocations, onLog } = options;
  const { functionName, eventSourceArn: queueArn, batchSize } = mapping;
  const windowMs = mapping.batchingWindowSeconds * 1000;
  let endListening: (() => void) | undefined;
  let cancelWindow: (() => void) | undefined;
  /** Of the one look that waits for room on the disk. */
  let cancelRetry: (() => void) | undefined;
  /** For room in the function, or for the function. */
  let waits = false;
  let running = 0;

  const hasRoom = (): boolean =>
    running < (mapping.maximumConcurrency ?? Infinity) && invocations.room(functionName) > 0;

  const wake = (): void => {
    guarded(() => {
      if (windowMs === 0) takeBatches(1);
      else {
        takeBatches(batchSize);
        if (!waits) cancelWindow ??= clock.at(clock.now() + windowMs, endWindow);
      }
    });
  };

  const endWindow = (): void => {
    cancelWindow = undefined;
    guarded(() => {
      takeBatches(1);
    });
  };

  /** Runs batches as long as at least `atLeast` messages are visible and the function has room. */
  const takeBatches = (atLeast: number): void => {
    const target = options.target();
    waits = !target;
    if (!target) return;
    const caller = roleOf(target);
    authorize(caller, 'sqs:GetQueueAttributes', queueArn);
    while (endListening && queues.count(queueArn).visible >= atLeast) {
      if (!hasRoom()) {
        waits = true;
        return;
      }
      const messages = receiveBatch(caller);
      if (messages.length === 0) return;
      running++;
      void clock.track(runBatch(target, messages));
    }
  };

  const receiveBatch = (caller: Caller): Message[] => {
    const batch: Message[] = [];
    let bytes = 0;
    while (batch.length < batchSize && bytes < BATCH_BYTES) {
      const received = queues.receive(caller, queueArn, Math.min(RECEIVE_AT_MOST, batchSize - batch.length));
      if (received.length === 0) break;
      batch.push(...received);
      bytes += received.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
    }
    return batch;
  };

  const runBatch = async (target: FunctionVersion, messages: Message[]): Promise<void> => {
    const result = await invocations.run(target, JSON.stringify(sqsEvent(queueArn, messages)));
    running--;
    if (!endListening) return;
    const done = succeeded(messages, result);
    guarded(() => {
      if (done.length > 0) queues.delete(roleOf(target), queueArn, done);
    }, result.requestId);
    resume();
  };

  const succeeded = (messages: Message[], result: InvocationResult): string[] => {
    if (result.functionError !== undefined) return [];
    const failed = mapping.reportBatchItemFailures
      ? failedMessages(JSON.parse(result.payload), messages)
      : new Set();
    return messages
      .filter(({ messageId }) => !failed.has(messageId))
      .map(({ receiptHandle }) => receiptHandle);
  };

  const resume = (): void => {
    if (waits)
      guarded(() => {
        takeBatches(1);
      });
  };

  /** A refusal stops this poll, not the cloud; the messages stay where they are. */
  const guarded = (work: () => void, requestId = ''): void => {
    try {
      work();
    } catch (error) {
      // Nobody else would look again when there is room.
      if (isDiskFull(error))
        cancelRetry ??= clock.at(clock.now() + NO_ROOM_MS, () => {
          cancelRetry = undefined;
          wake();
        });
      const line = `The event source ${queueArn} cannot be read. ${(error as Error).message}`;
      onLog({ functionName, requestId, line });
    }
  };

  return {
    functionName,
    resume,
    start() {
      guarded(() => {
        if (mapping.enabled) endListening ??= queues.onAvailable(queueArn, wake);
      });
    },
    stop() {
      endListening?.();
      endListening = undefined;
      cancelWindow?.();
      cancelWindow = undefined;
      cancelRetry?.();
      cancelRetry = undefined;
      waits = false;
    },
  };
}

const roleOf = ({ lambda }: FunctionVersion): Caller => ({ kind: 'role', roleArn: lambda.roleArn });
