import type { LambdaFunction } from '../cloudformation/index.ts';
import type { Authorize, Clock } from '../ground/index.ts';
import type { CountedCall } from './environments/execution-environment.ts';
import type { IdleLimits } from './environments/idle-environments.ts';
import type { FunctionError } from './environments/protocol.ts';
import type { LogEntry } from './function-log.ts';
import type { FunctionVersion } from './function-registry.ts';

export interface InvocationReport {
  functionName: string;
  requestId: string;
  /** When it began, epoch milliseconds of the cloud's clock. */
  startedAt: number;
  /** Real milliseconds, the start of the environment included. */
  durationMs: number;
  /** How many invocations of the function ran when it began, itself included. */
  concurrent: number;
  /** What all functions had claimed of the account's concurrency then: what is reserved for some, and what the others used. */
  claimed: number;
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
  /** Where functions that are traced send their segments. */
  xrayDaemon?: string | undefined;
  /** How many environments may stay warm while idle, and how long. */
  idle: IdleLimits;
  /** How many environments of a function may run at once. */
  limit: (lambda: LambdaFunction) => number;
  hasLogGroup: (functionName: string) => boolean;
  onLog: (entry: LogEntry) => void;
  onInvoked: (report: InvocationReport) => void;
  /** Called when a function has room for one more invocation. */
  onRoom: (functionName: string) => void;
}

/** An AWS call of an invocation of a function. */
export type FunctionCall = CountedCall & { functionName: string };

export interface Invocations {
  /** Makes a function, or gives it other code and settings: what begins from then on has these. */
  declare: (lambda: LambdaFunction, taskRoot: string) => void;
  /** What runs comes to its end. */
  remove: (functionName: string) => void;
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
