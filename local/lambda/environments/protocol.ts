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
  | { kind: 'result'; payload: string }
  | { kind: 'failure'; error: FunctionError };
