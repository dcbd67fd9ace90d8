/** What an execution environment's thread is started with. */
export interface EnvironmentData {
  /** The unpacked code, Lambda's `/var/task`. */
  taskRoot: string;
  /** `file.export`. */
  handler: string;
  functionName: string;
  version: string;
  memoryMb: number;
  logStreamName: string;
  /** How far the cloud's time is ahead of the machine's, in milliseconds. */
  clockOffset: number;
  /** Lambda's runtimes take handlers with a callback up to Node 22. */
  callbacks: boolean;
  /** What V8 made of the bundle in an earlier thread; without it, the thread tells what it makes of it. */
  compiledCode: Uint8Array<SharedArrayBuffer> | undefined;
}

/** One invocation, sent to the thread. */
export interface InvokeMessage {
  requestId: string;
  invokedFunctionArn: string;
  traceId: string;
  /** JSON text. */
  event: string;
  timeoutMs: number;
  clockOffset: number;
}

/** An error as Lambda answers it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export type EnvironmentMessage =
  | { kind: 'ready' }
  /** The module could not be loaded, or the thread is about to end: this environment takes no further invocation. */
  | { kind: 'broken'; error: FunctionError }
  | { kind: 'line'; line: string }
  /** After the first invocation, so that what it has called is part of it. */
  | { kind: 'compiled'; code: Uint8Array<SharedArrayBuffer> }
  | { kind: 'result'; payload: string }
  | { kind: 'failure'; error: FunctionError };
