import type { DatabaseSync } from 'node:sqlite';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ground/index.ts';
import { AwsError, transaction } from '../../ground/index.ts';
import type { AsyncConfig } from '../../cloudformation/index.ts';
import type { DeadEnd } from './async-destinations.ts';
import { deadLetter, destinationRecord } from './async-destinations.ts';
import type { AsyncInvocation } from './async-store.ts';
import { createAsyncStore } from './async-store.ts';
import type { LogEntry } from '../function-log.ts';
import type { FunctionRegistry, FunctionVersion } from '../function-registry.ts';
import type { InvocationResult, Invocations } from '../invocations.ts';
import type { FunctionQueues } from '../event-source.ts';

export interface AsyncInvocationOptions {
  database: DatabaseSync;
  clock: Clock;
  functions: FunctionRegistry;
  invocations: Invocations;
  queues: FunctionQueues;
  onLog: (entry: LogEntry) => void;
  /** Called with the name of a function that has an event to run and no room within what is reserved for it. */
  onThrottled?: ((functionName: string) => void) | undefined;
}

export interface AsyncInvocations {
  declareConfig: (config: AsyncConfig) => void;
  /** Accepts an event in the caller's transaction; it runs after the commit. Returns the request id. */
  accept: (target: FunctionVersion, event: string) => string;
  /** Lets due invocations run wherever there is room. */
  pump: () => void;
  start: () => void;
  stop: () => void;
  /** Forgets what waits for a function that is no more. */
  removeOf: (functionName: string) => void;
  /** Whether an accepted event has not ended, retries that wait included. */
  hasAny: () => boolean;
  reset: () => void;
}

/** The wait before each retry of a function error, in seconds (Lambda developer guide, "Asynchronous invocation"). */
const RETRY_SECONDS = [60, 120];

const DEFAULTS: Pick<AsyncConfig, 'maximumRetryAttempts' | 'maximumEventAgeSeconds'> = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
};

/** Lambda quotas, "Invocation payload", asynchronous. */
const LARGEST_EVENT_BYTES = 1024 * 1024;

/** Lambda's internal queue of asynchronous invocations: a row each, from the caller's commit to the last attempt. */
export function createAsyncInvocations(options: AsyncInvocationOptions): AsyncInvocations {
  const { database, clock, functions, invocations, queues, onLog, onThrottled = () => undefined } = options;
  const store = createAsyncStore(database);
  const configs = new Map<string, AsyncConfig>();
  let started = false;
  let planned = false;
  let cancelTimer: (() => void) | undefined;

  const pump = (): void => {
    if (!started) return;
    const now = clock.now();
    for (const functionName of store.dueFunctions(now)) {
      if (!functions.list().some(({ name }) => name === functionName)) continue;
      const room = Math.max(0, invocations.room(functionName));
      if (room === 0 && functions.find(functionName).lambda.reservedConcurrency !== undefined)
        onThrottled(functionName);
      for (const invocation of store.take(functionName, now, room)) attempt(invocation);
    }
    cancelTimer?.();
    const next = store.nextDue(now);
    cancelTimer = next === undefined ? undefined : clock.at(next, pump);
  };

  /** A transaction is synchronous: when a later turn of the event loop runs, it has been committed or undone. */
  const pumpAfterCommit = (): void => {
    if (planned) return;
    planned = true;
    void clock.track(
      new Promise<void>((resolve) => {
        setImmediate(() => {
          planned = false;
          clock.attempt(pump);
          resolve();
        });
      }),
    );
  };

  const attempt = (invocation: AsyncInvocation): void => {
    const target = functions.find(invocation.functionName, invocation.qualifier ?? undefined);
    void clock.track(
      invocations.run(target, invocation.event, invocation.requestId).then((result) => {
        clock.attempt(() => {
          // What is not finished when the cloud ends runs again at its next start.
          if (started)
            transaction(database, () => {
              finish(invocation, target, result);
            });
        });
        clock.attempt(pump);
      }),
    );
  };

  const finish = (invocation: AsyncInvocation, target: FunctionVersion, result: InvocationResult): void => {
    const config = configs.get(configKey(target.lambda.name, target.qualifier));
    const { maximumRetryAttempts, maximumEventAgeSeconds } = config ?? DEFAULTS;
    const failures = invocation.failures + 1;
    if (result.functionError === undefined) {
      store.remove(invocation.id);
      conclude({ invocation, target, result, condition: 'Success', attempts: failures }, config);
      return;
    }
    const dueAt = clock.now() + (RETRY_SECONDS[failures - 1] ?? 120) * 1000;
    const tooOld = dueAt - invocation.acceptedAt > maximumEventAgeSeconds * 1000;
    if (failures <= maximumRetryAttempts && !tooOld) {
      store.retry(invocation.id, failures, dueAt);
      return;
    }
    store.remove(invocation.id);
    const condition = failures > maximumRetryAttempts ? 'RetriesExhausted' : 'EventAgeExceeded';
    conclude({ invocation, target, result, condition, attempts: failures }, config);
  };

  /** Sends the event to where it ends: the destination for its outcome, and on failure the dead-letter queue. */
  const conclude = (end: DeadEnd, config: AsyncConfig | undefined): void => {
    const { lambda } = end.target;
    const failed = end.condition !== 'Success';
    const destination = failed ? config?.onFailureArn : config?.onSuccessArn;
    if (destination !== undefined) send(destination, end, destinationRecord(end, clock.now()));
    if (failed && lambda.deadLetterArn !== undefined)
      send(lambda.deadLetterArn, end, end.invocation.event, deadLetter(end));
  };

  const send = (
    queueArn: string,
    end: DeadEnd,
    ...message: [string, ReturnType<typeof deadLetter>?]
  ): void => {
    const [body, attributes] = message;
    const { lambda } = end.target;
    try {
      queues.send(queueArn, body, { kind: 'role', roleArn: lambda.roleArn }, attributes);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      onLog({
        functionName: lambda.name,
        requestId: end.result.requestId,
        line: `The event could not be sent to ${queueArn}. ${error.message}`,
      });
    }
  };

  return {
    declareConfig(config) {
      for (const arn of [config.onFailureArn, config.onSuccessArn]) {
        if (arn !== undefined && !arn.startsWith('arn:aws:sqs:'))
          throw new AwsError(
            'NotImplemented',
            `${config.logicalId}: the local cloud sends the end of an asynchronous invocation to a queue only, not to ${arn}.`,
            501,
          );
      }
      configs.set(configKey(config.functionName, config.qualifier), config);
    },
    accept(target, event) {
      if (Buffer.byteLength(event) > LARGEST_EVENT_BYTES)
        throw new AwsError(
          'RequestTooLargeException',
          `An event may have ${LARGEST_EVENT_BYTES} bytes.`,
          413,
        );
      const requestId = randomUUID();
      const now = clock.now();
      store.insert({
        requestId,
        functionName: target.lambda.name,
        qualifier: target.qualifier ?? null,
        event,
        acceptedAt: now,
        dueAt: now,
      });
      pumpAfterCommit();
      return requestId;
    },
    pump,
    start() {
      started = true;
      store.releaseRunning();
      pumpAfterCommit();
    },
    stop() {
      started = false;
      cancelTimer?.();
    },
    removeOf: store.removeOf,
    hasAny: store.hasAny,
    reset() {
      store.clear();
      cancelTimer?.();
    },
  };
}

const configKey = (functionName: string, qualifier = '$LATEST'): string => `${functionName}:${qualifier}`;
