import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, Faults, Service } from '../ground/index.ts';
import { ACCOUNT, AwsError, faultsOf, notImplemented } from '../ground/index.ts';
import type { Crash } from '../http/index.ts';
import type {
  AsyncConfig,
  Authorizer,
  EventSourceMapping,
  LambdaFunction,
  Permission,
} from '../cloudformation/index.ts';
import { unpackArtifact } from './environments/artifact.ts';
import { createAsyncInvocations } from './async/async-invocation.ts';
import { comesAt, createCrashes } from './crashes.ts';
import { checkDeclared } from './check-declared.ts';
import type { EventSource, FunctionQueues } from './event-source.ts';
import { createEventSource } from './event-source.ts';
import type { LogEntry } from './function-log.ts';
import { createFunctionRegistry } from './function-registry.ts';
import type { InvocationReport, InvocationResult, Invocations } from './invocations.ts';
import { createInvocations } from './invocations.ts';
import type { Invoker } from './invoke-permission.ts';
import { createInvokePermissions } from './invoke-permission.ts';
import type { IdleLimits } from './environments/idle-environments.ts';
import { createLambdaService } from './http-service.ts';

export interface LambdaOptions {
  database: DatabaseSync;
  clock: Clock;
  authorize: Authorize;
  /** Trust policies of roles; every role may be assumed unless given. */
  mayAssume?: Authorizer['mayAssume'];
  /** Where the local cloud answers, `http://127.0.0.1:port`. */
  endpoint: () => string;
  /** Zips are unpacked here, each into a folder named for its content. */
  codeFolder: string;
  queues: FunctionQueues;
  onLog?: (entry: LogEntry) => void;
  onInvoked?: (report: InvocationReport) => void;
  /** How many execution environments may stay warm while idle (five unless said), and how long (half a minute). */
  idle?: Partial<IdleLimits>;
}

/** What a synchronous invocation answers; `payload` is the parsed answer, or the error. */
export interface InvokeAnswer {
  payload: unknown;
  functionError?: InvocationResult['functionError'];
  logTail: string;
}

export interface Lambda extends Pick<Invocations, 'stats' | 'endIdle'> {
  /** @throws AwsError where the artifact is missing, the runtime is not Node.js, or Lambda may not assume the role */
  declareFunction: (lambda: LambdaFunction) => void;
  declareMapping: (mapping: EventSourceMapping) => void;
  declarePermission: (permission: Permission) => void;
  declareAsyncConfig: (config: AsyncConfig) => void;
  /**
   * Invokes a function and waits for its end; the account's owner invokes unless `by` says who.
   * @throws AwsError ResourceNotFoundException, AccessDenied, TooManyRequestsException (reserved concurrency)
   */
  invoke: (nameOrArn: string, payload: unknown, by?: Invoker) => Promise<InvokeAnswer>;
  /** Starts a function, where none of its environments is warm. @throws AwsError ResourceNotFoundException */
  warm: (nameOrArn: string) => Promise<void>;
  /**
   * Accepts an event: durable when it returns, in the caller's transaction, and run after the commit.
   * @throws AwsError ResourceNotFoundException, AccessDenied, RequestTooLargeException
   */
  invokeAsync: (functionArn: string, event: unknown, by: Invoker) => void;
  /** Routes: everything under `/2015-03-31/functions`. */
  service: Service;
  /** Begins to run accepted events and to poll queues. */
  start: () => void;
  faults: Faults;
  /**
   * Called by the front door for each request with a session token (`X-Amz-Security-Token`): counts it as a call of
   * the invocation that makes it, and says whether that crashes at it.
   */
  crashOf: (sessionToken: string, operation: string | undefined) => Crash | undefined;
  /**
   * Ends the execution environment whose requests carry this session token, as if it had crashed at that line.
   * False where no environment has the token.
   */
  crash: (sessionToken: string) => boolean;
  /** Forgets accepted events, figures and faults and ends all environments; what is declared stays. */
  reset: () => Promise<void>;
  /** Ends what runs; accepted events stay for the next start. */
  close: () => Promise<void>;
}

/**
 * One of each function: that a fifth costs some 30 MB is less than what its next start costs, a fifth of a second. A second
 * one of a function is started only for runs that take longer than most: a thread takes its memory for as long as it is idle.
 */
const IDLE_LIMITS: IdleLimits = { most: 5, idleMs: 30_000, patienceMs: 3000 };

/** Two, where events come by themselves: enough for races to show, and few enough for one machine. */
const FED_CONCURRENCY = 2;
const OTHER_CONCURRENCY = 10;

/** Lambda of the machine-local cloud: the packaged bundles in worker threads, each as its own role. */
export function createLambda(options: LambdaOptions): Lambda {
  const { database, clock, authorize, queues, mayAssume } = options;
  const onLog = options.onLog ?? (() => undefined);
  const functions = createFunctionRegistry();
  const permissions = createInvokePermissions(authorize);
  const sources: EventSource[] = [];
  const crashes = createCrashes(() => functions.list().map(({ name }) => name));
  const faults = faultsOf('functions', { crash: crashes });
  let started = false;

  const concurrencyOf = (lambda: LambdaFunction): number => {
    const fed =
      permissions.fedByEvents(lambda.name) ||
      sources.some(({ functionName }) => functionName === lambda.name);
    return Math.min(lambda.reservedConcurrency ?? Infinity, fed ? FED_CONCURRENCY : OTHER_CONCURRENCY);
  };

  const invocations = createInvocations({
    clock,
    authorize,
    endpoint: options.endpoint,
    idle: { ...IDLE_LIMITS, ...options.idle },
    limit: concurrencyOf,
    onLog,
    onInvoked: options.onInvoked ?? (() => undefined),
    onRoom: (functionName) => {
      clock.attempt(asyncInvocations.pump);
      for (const source of sources) if (source.functionName === functionName) source.resume();
    },
  });
  const asyncInvocations = createAsyncInvocations({ database, clock, functions, invocations, queues, onLog });

  const invoke = (
    reference: string,
    qualifier: string | undefined,
    event: string,
    by: Invoker,
  ): Promise<InvocationResult> => {
    const target = functions.find(reference, qualifier);
    permissions.check(by, target.lambda.name, target.qualifier);
    const { reservedConcurrency } = target.lambda;
    if (reservedConcurrency !== undefined && invocations.room(target.lambda.name) <= 0)
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    return invocations.run(target, event);
  };

  const accept = (reference: string, qualifier: string | undefined, event: string, by: Invoker): string => {
    const target = functions.find(reference, qualifier);
    permissions.check(by, target.lambda.name, target.qualifier);
    return asyncInvocations.accept(target, event);
  };

  const stop = (): void => {
    started = false;
    asyncInvocations.stop();
    for (const source of sources) source.stop();
  };

  const start = (): void => {
    started = true;
    asyncInvocations.start();
    for (const source of sources) source.start();
  };

  return {
    declareFunction(lambda) {
      checkDeclared(lambda, mayAssume);
      invocations.declare(lambda, unpackArtifact(lambda.artifact, options.codeFolder));
      functions.declare(lambda);
    },
    declareMapping(mapping) {
      if (mapping.filterCriteria) throw notImplemented(`FilterCriteria (${mapping.logicalId})`);
      if (!mapping.eventSourceArn.startsWith('arn:aws:sqs:'))
        throw notImplemented(`the event source ${mapping.eventSourceArn} (${mapping.logicalId})`);
      const target = functions.find(mapping.functionName, mapping.qualifier);
      const source = createEventSource({ mapping, target, clock, authorize, queues, invocations, onLog });
      sources.push(source);
      if (started) source.start();
    },
    declarePermission: permissions.declare,
    declareAsyncConfig: asyncInvocations.declareConfig,
    async invoke(nameOrArn, payload, by = ACCOUNT) {
      const result = await invoke(nameOrArn, undefined, JSON.stringify(payload ?? {}), by);
      return {
        payload: JSON.parse(result.payload) as unknown,
        logTail: result.logTail,
        ...(result.functionError === undefined ? {} : { functionError: result.functionError }),
      };
    },
    warm: (nameOrArn) => invocations.warm(functions.find(nameOrArn)),
    invokeAsync(functionArn, event, by) {
      accept(functionArn, undefined, JSON.stringify(event ?? {}), by);
    },
    service: createLambdaService({ functions, authorize, accept, invoke }),
    start,
    stats: invocations.stats,
    endIdle: invocations.endIdle,
    faults,
    crashOf(sessionToken, operation) {
      const made = invocations.countCall(sessionToken, operation);
      const crash = made && crashes.take((fault) => comesAt(fault, made));
      return crash && { when: crash.when, kill: () => void invocations.crash(sessionToken) };
    },
    crash: invocations.crash,
    async reset() {
      const wasStarted = started;
      stop();
      faults.clear();
      await invocations.reset();
      asyncInvocations.reset();
      if (wasStarted) start();
    },
    async close() {
      stop();
      await invocations.end();
    },
  };
}
