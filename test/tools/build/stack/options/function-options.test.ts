import { describe, expect, test } from '@jest/globals';
import { checkParameters } from '../../../../../tools/build/parameters/stage-parameters.ts';
import { withFunctionOptions } from '../../../../../tools/build/stack/options/function-options.ts';
import { withRoleOptions } from '../../../../../tools/build/stack/options/role-options.ts';

const template = {
  Resources: {
    ReadLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'inlet-dev-read', Role: { 'Fn::Sub': '${ReadRole.Arn}' } },
    },
    ReadRole: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: { 'Fn::Sub': 'inlet-dev-read-${AWS::Region}' } },
    },
    ReadMapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['ReadLambdaFunction', 'Arn'] },
        ScalingConfig: { MaximumConcurrency: 5 },
      },
    },
    Version: { Type: 'AWS::Lambda::Version', Properties: { CodeSha256: 'abc', FunctionName: 'read' } },
  },
};
const functionsWith = (given: Record<string, unknown>) =>
  withFunctionOptions(template, 'dev', checkParameters(given)).Resources;
const rolesWith = (given: Record<string, unknown>) =>
  withRoleOptions(template, 'dev', checkParameters(given)).Resources.ReadRole?.Properties;

test('a template is left as it is where a stage asks for nothing', () => {
  expect(functionsWith({})).toEqual(template.Resources);
  expect(withRoleOptions(template, 'dev', checkParameters({}))).toEqual(template);
});

describe('functions', () => {
  test('run in the VPC that is named, and their roles may make what Lambda needs there, their code may not', () => {
    const { ReadLambdaFunction, ReadRole } = functionsWith({
      vpcSubnetIds: 'subnet-1,subnet-2',
      vpcSecurityGroupIds: 'sg-1',
    });
    expect(ReadLambdaFunction?.Properties?.VpcConfig).toEqual({
      SubnetIds: ['subnet-1', 'subnet-2'],
      SecurityGroupIds: ['sg-1'],
    });
    const [policy] = ReadRole?.Properties?.Policies as { PolicyDocument: { Statement: object[] } }[];
    expect(policy?.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: expect.arrayContaining(['ec2:CreateNetworkInterface']),
      }),
      expect.objectContaining({
        Effect: 'Deny',
        Condition: {
          ArnEquals: {
            'lambda:SourceFunctionArn': {
              'Fn::Sub':
                'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:inlet-dev-read',
            },
          },
        },
      }),
    ]);
  });

  test('have execution environments of their own where some are set aside, no fewer than their queue takes', () => {
    expect(functionsWith({ reservedConcurrency: 'read=5' }).ReadLambdaFunction?.Properties).toMatchObject({
      ReservedConcurrentExecutions: 5,
    });
    expect(() => functionsWith({ reservedConcurrency: 'read=4' })).toThrow(
      'its queue calls it 5 times at once',
    );
    expect(() => functionsWith({ reservedConcurrency: 'write=4' })).toThrow(
      'names write, but the stack has no such',
    );
  });

  test('take signed code only, and no version insists on the hash of the package that was not signed yet', () => {
    const codeSigningConfigArn =
      'arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0';
    const { ReadLambdaFunction, Version } = functionsWith({ codeSigningConfigArn });
    expect(ReadLambdaFunction?.Properties).toMatchObject({ CodeSigningConfigArn: codeSigningConfigArn });
    expect(Version?.Properties).toEqual({ FunctionName: 'read' });
  });
});

describe('roles', () => {
  test('have the boundary, the path and the names that a stage asks for', () => {
    const permissionsBoundaryArn = 'arn:aws:iam::123456789012:policy/boundary';
    expect(rolesWith({ permissionsBoundaryArn, rolePath: '/org/', roleNamePrefix: 'org-' })).toEqual({
      RoleName: { 'Fn::Sub': 'org-read-${AWS::Region}' },
      Path: '/org/',
      PermissionsBoundary: permissionsBoundaryArn,
    });
  });
});
