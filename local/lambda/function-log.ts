import { arnOf } from '../ground/index.ts';
import type { Authorize } from '../ground/index.ts';
import type { LambdaFunction } from '../cloudformation/index.ts';
import type { ExecutionEnvironment } from './environments/execution-environment.ts';

export interface LogEntry {
  functionName: string;
  requestId: string;
  /** Absent for what Lambda says of the function, which is in no log stream. */
  logStreamName?: string;
  line: string;
}

export interface FunctionLogOptions {
  lambda: LambdaFunction;
  requestId: string;
  environment: Pick<ExecutionEnvironment, 'logStreamName'>;
  authorize: Authorize;
  /** Whether the log group of a function is there. */
  hasLogGroup: (functionName: string) => boolean;
  onLog: (entry: LogEntry) => void;
}

export interface FunctionLog {
  write: (line: string) => void;
  /** The last 4 KB, base64 (Lambda API reference, Invoke, LogType Tail). */
  tail: () => string;
}

const LOG_TAIL_BYTES = 4096;

/**
 * The log of one invocation. Its lines reach the log only where the function's role may create the log stream
 * (and the group, where it is not there) and write to it; where it may not, that is what is logged, once, and the invocation continues, as on AWS.
 */
export function createFunctionLog({
  lambda,
  requestId,
  environment,
  authorize,
  hasLogGroup,
  onLog,
}: FunctionLogOptions): FunctionLog {
  const group = arnOf('logs', `log-group:/aws/lambda/${lambda.name}`);
  const stream = `${group}:log-stream:${environment.logStreamName}`;
  let mayWrite: boolean | undefined;
  let tail = '';

  const { logStreamName } = environment;
  const entry = (line: string, isInStream: boolean): void => {
    onLog({ functionName: lambda.name, requestId, ...(isInStream && { logStreamName }), line });
  };

  const check = (): boolean => {
    const caller = { kind: 'role', roleArn: lambda.roleArn } as const;
    try {
      if (!hasLogGroup(lambda.name)) authorize(caller, 'logs:CreateLogGroup', `${group}:*`);
      authorize(caller, 'logs:CreateLogStream', stream);
      authorize(caller, 'logs:PutLogEvents', stream);
      return true;
    } catch (error) {
      entry(`The logs of this invocation are dropped. ${(error as Error).message}`, false);
      return false;
    }
  };

  return {
    write(line) {
      mayWrite ??= check();
      tail = `${tail}${line}\n`.slice(-LOG_TAIL_BYTES);
      if (mayWrite) entry(line, true);
    },
    tail: () => Buffer.from(tail).subarray(-LOG_TAIL_BYTES).toString('base64'),
  };
}
