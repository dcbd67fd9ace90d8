import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../local/cloudformation/json.ts';
import { readStack, stackOf } from '../../../local/cloudformation/read-stack.ts';
import type { Stack } from '../../../local/cloudformation/stack.ts';
import type { TemplateResource } from '../../../local/cloudformation/template.ts';
import { parseTemplate, TEMPLATE_FILE } from '../../../local/cloudformation/template.ts';

const OPTIONS = {
  packageFolder: '/package',
  endpoint: 'http://127.0.0.1:4566',
  dataStoreId: (logicalId: string) => logicalId.toLowerCase().padEnd(32, '0'),
};

const stackWith = (resources: Record<string, Json>): Stack =>
  stackOf(parseTemplate(JSON.stringify({ Resources: resources })), OPTIONS);

const role = (...statements: Json[]): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [{ PolicyName: 'inline', PolicyDocument: { Statement: statements } }],
  },
});

describe('a packaged stack', () => {
  test('is read from the folder that the framework packaged into', () => {
    const packageFolder = mkdtempSync(join(tmpdir(), 'inlet-'));
    writeFileSync(
      join(packageFolder, TEMPLATE_FILE),
      JSON.stringify({
        Parameters: { Prefix: { Type: 'String', Default: 'inlet' } },
        Resources: {
          Inbox: {
            Type: 'AWS::S3::Bucket',
            Properties: {
              BucketName: { 'Fn::Sub': '${Prefix}-inbox' },
              VersioningConfiguration: { Status: 'Enabled' },
              NotificationConfiguration: { EventBridgeConfiguration: {} },
            },
          },
        },
        Outputs: { Inbox: { Value: { Ref: 'Inbox' } } },
      }),
    );
    const stack = readStack({ ...OPTIONS, packageFolder, parameters: { Prefix: 'other' } });
    expect(stack.buckets).toEqual([
      {
        logicalId: 'Inbox',
        name: 'other-inbox',
        arn: 'arn:aws:s3:::other-inbox',
        versioned: true,
        eventBridge: true,
        encryption: 'AES256',
      },
    ]);
    expect(stack.outputs).toEqual({ Inbox: 'other-inbox' });
  });

  test('says to package first where there is no template', () => {
    expect(() => readStack({ ...OPTIONS, packageFolder: join(tmpdir(), 'nothing-here') })).toThrow(
      /package the service first/,
    );
  });

  test('joins every queue policy to the queues it names', () => {
    const { queues } = stackWith({
      Arrivals: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'arrivals',
          VisibilityTimeout: '180',
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
        },
      },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Arrivals' }],
          PolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: { 'Fn::GetAtt': ['Arrivals', 'Arn'] },
            },
          },
        },
      },
    });
    expect(queues.map(({ name, policy }) => [name, policy.length])).toEqual([
      ['dead', 0],
      ['arrivals', 1],
    ]);
    expect(queues[1]).toMatchObject({
      url: 'http://127.0.0.1:4566/000000000000/arrivals',
      visibilityTimeoutSeconds: 180,
      redrive: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead', maxReceiveCount: 3 },
    });
  });

  test('gives a function its code, its role, its alias and its versions', () => {
    const stack = stackWith({
      Poll: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'inlet-local-poll-jobs',
          Handler: 'dist/poll-jobs.handler',
          Runtime: 'nodejs24.x',
          Role: { 'Fn::GetAtt': ['PollRole', 'Arn'] },
          Timeout: 20,
          Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'serverless/a/b/poll-jobs.zip' },
          Environment: { Variables: { RETRIES: 3, STORE: { Ref: 'Store' } } },
        },
      },
      PollRole: role({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
      Store: {
        Type: 'AWS::HealthLake::FHIRDatastore',
        Properties: { DatastoreName: 'inlet-local', DatastoreTypeVersion: 'R4' },
      },
      Published: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Poll' } } },
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'live',
          FunctionName: { Ref: 'Poll' },
          FunctionVersion: { 'Fn::GetAtt': ['Published', 'Version'] },
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: { Ref: 'Live' },
          Action: 'lambda:InvokeFunction',
          Principal: 'healthlake.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': ['Store', 'DatastoreArn'] },
        },
      },
      ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket' },
    });
    expect(stack.functions[0]).toEqual({
      logicalId: 'Poll',
      name: 'inlet-local-poll-jobs',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:inlet-local-poll-jobs',
      handler: 'dist/poll-jobs.handler',
      runtime: 'nodejs24.x',
      timeoutSeconds: 20,
      memoryMb: 128,
      environment: { RETRIES: '3', STORE: 'store'.padEnd(32, '0') },
      roleArn: stack.roles[0]?.arn,
      artifact: '/package/poll-jobs.zip',
      aliases: { live: '1' },
      versions: ['1'],
    });
    expect(stack.permissions[0]).toMatchObject({
      functionName: 'inlet-local-poll-jobs',
      qualifier: 'live',
      sourceArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${'store'.padEnd(32, '0')}`,
    });
    expect(stack.buckets).toEqual([]);
    expect(stack.withoutEffect).toContainEqual({
      logicalId: 'ServerlessDeploymentBucket',
      type: 'AWS::S3::Bucket',
      why: 'nothing is uploaded locally',
    });
  });

  test('names rules as EventBridge does, on the default bus and on another', () => {
    const { rules } = stackWith({
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'inlet-local' } },
      OnBus: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'on-bus',
          EventBusName: { 'Fn::GetAtt': ['Bus', 'Arn'] },
          EventPattern: { source: ['inlet'] },
          Targets: [{ Id: 'one', Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f' }],
        },
      },
      Tick: {
        Type: 'AWS::Events::Rule',
        Properties: { Name: 'tick', ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' },
      },
    });
    expect(rules.map(({ name, arn, busName, enabled }) => ({ name, arn, busName, enabled }))).toEqual([
      {
        name: 'on-bus',
        arn: 'arn:aws:events:us-east-1:000000000000:rule/inlet-local/on-bus',
        busName: 'inlet-local',
        enabled: true,
      },
      {
        name: 'tick',
        arn: 'arn:aws:events:us-east-1:000000000000:rule/tick',
        busName: 'default',
        enabled: false,
      },
    ]);
  });

  test('gives a role the policies attached to it from elsewhere in the template', () => {
    const { roles } = stackWith({
      PollRole: role({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
      Attached: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'attached',
          Roles: [{ Ref: 'PollRole' }],
          PolicyDocument: {
            Statement: { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::secret/*' },
          },
        },
      },
    });
    expect(roles[0]?.statements.map(({ effect, actions }) => [effect, actions])).toEqual([
      ['Allow', ['s3:GetObject']],
      ['Deny', ['s3:*']],
    ]);
  });

  test.each<[string, Record<string, TemplateResource>, RegExp]>([
    [
      'a type nobody knows',
      { Web: { Type: 'AWS::EC2::Instance' } },
      /^Web: AWS::EC2::Instance is not supported/,
    ],
    [
      'an attribute the type does not have',
      {
        Inbox: { Type: 'AWS::S3::Bucket' },
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: { AlarmName: { 'Fn::GetAtt': ['Inbox', 'Colour'] } },
        },
      },
      /^Alarm: AWS::S3::Bucket Inbox has no attribute Colour locally; supported: Arn,/,
    ],
    [
      'a circle of references',
      {
        A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${B.QueueName}-a' } } },
        B: { Type: 'AWS::SQS::Queue', DependsOn: 'A' },
      },
      /^A: depends on itself: A -> B -> A/,
    ],
    [
      'a reference to nothing',
      { A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Nothing' } } } },
      /^A: the template has no parameter or resource Nothing/,
    ],
    [
      'a policy that cannot be evaluated',
      {
        R: role({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::x/${aws:username}' }),
      } as never,
      /^R: the policy variable/,
    ],
  ])('refuses %s and names where', (_, resources, message) => {
    expect(() => stackWith(resources as never)).toThrow(message);
  });
});
