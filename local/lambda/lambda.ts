import type { DatabaseSync } from 'node:sqlite';
import type {
  AsyncConfig,
  Authorizer,
  EventSourceMapping,
  LambdaFunction,
  Permission,
} from '../cloudformation/index.ts';
import type { Authorize, Clock, Faults, Service } from '../ground/index.ts';
import type { Crash } from '../http/index.ts';
import type { LambdaApi } from './api/call.ts';
import type { IdleLimits } from './environments/idle-environments.ts';
import type { FunctionQueues } from './event-source.ts';
import type { LogEntry } from './function-log.ts';
import type { InvocationReport, InvocationResult, InvocationStats } from './invocations.ts';
import type { Invoker } from './invoke-permission.ts';

export interface LambdaOptions {
  database: DatabaseSync;
  clock: Clock;
  authorize: Authorize;
  /** Trust policies of roles; every role may be assumed unless given. */
  mayAssume?: Authorizer['mayAssume'];
  /** Whether a role is there for a function that a caller makes; every role is, unless given. */
  hasRole?: LambdaApi['hasRole'];
  /** Where the local cloud answers, `http://127.0.0.1:port`. */
  endpoint: () => string;
  /** Where functions that are traced send their segments, `host:port`; nowhere unless given. */
  xrayDaemon?: string | undefined;
  /** Zips are unpacked here, each into a folder named for its content. */
  codeFolder: string;
  queues: FunctionQueues;
  /** Whether callers may hand in code (they may, unless said): only where nobody but this machine can call. */
  takesCode?: boolean;
  /** A zip of code in S3, for its caller; there is no S3 unless given. */
  codeIn?: LambdaApi['codeIn'];
  /** Called with the role of each function before it runs. */
  admitRole?: (roleArn: string) => void;
  /** Whether the log group of a function is there; it is, unless said. */
  hasLogGroup?: (functionName: string) => boolean;
  onLog?: (entry: LogEntry) => void;
  onInvoked?: (report: InvocationReport) => void;
  /** Called with the name of a function that was to run and had no room. */
  onThrottled?: (functionName: string) => void;
  /** How many execution environments may stay warm while idle (five unless said), and how long (half a minute). */
  idle?: Partial<IdleLimits>;
}

/** What a synchronous invocation answers; `payload` is the parsed answer, or the error. */
export interface InvokeAnswer {
  payload: unknown;
  functionError?: InvocationResult['functionError'];
  logTail: string;
}

export interface Lambda {
  /** @throws AwsError where the artifact is missing, the runtime is not Node.js, or Lambda may not assume the role */
  declareFunction: (lambda: LambdaFunction) => void;
  declareMapping: (mapping: EventSourceMapping) => void;
  declarePermission: (permission: Permission) => void;
  declareAsyncConfig: (config: AsyncConfig) => void;
  /**
   * Takes up the functions, permissions and mappings that callers made in an earlier run, when the template's are declared.
   * Says which functions it cannot take up any more.
   */
  restore: () => string[];
  /** Whether there is a function of this ARN, whatever its qualifier. */
  has: (functionArn: string) => boolean;
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
  /** Lambda's REST API, at LAMBDA_PATHS. */
  service: Service;
  /** Begins to run accepted events and to poll queues. */
  start: () => void;
  stats: () => InvocationStats[];
  /** Whether an asynchronous invocation has not ended, retries that wait included. */
  isInvoking: () => boolean;
  /** Ends the execution environments that have nothing to do, for the memory that they hold. */
  endIdle: () => void;
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
  /** Forgets accepted events, figures, faults and what callers made, and ends all environments; what is declared stays. */
  reset: () => Promise<void>;
  /** Ends what runs; accepted events stay for the next start. */
  close: () => Promise<void>;
}
