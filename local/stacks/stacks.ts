import type { Authorize, JsonObject, Service } from '../ground/index.ts';
import { AwsError } from '../ground/index.ts';
import type { Stack, StackResource } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { awsQueryService, textListMember, textMember } from '../http/index.ts';

/**
 * CloudFormation, reading: the one stack that the local cloud runs. What the template has and one machine has no use for is among its
 * resources, with the reason. Lists come in one page.
 */
export function createStacks(stack: Stack, authorize: Authorize, startedMs: number): Service {
  const created = new Date(startedMs);
  const reasons = new Map(stack.withoutEffect.map(({ logicalId, why }) => [logicalId, why]));

  const asked = (input: JsonObject): boolean => {
    const name = textMember(input, 'StackName') ?? textMember(input, 'PhysicalResourceId');
    if (name === undefined || name === stack.name || name === stack.id) return true;
    if (input.StackName === undefined) return stack.resources.some(({ physicalId }) => physicalId === name);
    return false;
  };
  const mustBeAsked = (input: JsonObject): void => {
    if (!asked(input))
      throw new AwsError(
        'ValidationError',
        `Stack with id ${textMember(input, 'StackName') ?? ''} does not exist. The local cloud runs ${stack.name}.`,
      );
  };
  const described = (resource: StackResource): JsonObject => ({
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: 'CREATE_COMPLETE',
    ...(reasons.has(resource.logicalId) && {
      ResourceStatusReason: `Without effect on the local cloud: ${reasons.get(resource.logicalId) ?? ''}`,
    }),
  });
  const ofStack =
    (action: string, answer: (input: JsonObject) => JsonObject): AwsJsonAction =>
    (input, { caller }) => {
      authorize(caller, `cloudformation:${action}`, stack.id);
      mustBeAsked(input);
      return answer(input);
    };
  const summary = {
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: created,
    StackStatus: 'CREATE_COMPLETE',
  };

  const actions: Record<string, AwsJsonAction> = {
    DescribeStacks: ofStack('DescribeStacks', () => ({
      Stacks: [
        {
          ...summary,
          Description: stack.description,
          DisableRollback: false,
          Outputs: stack.described.map(({ key, value, description, exportName }) => ({
            OutputKey: key,
            OutputValue: value,
            Description: description,
            ExportName: exportName,
          })),
        },
      ],
    })),
    DescribeStackResources: ofStack('DescribeStackResources', (input) => {
      const logicalId = textMember(input, 'LogicalResourceId');
      return {
        StackResources: stack.resources
          .filter((resource) => logicalId === undefined || resource.logicalId === logicalId)
          .map((resource) => ({
            StackId: stack.id,
            StackName: stack.name,
            ...described(resource),
            Timestamp: created,
          })),
      };
    }),
    ListStackResources: ofStack('ListStackResources', () => ({
      StackResourceSummaries: stack.resources.map((resource) => ({
        ...described(resource),
        LastUpdatedTimestamp: created,
      })),
    })),
    ListStacks(input, { caller }) {
      authorize(caller, 'cloudformation:ListStacks', '*');
      const statuses = textListMember(input, 'StackStatusFilter') ?? [summary.StackStatus];
      return { StackSummaries: statuses.includes(summary.StackStatus) ? [summary] : [] };
    },
    ListExports(_input, { caller }) {
      authorize(caller, 'cloudformation:ListExports', '*');
      return {
        Exports: stack.described
          .filter(({ exportName }) => exportName !== undefined)
          .map(({ exportName, value }) => ({ ExportingStackId: stack.id, Name: exportName, Value: value })),
      };
    },
  };
  return awsQueryService({
    signingName: 'cloudformation',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    actions,
  });
}
