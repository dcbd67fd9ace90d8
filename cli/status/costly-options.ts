import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { GetFunctionConfigurationCommandOutput } from '@aws-sdk/client-lambda';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { GetBucketLoggingCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { GetBucketLoggingCommand } from '@aws-sdk/client-s3';
import { nameOf } from '../../errors/index.ts';
import type { CostlyOption } from '../../lib/costs/index.ts';
import { COSTLY_OPTIONS } from '../../lib/costs/index.ts';

/** What a stage has that costs by itself. */
export interface CostlyOptions {
  has: CostlyOption[];
  /** Undefined where the stack could not be looked at. */
  alarms?: number;
  /** What could not be looked at, and the error's name. */
  notLookedAt: { what: string; why: string }[];
}

/** Whom it asks, and about what. */
export interface AskedStage {
  stage: string;
  clientSettings: { endpoint?: string; region?: string };
  s3: S3Client;
  inboxBucket: string;
}

/** What was seen of a stage; undefined is what could not be looked at. */
export interface SeenOfStage {
  resources?: readonly Pick<StackResourceSummary, 'ResourceType'>[] | undefined;
  configuration?: Pick<GetFunctionConfigurationCommandOutput, 'VpcConfig' | 'TracingConfig'> | undefined;
  logging?: Pick<GetBucketLoggingCommandOutput, 'LoggingEnabled'> | undefined;
}

/** What costs by itself of what was seen. */
export function optionsIn({ resources = [], configuration, logging }: SeenOfStage): CostlyOption[] {
  const isThere = (type: string): boolean => resources.some(({ ResourceType }) => ResourceType === type);
  const has: Readonly<Record<CostlyOption, boolean>> = {
    vpc: (configuration?.VpcConfig?.SubnetIds ?? []).length > 0,
    dataEvents: isThere('AWS::CloudTrail::Trail'),
    accessLogs: logging?.LoggingEnabled !== undefined,
    tracing: configuration?.TracingConfig?.Mode === 'Active',
    dashboard: isThere('AWS::CloudWatch::Dashboard'),
  };
  return COSTLY_OPTIONS.filter((option) => has[option]);
}

/** Looks at a deployed stage for it: at the stack's resources, at a function, and at the inbox. Reads only; what may not be read is named. */
export async function costlyOptionsOf({
  stage,
  clientSettings,
  s3,
  inboxBucket,
}: AskedStage): Promise<CostlyOptions> {
  const notLookedAt: CostlyOptions['notLookedAt'] = [];
  const look = async <T>(what: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      notLookedAt.push({ what, why: nameOf(error) });
      return undefined;
    }
  };
  const cloudFormation = new CloudFormationClient(clientSettings);
  const lambda = new LambdaClient(clientSettings);
  try {
    const resources = await look('the stack’s resources', () =>
      resourcesOf(cloudFormation, `inlet-${stage}`),
    );
    const configuration = await look('the function start-imports', () =>
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName: `inlet-${stage}-start-imports` })),
    );
    // The local cloud writes no access logs.
    const logging =
      stage === 'local'
        ? undefined
        : await look('whether S3 logs who accesses the inbox', () =>
            s3.send(new GetBucketLoggingCommand({ Bucket: inboxBucket })),
          );
    const alarms = resources?.filter(({ ResourceType }) => ResourceType === 'AWS::CloudWatch::Alarm').length;
    return {
      has: optionsIn({ resources, configuration, logging }),
      ...(alarms !== undefined && { alarms }),
      notLookedAt,
    };
  } finally {
    cloudFormation.destroy();
    lambda.destroy();
  }
}

async function resourcesOf(client: CloudFormationClient, StackName: string): Promise<StackResourceSummary[]> {
  const resources: StackResourceSummary[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName }))
    resources.push(...StackResourceSummaries);
  return resources;
}
