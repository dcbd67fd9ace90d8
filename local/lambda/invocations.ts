import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Authorize, Clock } from '../ground/index.ts';
import { AwsError, functionArn } from '../ground/index.ts';
import type { LambdaFunction } from '../cloudformation/index.ts';
import type { EnvironmentPool } from './environments/environment-pool.ts';
import { createPool } from './environments/environment-pool.ts';
import type { CountedCall, Outcome } from './environments/execution-environment.ts';
import { startEnvironment } from './environments/execution-environment.ts';
import type { LogEntry } from './function-log.ts';
import { createFunctionLog } from './function-log.ts';
import type { FunctionVersion } from './function-registry.ts';
import type { FunctionError } from './environments/protocol.ts';
import type { IdleLimits } from './environments/idle-environments.ts';
import { createIdleEnvironments } from './environments/idle-environments.ts';

export interface InvocationReport {
  functionName: string;
  requestId: string;
  /** Real milliseconds, the start of the environment included. */
  durationMs: number;
  error?: FunctionError;
}

export interface InvocationResult {
  requestId: string;
  /** JSON text: the handler's answer, or the error. */
  payload: string;
  /** Lambda's `X-Amz-Function-Error`. */
  functionError?: 'Unhandled';
  /** The last 4 KB of what the invocation logged, base64. */
  logTail: string;
}

export interface InvocationStats {
  name: string;
  invocations: number;
  errors: number;
}

export interface InvocationOptions {
  clock: Clock;
  authorize: Authorize;
  endpoint: () => string;
  /** How many environments may stay warm while idle, and how long. */
  idle: IdleLimits;
  /** How many environments of a function may run at once. */
  limit: (lambda: LambdaFunction) => number;
  onLog: (entry: LogEntry) => void;
  onInvoked: (report: InvocationReport) => void;
  /** Called when a function has room for one more invocation. */
  onRoom: (functionName: string) => void;
}

/** An AWS call of an invocation of a function. */
export type FunctionCall = CountedCall & { functionName: string };

export interface Invocations {
  declare: (lambda: LambdaFunction, taskRoot: string) => void;
  /** Runs one invocation, once there is room for it. The clock counts it as running. Never rejects. */
  run: (target: FunctionVersion, event: string, requestId?: string) => Promise<InvocationResult>;
  /** Resolves when a start would not make the next invocation wait, as far as there is room. */
  warm: (target: FunctionVersion) => Promise<void>;
  /** How many more invocations of the function may run now. */
  room: (functionName: string) => number;
  /**
   * Counts a call of the invocation that runs in the environment whose code signs with this session token: which
   * function makes it, and which of its calls it is. Undefined where no invocation runs there.
   */
  countCall: (sessionToken: string, operation: string | undefined) => FunctionCall | undefined;
  /** Ends the environment whose code signs with this session token, as if it had crashed; false where there is no such environment. */
  crash: (sessionToken: string) => boolean;
  stats: () => InvocationStats[];
  /** Ends the environments that have nothing to do. */
  endIdle: () => void;
  reset: () => Promise<void>;
  /** Lets what runs end for a moment, then ends every environment. */
  end: () => Promise<void>;
}

/** How long running invocations may still take when the functions are ended, in real milliseconds. */
const GRACE_MS = 2000;

/** The answer to an invocation that still waited for room when the functions were ended. */
const STOPPED = {
  payload: JSON.stringify({ errorType: 'Runtime.Stopped', errorMessage: 'The local cloud has stopped.' }),
  functionError: 'Unhandled',
} as const;

export function createInvocations(options: InvocationOptions): Invocations {
  const { clock, authorize, onLog } = options;
  const pools = new Map<string, EnvironmentPool>();
  const idle = createIdleEnvironments(options.idle);
  const stats = new Map<string, InvocationStats>();
  const running = new Set<Promise<unknown>>();

  const poolOf = (functionName: string): EnvironmentPool => {
    const pool = pools.get(functionName);
    if (!pool) throw new AwsError('ResourceNotFoundException', `Function not found: ${functionName}`, 404);
    return pool;
  };

  const invoke = async (
    { lambda, version, qualifier }: FunctionVersion,
    event: string,
    requestId: string,
  ): Promise<InvocationResult> => {
    const pool = poolOf(lambda.name);
    const environment = await pool.acquire(version);
    if (!environment) return { requestId, ...STOPPED, logTail: '' };
    const begun = performance.now();
    const log = createFunctionLog({ lambda, requestId, environment, authorize, onLog });
    const outcome = await environment.invoke(
      {
        requestId,
        invokedFunctionArn: functionArn(lambda.name, qualifier),
        traceId: `Root=1-${requestId.replaceAll('-', '').replace(/^(.{8})(.{24})$/, '$1-$2')};Sampled=0`,
        event,
        timeoutMs: lambda.timeoutSeconds * 1000,
        clockOffset: clock.offset(),
      },
      log.write,
    );
    report(lambda.name, requestId, performance.now() - begun, outcome);
    pool.release(environment);
    options.onRoom(lambda.name);
    return 'error' in outcome
      ? {
          requestId,
          payload: JSON.stringify(outcome.error),
          functionError: 'Unhandled',
          logTail: log.tail(),
        }
      : { requestId, payload: outcome.payload, logTail: log.tail() };
  };

  const report = (functionName: string, requestId: string, durationMs: number, outcome: Outcome): void => {
    const counted = stats.get(functionName);
    if (counted) {
      counted.invocations++;
      if ('error' in outcome) counted.errors++;
    }
    options.onInvoked({
      functionName,
      requestId,
      durationMs,
      ...('error' in outcome ? { error: outcome.error } : {}),
    });
  };

  const end = async (): Promise<void> => {
    await Promise.race([Promise.allSettled([...running]), pause(GRACE_MS, undefined, { ref: false })]);
    await Promise.all([...pools.values()].map((pool) => pool.end()));
    await Promise.allSettled([...running]);
  };

  return {
    declare(lambda, taskRoot) {
      stats.set(lambda.name, { name: lambda.name, invocations: 0, errors: 0 });
      pools.set(
        lambda.name,
        createPool({
          limit: () => options.limit(lambda),
          idle,
          patienceMs: options.idle.patienceMs,
          start: (version) =>
            startEnvironment({
              lambda,
              version,
              taskRoot,
              endpoint: options.endpoint(),
              clockOffset: clock.offset(),
            }),
        }),
      );
    },
    run(target, event, requestId = randomUUID()) {
      const invocation = clock.track(invoke(target, event, requestId));
      running.add(invocation);
      void invocation.finally(() => running.delete(invocation));
      return invocation;
    },
    async warm({ lambda, version }) {
      await poolOf(lambda.name).warm(version);
      options.onRoom(lambda.name);
    },
    room: (functionName) => poolOf(functionName).room(),
    countCall(sessionToken, operation) {
      for (const [functionName, pool] of pools) {
        const counted = pool.find(sessionToken)?.countCall(operation);
        if (counted) return { functionName, ...counted };
      }
      return undefined;
    },
    crash(sessionToken) {
      const environment = [...pools.values()].map((pool) => pool.find(sessionToken)).find(Boolean);
      void environment?.end();
      return environment !== undefined;
    },
    stats: () => [...stats.values()].map((counted) => ({ ...counted })),
    endIdle: idle.endAll,
    async reset() {
      await end();
      for (const counted of stats.values()) Object.assign(counted, { invocations: 0, errors: 0 });
    },
    end,
  };
}
