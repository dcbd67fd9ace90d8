import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { LambdaFunction } from '../cloudformation/index.ts';
import { AwsError, functionArn } from '../ground/index.ts';
import type { EnvironmentPool } from './environments/environment-pool.ts';
import { createPool } from './environments/environment-pool.ts';
import type { Outcome } from './environments/execution-environment.ts';
import { startEnvironment } from './environments/execution-environment.ts';
import { createIdleEnvironments } from './environments/idle-environments.ts';
import { createFunctionLog } from './function-log.ts';
import type { FunctionVersion } from './function-registry.ts';
import type {
  InvocationOptions,
  InvocationReport,
  InvocationResult,
  InvocationStats,
  Invocations,
} from './invocations.ts';

/** How long running invocations may still take when the functions are ended, in real milliseconds. */
const GRACE_MS = 2000;

/** The answer to an invocation that still waited for room when the functions were ended. */
const STOPPED = {
  payload: JSON.stringify({ errorType: 'Runtime.Stopped', errorMessage: 'The local cloud has stopped.' }),
  functionError: 'Unhandled',
} as const;

interface Declared {
  lambda: LambdaFunction;
  taskRoot: string;
}

/** X-Ray Developer Guide, "Tracing header". Nobody makes the segment of the function itself, so that its id is made up. */
function traceHeader(requestId: string, isSampled: boolean): string {
  const digits = requestId.replaceAll('-', '');
  const root = digits.replace(/^(.{8})(.{24})$/, '1-$1-$2');
  return isSampled ? `Root=${root};Parent=${digits.slice(0, 16)};Sampled=1` : `Root=${root};Sampled=0`;
}

export function createInvocations(options: InvocationOptions): Invocations {
  const { clock, authorize, hasLogGroup, onLog } = options;
  const pools = new Map<string, EnvironmentPool>();
  /** Functions as their next environments are started. */
  const declared = new Map<string, Declared>();
  /** Of functions that were removed: something may run there still. */
  const removed = new Set<EnvironmentPool>();
  const idle = createIdleEnvironments(options.idle);
  const stats = new Map<string, InvocationStats>();
  const running = new Set<Promise<unknown>>();
  /** How many invocations of each function run. */
  const busy = new Map<string, number>();

  const daemonOf = ({ isTraced }: LambdaFunction): string | undefined =>
    isTraced ? options.xrayDaemon : undefined;

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
    const startedAt = clock.now();
    const concurrent = (busy.get(lambda.name) ?? 0) + 1;
    busy.set(lambda.name, concurrent);
    const claimed = claimedNow();
    const log = createFunctionLog({ lambda, requestId, environment, authorize, hasLogGroup, onLog });
    const outcome = await environment.invoke(
      {
        requestId,
        invokedFunctionArn: functionArn(lambda.name, qualifier),
        traceId: traceHeader(requestId, daemonOf(lambda) !== undefined),
        event,
        timeoutMs: lambda.timeoutSeconds * 1000,
        clockOffset: clock.offset(),
      },
      log.write,
    );
    busy.set(lambda.name, (busy.get(lambda.name) ?? 1) - 1);
    const durationMs = performance.now() - begun;
    report({ functionName: lambda.name, requestId, startedAt, durationMs, concurrent, claimed }, outcome);
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

  const claimedNow = (): number =>
    [...declared.values()].reduce(
      (sum, { lambda: { name, reservedConcurrency } }) => sum + (reservedConcurrency ?? busy.get(name) ?? 0),
      0,
    );

  const report = (invocation: Omit<InvocationReport, 'error'>, outcome: Outcome): void => {
    const counted = stats.get(invocation.functionName);
    if (counted) {
      counted.invocations++;
      if ('error' in outcome) counted.errors++;
    }
    options.onInvoked({ ...invocation, ...('error' in outcome ? { error: outcome.error } : {}) });
  };

  const end = async (): Promise<void> => {
    await Promise.race([Promise.allSettled([...running]), pause(GRACE_MS, undefined, { ref: false })]);
    await Promise.all([...pools.values(), ...removed].map((pool) => pool.end()));
    await Promise.allSettled([...running]);
  };

  return {
    declare(lambda, taskRoot) {
      const now = declared.get(lambda.name);
      if (now) {
        Object.assign(now, { lambda, taskRoot });
        pools.get(lambda.name)?.renew();
        return;
      }
      const made: Declared = { lambda, taskRoot };
      declared.set(lambda.name, made);
      stats.set(lambda.name, { name: lambda.name, invocations: 0, errors: 0 });
      pools.set(
        lambda.name,
        createPool({
          limit: () => options.limit(made.lambda),
          idle,
          patienceMs: options.idle.patienceMs,
          start: (version) =>
            startEnvironment({
              ...made,
              version,
              endpoint: options.endpoint(),
              xrayDaemon: daemonOf(lambda),
              clockOffset: clock.offset(),
            }),
        }),
      );
    },
    remove(functionName) {
      const pool = pools.get(functionName);
      if (!pool) return;
      pool.renew();
      removed.add(pool);
      pools.delete(functionName);
      declared.delete(functionName);
      stats.delete(functionName);
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
