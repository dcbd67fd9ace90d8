import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { LambdaFunction } from '../../cloudformation/index.ts';
import { sessionTokenOf } from '../../ground/index.ts';
import { compiledCode, keepCompiledCode } from './code-cache.ts';
import type { EnvironmentData, EnvironmentMessage, FunctionError, InvokeMessage } from './protocol.ts';
import { runtimeSource } from './runtime.ts';
import { variablesOf } from './variables.ts';

export interface EnvironmentOptions {
  lambda: LambdaFunction;
  version: string;
  /** The unpacked code. */
  taskRoot: string;
  endpoint: string;
  /** Of a function that is traced. */
  xrayDaemon?: string | undefined;
  clockOffset: number;
}

export type Outcome = { payload: string } | { error: FunctionError };

/** One thread with one module scope of a function; takes one invocation at a time, as on Lambda. */
export interface ExecutionEnvironment {
  /** Names this environment in the session token of every request its code signs. */
  sessionToken: string;
  logStreamName: string;
  /** Runs one invocation to its answer, error, time-out or crash. Real time; never rejects. */
  invoke: (message: InvokeMessage, onLine: (line: string) => void) => Promise<Outcome>;
  /** Resolves when the module is loaded, or never will be. */
  started: Promise<void>;
  /** Counts a call that the running invocation makes, and says which it is; undefined where none runs. */
  countCall: (operation: string | undefined) => CountedCall | undefined;
  /** False once the thread has ended or is about to. */
  alive: () => boolean;
  /** Ends the thread; a running invocation ends with a crash. */
  end: () => Promise<void>;
}

/** Loading the module has ten seconds of its own before the function's time-out counts (Lambda developer guide, Init phase). */
const INIT_SECONDS = 10;

/** The young generation stays small: five functions must fit beside a 300 MB import. */
const YOUNG_GENERATION_MB = 3;

/** Which of an invocation's AWS calls one is, counted from 1. */
export interface CountedCall {
  operation: string | undefined;
  call: number;
  /** Among the calls of its operation. */
  callOfOperation: number;
}

interface Running {
  message: InvokeMessage;
  onLine: (line: string) => void;
  settle: (outcome: Outcome) => void;
  timer: NodeJS.Timeout | undefined;
  /** The operations it called so far. */
  calls: (string | undefined)[];
}

export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  const { lambda, version, taskRoot } = options;
  const id = randomUUID();
  const logStreamName = `${new Date(Date.now() + options.clockOffset).toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${id.replaceAll('-', '')}`;
  const sessionToken = sessionTokenOf(id, lambda.roleArn);
  const data: EnvironmentData = {
    taskRoot,
    handler: lambda.handler,
    functionName: lambda.name,
    version,
    memoryMb: lambda.memoryMb,
    logStreamName,
    clockOffset: options.clockOffset,
    callbacks: Number(/^nodejs(\d+)/.exec(lambda.runtime)?.[1] ?? 24) < 24,
    compiledCode: compiledCode(taskRoot, lambda.handler),
  };
  const worker = new Worker(runtimeSource, {
    eval: true,
    name: lambda.name,
    workerData: data,
    env: variablesOf(lambda, {
      functionVersion: version,
      logStreamName,
      taskRoot,
      endpoint: options.endpoint,
      sessionToken,
      xrayDaemon: options.xrayDaemon,
    }),
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: lambda.memoryMb,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    },
  });

  let alive = true;
  let killed = false;
  let ready = false;
  const started = Promise.withResolvers<undefined>();
  let running: Running | undefined;
  let reason: FunctionError | undefined;

  const settle = (outcome: Outcome): void => {
    if (!running) return;
    clearTimeout(running.timer);
    const { settle } = running;
    running = undefined;
    settle(outcome);
  };

  const limit = (seconds: number): void => {
    if (!running) return;
    const { requestId } = running.message;
    clearTimeout(running.timer);
    running.timer = setTimeout(() => {
      alive = false;
      const taskTimedOut = `Task timed out after ${lambda.timeoutSeconds.toFixed(2)} seconds`;
      settle({
        error: {
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${requestId} Error: ${taskTimedOut}`,
        },
      });
      void worker.terminate();
    }, seconds * 1000);
  };

  const begin = (): void => {
    if (!running) return;
    limit(lambda.timeoutSeconds);
    worker.postMessage(running.message);
  };

  worker.on('message', (message: EnvironmentMessage) => {
    if (message.kind === 'ready') {
      ready = true;
      started.resolve(undefined);
      begin();
    } else if (message.kind === 'line') running?.onLine(message.line);
    else if (message.kind === 'compiled') keepCompiledCode(taskRoot, lambda.handler, message.code);
    else if (message.kind === 'result') settle({ payload: message.payload });
    else if (message.kind === 'failure') settle({ error: message.error });
    else {
      alive = false;
      reason = message.error;
    }
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    alive = false;
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    reason ??= {
      errorType: outOfMemory ? 'Runtime.OutOfMemory' : error.name,
      errorMessage: outOfMemory
        ? `The function used more than its ${lambda.memoryMb} MB of memory.`
        : error.message,
    };
  });
  worker.on('exit', (code) => {
    alive = false;
    started.resolve(undefined);
    settle({ error: reason ?? exited(running?.message.requestId ?? '', killed ? 'killed' : code) });
  });

  return {
    sessionToken,
    logStreamName,
    started: started.promise,
    countCall(operation) {
      if (!running) return undefined;
      const { calls } = running;
      calls.push(operation);
      return {
        operation,
        call: calls.length,
        callOfOperation: calls.filter((made) => made === operation).length,
      };
    },
    alive: () => alive,
    invoke: (message, onLine) =>
      new Promise((resolve) => {
        if (!alive) {
          resolve({ error: reason ?? exited(message.requestId, 1) });
          return;
        }
        running = { message, onLine, settle: resolve, timer: undefined, calls: [] };
        if (ready) begin();
        else limit(INIT_SECONDS + lambda.timeoutSeconds);
      }),
    async end() {
      alive = false;
      killed = true;
      await worker.terminate();
    },
  };
}

const exited = (requestId: string, how: number | 'killed'): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited ${ending(how)}`,
});

const ending = (how: number | 'killed'): string => {
  if (how === 0) return 'before it answered';
  return `with error: ${how === 'killed' ? 'signal: killed' : `exit status ${how}`}`;
};
