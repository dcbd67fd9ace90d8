import { REGION, SECRET_ACCESS_KEY, accessKeyOf } from '../../ground/index.ts';
import type { LambdaFunction } from '../../cloudformation/index.ts';

export interface EnvironmentIdentity {
  functionVersion: string;
  logStreamName: string;
  /** Where the code is unpacked. */
  taskRoot: string;
  /** `http://127.0.0.1:port` of the local cloud. */
  endpoint: string;
  /** Names this one execution environment to the front door: signed requests carry it. */
  sessionToken: string;
  /** Of a function that is traced: `host:port`. */
  xrayDaemon?: string | undefined;
}

/**
 * The environment variables of a function: its own, and those Lambda sets (Lambda developer guide, "Defined
 * runtime environment variables"). Nothing comes from the machine; the SDK's files are pointed at nothing.
 */
export function variablesOf(
  lambda: LambdaFunction,
  { functionVersion, logStreamName, taskRoot, endpoint, sessionToken, xrayDaemon }: EnvironmentIdentity,
): Record<string, string> {
  return {
    ...lambda.environment,
    _HANDLER: lambda.handler,
    AWS_ACCESS_KEY_ID: accessKeyOf(lambda.roleArn),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambda.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambda.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: lambda.name,
    AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${lambda.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...(xrayDaemon !== undefined && { AWS_XRAY_DAEMON_ADDRESS: xrayDaemon }),
    LAMBDA_TASK_ROOT: taskRoot,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
