import type { Parameters } from '../../parameters/stage-parameters.ts';
import { listOf, pairsOf } from '../../parameters/pairs.ts';
import type { Template, TemplateResource } from '../adopt-existing.ts';
import { InvalidParameter } from '../invalid-parameter.ts';
import { withRolePolicies } from './role-policies.ts';
import { countOf } from '../../../../errors/index.ts';

type FunctionParameters = Pick<
  Parameters,
  'vpcSubnetIds' | 'vpcSecurityGroupIds' | 'reservedConcurrency' | 'codeSigningConfigArn'
>;

/** Every function of the template in the VPC, with the concurrency and the code signing that the stage asks for. */
export function withFunctionOptions(
  template: Template,
  stage: string,
  parameters: FunctionParameters,
): Template {
  const reserved = new Map(
    pairsOf(parameters.reservedConcurrency).map(([name, count]) => [name, Number(count)]),
  );
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([id, resource]): [string, TemplateResource] => {
      if (resource.Type === 'AWS::Lambda::Version' && parameters.codeSigningConfigArn !== '')
        return [id, withoutHash(resource)];
      if (resource.Type !== 'AWS::Lambda::Function') return [id, resource];
      const name = String(resource.Properties?.FunctionName).slice(`inlet-${stage}-`.length);
      const count = reserved.get(name);
      reserved.delete(name);
      if (count !== undefined) checkCount(template, id, name, count);
      return [id, withOptions(resource, parameters, count)];
    }),
  );
  for (const name of reserved.keys())
    throw new InvalidParameter(`reservedConcurrency names ${name}, but the stack has no such function`, {
      actual: name,
    });
  const inVpc = { ...template, Resources };
  return parameters.vpcSubnetIds === '' ? inVpc : withNetworkRights(inVpc);
}

function withOptions(
  lambda: TemplateResource,
  { vpcSubnetIds, vpcSecurityGroupIds, codeSigningConfigArn }: FunctionParameters,
  reserved: number | undefined,
): TemplateResource {
  return {
    ...lambda,
    Properties: {
      ...lambda.Properties,
      ...(reserved !== undefined && { ReservedConcurrentExecutions: reserved }),
      ...(codeSigningConfigArn !== '' && { CodeSigningConfigArn: codeSigningConfigArn }),
      ...(vpcSubnetIds !== '' && {
        VpcConfig: { SubnetIds: listOf(vpcSubnetIds), SecurityGroupIds: listOf(vpcSecurityGroupIds) },
      }),
    },
  };
}

/** Lambda would throttle what a queue's mapping calls beyond it, and messages would end as dead letters untried. */
function checkCount({ Resources }: Template, id: string, name: string, count: number): void {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (
      Type !== 'AWS::Lambda::EventSourceMapping' ||
      !JSON.stringify(Properties?.FunctionName).includes(`"${id}"`)
    )
      continue;
    const { MaximumConcurrency = 0 } = (Properties?.ScalingConfig ?? {}) as { MaximumConcurrency?: number };
    if (count < MaximumConcurrency)
      throw new InvalidParameter(
        `reservedConcurrency gives ${name} ${count}, but its queue calls it ${countOf(MaximumConcurrency, 'time')} at once: give it as many at least`,
        { actual: count, expected: MaximumConcurrency },
      );
  }
}

/** A signed package has another hash than the one that was packaged; the version's logical id follows the code all the same. */
function withoutHash(version: TemplateResource): TemplateResource {
  const { CodeSha256: _hash, ...Properties } = version.Properties ?? {};
  return { ...version, Properties };
}

/**
 * Lambda makes the network interfaces in the name of a function's role. The function's own code, which has the same role, may not
 * (Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC").
 */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

const withNetworkRights = (template: Template): Template =>
  withRolePolicies(template, (_id, { Properties }) => networkPolicy(String(Properties?.FunctionName)));

const networkPolicy = (functionName: string): object => ({
  PolicyName: 'vpc',
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: NETWORK_ACTIONS, Resource: '*' },
      {
        Effect: 'Deny',
        Action: NETWORK_ACTIONS,
        Resource: '*',
        Condition: {
          ArnEquals: {
            'lambda:SourceFunctionArn': {
              'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${functionName}`,
            },
          },
        },
      },
    ],
  },
});
