import type { Context } from 'aws-lambda';
import type * as FileSystem from 'node:fs';
import type * as Modules from 'node:module';
import type * as Path from 'node:path';
import type * as Url from 'node:url';
import type * as VirtualMachine from 'node:vm';
import type * as WorkerThreads from 'node:worker_threads';
import type { EnvironmentData, EnvironmentMessage, FunctionError, InvokeMessage } from './protocol.ts';

/**
 * The runtime inside an execution environment's thread: loads the handler once, then answers invocations.
 *
 * This function is handed to the thread as its source text (see `runtimeSource`). So it may use nothing from
 * outside itself but globals and types: it runs the same from TypeScript, under jest and bundled into one file.
 */
function runtime(load: NodeJS.Require): void {
  type Callback = (error?: Error | null, result?: unknown) => void;
  type InvocationContext = Omit<Context, 'done' | 'fail' | 'succeed'>;
  type Handler = (event: unknown, context: InvocationContext, callback?: Callback) => unknown;

  const threads = load('node:worker_threads') as typeof WorkerThreads;
  const files = load('node:fs') as typeof FileSystem;
  const paths = load('node:path') as typeof Path;
  const urls = load('node:url') as typeof Url;
  const port = threads.parentPort;
  if (!port) throw new Error('The runtime runs in a worker thread.');
  const data = threads.workerData as EnvironmentData;
  const post = (message: EnvironmentMessage): void => {
    port.postMessage(message);
  };

  // The clock: code in here sees the cloud's time.
  const MachineDate = Date;
  let clockOffset = data.clockOffset;
  const now = (): number => MachineDate.now() + clockOffset;
  const CloudDate = new Proxy(MachineDate, {
    apply: () => new MachineDate(now()).toString(),
    construct: (target, values: unknown[], constructor) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, constructor) as Date,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
  MachineDate.prototype.constructor = CloudDate;
  globalThis.Date = CloudDate;

  // The log: whole lines, in order with the answer.
  let unfinished = '';
  const write = (chunk: unknown): boolean => {
    const lines = (unfinished + String(chunk)).split('\n');
    unfinished = lines.pop() ?? '';
    for (const line of lines) post({ kind: 'line', line });
    return true;
  };
  const flush = (): void => {
    if (unfinished !== '') write('\n');
  };
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: unknown, encoding?: unknown, done?: () => void) => {
      const written = write(chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : chunk);
      const callback = typeof encoding === 'function' ? (encoding as () => void) : done;
      if (callback) queueMicrotask(callback);
      return written;
    };
  }
  process.cwd = () => data.taskRoot;

  // Errors as Lambda writes them; paths as they are on Lambda.
  const asFunctionError = (error: unknown, errorType?: string): FunctionError => {
    if (!(error instanceof Error))
      return {
        errorType: errorType ?? typeof error,
        errorMessage: typeof error === 'string' ? error : JSON.stringify(error),
        trace: [],
      };
    const trace = (error.stack ?? '').replaceAll(data.taskRoot, '/var/task').split('\n');
    return { errorType: errorType ?? error.name, errorMessage: error.message, trace };
  };

  const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

  let tellCompiled = (): void => undefined;

  /** What `require` does with a CommonJS file, but with what V8 made of it before, or told what it makes of it now. */
  const loadBundle = (file: string): Record<string, unknown> => {
    const { createRequire, Module } = load('node:module') as typeof Modules;
    const { constants, Script } = load('node:vm') as typeof VirtualMachine;
    const before = '(function (exports, require, module, __filename, __dirname) {';
    const script = new Script(`${before}${files.readFileSync(file, 'utf8')}\n})`, {
      filename: file,
      columnOffset: -before.length,
      cachedData: data.compiledCode,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (!data.compiledCode)
      tellCompiled = () => {
        tellCompiled = () => undefined;
        const code = script.createCachedData();
        const shared = new Uint8Array(new SharedArrayBuffer(code.length));
        shared.set(code);
        post({ kind: 'compiled', code: shared });
      };
    const module = new Module(file);
    load.cache[file] = module;
    const define = script.runInThisContext() as (...values: unknown[]) => void;
    define.call(module.exports, module.exports, createRequire(file), module, file, paths.dirname(file));
    return module.exports as Record<string, unknown>;
  };

  const loadModule = async (): Promise<Record<string, unknown>> => {
    const file = data.handler.replace(/^(.*[\\/])?([^.]*).*$/, '$1$2');
    const found = ['', '.js', '.mjs', '.cjs']
      .map((extension) => paths.resolve(data.taskRoot, file + extension))
      .find((candidate) => files.statSync(candidate, { throwIfNoEntry: false })?.isFile());
    if (found === undefined)
      throw named('Runtime.ImportModuleError', `Cannot find module '${file}' in the function's code.`);
    const asModule = async () => (await import(urls.pathToFileURL(found).href)) as Record<string, unknown>;
    if (found.endsWith('.mjs')) return asModule();
    if (found.endsWith('.cjs')) return loadBundle(found);
    try {
      return load(found) as Record<string, unknown>;
    } catch (error) {
      // A module of a package of type "module" that waits at its top cannot be required.
      if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE') return asModule();
      throw error;
    }
  };

  const loadHandler = async (): Promise<Handler> => {
    const exported = data.handler.replace(/^(.*[\\/])?[^.]*\.?/, '');
    let value: unknown = await loadModule();
    for (const name of exported.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
    if (typeof value !== 'function')
      throw named('Runtime.HandlerNotFound', `${data.handler} is undefined or not exported`);
    const handler = value as Handler;
    if (!data.callbacks && handler.length >= 3)
      throw named(
        'Runtime.CallbackHandlerDeprecated',
        'Handlers with a callback are no longer taken from Node 24 on: return a promise.',
      );
    return handler;
  };

  const contextOf = (message: InvokeMessage, deadline: number): InvocationContext => ({
    callbackWaitsForEmptyEventLoop: true,
    functionName: data.functionName,
    functionVersion: data.version,
    invokedFunctionArn: message.invokedFunctionArn,
    memoryLimitInMB: String(data.memoryMb),
    awsRequestId: message.requestId,
    logGroupName: `/aws/lambda/${data.functionName}`,
    logStreamName: data.logStreamName,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  });

  /** A callback's answer counts once the event loop is empty, unless the handler says not to wait. */
  const whenLoopIsEmpty = (settle: () => void): void => {
    process.once('beforeExit', () => {
      port.ref();
      settle();
    });
    port.unref();
  };

  const call = (handler: Handler, event: unknown, context: InvocationContext): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const callback: Callback = (error, result) => {
        const settle = (): void => {
          if (error === undefined || error === null) resolve(result);
          else reject(error);
        };
        if (context.callbackWaitsForEmptyEventLoop) whenLoopIsEmpty(settle);
        else settle();
      };
      const takesCallback = data.callbacks && handler.length >= 3;
      const answer = takesCallback ? handler(event, context, callback) : handler(event, context);
      const isPromise = typeof (answer as Promise<unknown> | undefined)?.then === 'function';
      if (isPromise || !takesCallback) Promise.resolve(answer).then(resolve, reject);
    });

  const invoke = async (handler: Handler, message: InvokeMessage): Promise<void> => {
    const deadline = performance.now() + message.timeoutMs;
    ({ clockOffset } = message);
    process.env._X_AMZN_TRACE_ID = message.traceId;
    try {
      const result = await call(handler, JSON.parse(message.event), contextOf(message, deadline));
      flush();
      post({ kind: 'result', payload: JSON.stringify(result === undefined ? null : result) });
      tellCompiled();
    } catch (error) {
      flush();
      post({ kind: 'failure', error: asFunctionError(error) });
    }
  };

  const breakDown = (error: unknown, errorType?: string): void => {
    flush();
    post({ kind: 'broken', error: asFunctionError(error, errorType) });
    process.exit(1);
  };
  process.on('uncaughtException', (error) => {
    breakDown(error);
  });
  process.on('unhandledRejection', (reason) => {
    breakDown(reason, 'Runtime.UnhandledPromiseRejection');
  });

  loadHandler().then(
    (handler) => {
      port.on('message', (message: InvokeMessage) => void invoke(handler, message));
      post({ kind: 'ready' });
    },
    (error: unknown) => {
      const { code = '' } = (error ?? {}) as NodeJS.ErrnoException;
      const missing = /^(ERR_)?MODULE_NOT_FOUND$/.test(code) ? 'Runtime.ImportModuleError' : undefined;
      breakDown(error, error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : missing);
    },
  );
}

/** The runtime as the source of a CommonJS worker (`new Worker(source, { eval: true })`). */
export const runtimeSource = `(${runtime.toString()})(require);`;
