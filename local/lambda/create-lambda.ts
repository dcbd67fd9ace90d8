import type { LambdaFunction } from '../cloudformation/index.ts';
import { ACCOUNT, AwsError, faultsOf, notImplemented } from '../ground/index.ts';
import { createLambdaService } from './api/lambda-service.ts';
import { createAsyncInvocations } from './async/async-invocation.ts';
import { checkDeclared } from './check-declared.ts';
import { comesAt, createCrashes } from './crashes.ts';
import { unpackArtifact } from './environments/artifact.ts';
import type { IdleLimits } from './environments/idle-environments.ts';
import { createInvocations } from './create-invocations.ts';
import { createEventSources } from './event-sources.ts';
import { createFunctionRegistry } from './function-registry.ts';
import type { InvocationResult } from './invocations.ts';

import type { Invoker } from './invoke-permission.ts';
import { createInvokePermissions } from './invoke-permission.ts';
import type { Lambda, LambdaOptions } from './lambda.ts';
import { createRuntimeResources } from './runtime/runtime-resources.ts';

/**
 * One of each function: that a fifth costs some 30 MB is less than what its next start costs, a fifth of a second. A second
 * one of a function is started only for runs that take longer than most: a thread takes its memory for as long as it is idle.
 */
const IDLE_LIMITS: IdleLimits = { most: 5, idleMs: 30_000, patienceMs: 3000 };

/** Two, where events come by themselves: enough for races to show, and few enough for one machine. */
const FED_CONCURRENCY = 2;
const OTHER_CONCURRENCY = 10;

/** Lambda of the machine-local cloud: the packaged bundles in worker threads, each as its own role, and what callers add to them. */
export function createLambda(options: LambdaOptions): Lambda {
  const { clock, authorize, queues } = options;
  const { codeIn = noS3, admitRole = () => undefined, onLog = () => undefined } = options;
  const functions = createFunctionRegistry();
  const permissions = createInvokePermissions(authorize);
  const crashes = createCrashes(() => functions.list().map(({ name }) => name));
  const faults = faultsOf('functions', { crash: crashes });
  let started = false;

  const concurrencyOf = (lambda: LambdaFunction): number => {
    const isFed = permissions.fedByEvents(lambda.name) || eventSources.feed(lambda.name);
    return Math.min(lambda.reservedConcurrency ?? Infinity, isFed ? FED_CONCURRENCY : OTHER_CONCURRENCY);
  };

  const invocations = createInvocations({
    clock,
    authorize,
    endpoint: options.endpoint,
    xrayDaemon: options.xrayDaemon,
    idle: { ...IDLE_LIMITS, ...options.idle },
    limit: concurrencyOf,
    hasLogGroup: options.hasLogGroup ?? (() => true),
    onLog,
    onInvoked: options.onInvoked ?? (() => undefined),
    onRoom: (functionName) => {
      clock.attempt(asyncInvocations.pump);
      eventSources.resume(functionName);
    },
  });
  const eventSources = createEventSources({ functions, clock, authorize, queues, invocations, onLog });
  const asyncInvocations = createAsyncInvocations({ ...options, functions, invocations, onLog });

  const declareFunction = (lambda: LambdaFunction): void => {
    checkDeclared(lambda, options.mayAssume);
    admitRole(lambda.roleArn);
    invocations.declare(lambda, unpackArtifact(lambda.artifact, options.codeFolder));
    functions.declare(lambda);
    eventSources.resume(lambda.name);
  };

  const runtime = createRuntimeResources({
    ...options,
    functions,
    permissions,
    eventSources,
    declare: declareFunction,
    withdraw(name) {
      functions.remove(name);
      invocations.remove(name);
      asyncInvocations.removeOf(name);
    },
  });

  const invoke = (
    reference: string,
    qualifier: string | undefined,
    event: string,
    by: Invoker,
  ): Promise<InvocationResult> => {
    const target = functions.find(reference, qualifier);
    permissions.check(by, target.lambda.name, target.qualifier);
    const { reservedConcurrency } = target.lambda;
    if (reservedConcurrency !== undefined && invocations.room(target.lambda.name) <= 0) {
      options.onThrottled?.(target.lambda.name);
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
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
    eventSources.stop();
  };

  const start = (): void => {
    started = true;
    asyncInvocations.start();
    eventSources.start();
  };

  return {
    declareFunction,
    declareMapping(mapping) {
      functions.find(mapping.functionName, mapping.qualifier);
      eventSources.declare(mapping);
    },
    declarePermission: permissions.declare,
    declareAsyncConfig: asyncInvocations.declareConfig,
    restore: runtime.restore,
    has: (functionArn) =>
      functions.list().some(({ arn }) => functionArn === arn || functionArn.startsWith(`${arn}:`)),
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
    service: createLambdaService({
      ...runtime,
      functions,
      permissions,
      eventSources,
      authorize,
      hasRole: options.hasRole ?? (() => true),
      now: () => clock.now(),
      queueTimeout: (queueArn) => queues.list().find(({ arn }) => arn === queueArn)?.visibilityTimeoutSeconds,
      takesCode: options.takesCode ?? true,
      codeIn,
      accept,
      invoke,
    }),
    start,
    stats: invocations.stats,
    isInvoking: asyncInvocations.hasAny,
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
      runtime.clear();
      if (wasStarted) start();
    },
    async close() {
      stop();
      await invocations.end();
    },
  };
}

const noS3: NonNullable<LambdaOptions['codeIn']> = () => {
  throw notImplemented('code of functions in S3 without an S3');
};
