import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import { startStage } from '../../package/testing.ts';
import type { LocalStage } from '../../package/testing.ts';
import { builtFolders } from './built-folders.ts';

const built = builtFolders();

const role = (...ManagedPolicyArns: unknown[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    ManagedPolicyArns,
  },
});
const BASIC = {
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
  ],
};
const HELLO = `exports.handler = async (event) => {
  if (event.detail) console.log('dropped ' + event.detail.object.key);
  return 'hello ' + event.name;
};\n`;
const HASH = '8b31215cb3f4668d7d203495a06785228d7f47e7a8d49013b29fbb26e54cd8f9';
const ASSETS = { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' };

/** Whether the function was told of an object, by its log. */
const wasTold = async (stage: LocalStage, FunctionName: string | undefined): Promise<boolean> => {
  const logs = new CloudWatchLogsClient(stage.clientSettings);
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${FunctionName ?? ''}` }),
  );
  logs.destroy();
  return events.some(({ message }) => message?.includes('dropped a.ndjson'));
};

const hello = async (stage: LocalStage, logicalId: string): Promise<unknown> => {
  const lambda = new LambdaClient(stage.clientSettings);
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: stage.resources[logicalId], Payload: '{"name":"you"}' }),
  );
  lambda.destroy();
  return JSON.parse(Buffer.from(Payload ?? []).toString());
};

/** As `cdk synth` of aws-cdk-lib 2.276 writes a bucket with `eventBridgeEnabled` and `autoDeleteObjects`. */
const NOTIFICATIONS = 'BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691';
const notificationsOf = (NotificationConfiguration: object) => ({
  [NOTIFICATIONS]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: 'import boto3\ndef handler(event, context):\n  pass\n' },
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['NotificationsRole', 'Arn'] },
      Runtime: 'python3.13',
      Timeout: 300,
    },
    DependsOn: ['NotificationsRole'],
  },
  NotificationsRole: role(BASIC),
  InNotificationsEE76FAE8: {
    Type: 'Custom::S3BucketNotifications',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': [NOTIFICATIONS, 'Arn'] },
      BucketName: { Ref: 'In' },
      NotificationConfiguration,
      Managed: true,
      SkipDestinationValidation: false,
    },
    DependsOn: ['NotificationsRole'],
  },
});
const CLEANER = 'CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F';
const cdkTemplate = (NotificationConfiguration: object) => ({
  Resources: {
    In: {
      Type: 'AWS::S3::Bucket',
      Properties: { Tags: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }] },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
      Metadata: { 'aws:cdk:path': 'Lab/In/Resource' },
    },
    ...notificationsOf(NotificationConfiguration),
    InAutoDeleteObjectsCustomResourceFFA24611: {
      Type: 'Custom::S3AutoDeleteObjects',
      Properties: { ServiceToken: { 'Fn::GetAtt': [CLEANER, 'Arn'] }, BucketName: { Ref: 'In' } },
      DependsOn: ['In'],
    },
    [CLEANER]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: ASSETS, S3Key: `${'0'.repeat(64)}.zip` },
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['HelloRole', 'Arn'] },
        Runtime: 'nodejs24.x',
      },
      DependsOn: ['HelloRole'],
    },
    Table2: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        Replicas: [{ Region: { Ref: 'AWS::Region' } }],
      },
    },
    HelloRole: role(BASIC),
    Hello: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        // Without the asset's metadata, as `--no-asset-metadata` or a program's own `app.synth()` leaves it.
        Code: { S3Bucket: ASSETS, S3Key: `${HASH}.zip` },
        Environment: { Variables: { TABLE: { Ref: 'Table2' } } },
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['HelloRole', 'Arn'] },
        Runtime: 'nodejs22.x',
      },
      DependsOn: ['HelloRole'],
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.s3'], detail: { bucket: { name: [{ Ref: 'In' }] } } },
        State: 'ENABLED',
        Targets: [{ Arn: { 'Fn::GetAtt': ['Hello', 'Arn'] }, Id: 'Target0' }],
      },
    },
    Allow: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Hello', 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
      },
    },
    CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:deflate64:H4sI' } },
  },
  Parameters: {
    BootstrapVersion: {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: '/cdk-bootstrap/hnb659fds/version',
    },
  },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [{ Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1'], { Ref: 'BootstrapVersion' }] }] } }],
    },
  },
});
const cdkOut = (NotificationConfiguration: object): string =>
  built({
    'Lab.template.json': cdkTemplate(NotificationConfiguration),
    'Lab.assets.json': {},
    'manifest.json': {},
    [`asset.${HASH}/index.js`]: HELLO,
  });

describe('what cdk synth leaves', () => {
  test('runs with a bucket whose events go to EventBridge, a TableV2, and assets that only their hashes name', async () => {
    await using stage = await startStage({ packageFolder: cdkOut({ EventBridgeConfiguration: {} }) });
    expect(await hello(stage, 'Hello')).toBe('hello you');
    const s3 = new S3Client(stage.clientSettings);
    await s3.send(new PutObjectCommand({ Bucket: stage.resources.In, Key: 'a.ndjson', Body: 'x' }));
    s3.destroy();
    await stage.idle();
    expect(await wasTold(stage, stage.resources.Hello)).toBe(true);
    expect(await stage.events('Object Created')).toHaveLength(1);
    expect(await stage.troubles()).toEqual([]);
    expect(stage.resources).toHaveProperty('Table2');
    // What only a deployment calls is not there.
    for (const servant of [NOTIFICATIONS, CLEANER]) expect(stage.resources).not.toHaveProperty(servant);
  });

  test('is refused by name where a notification goes elsewhere than to EventBridge', async () => {
    const packageFolder = cdkOut({
      EventBridgeConfiguration: {},
      LambdaFunctionConfigurations: [
        { Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: { 'Fn::GetAtt': ['Hello', 'Arn'] } },
      ],
    });
    await expect(startStage({ packageFolder })).rejects.toThrow(
      'InNotificationsEE76FAE8 (Custom::S3BucketNotifications)',
    );
    await expect(startStage({ packageFolder, leaveOut: ['InNotificationsEE76FAE8'] })).rejects.toThrow(
      `${NOTIFICATIONS} has the Runtime python3.13, and functions run in Node here`,
    );
    const leaveOut = ['InNotificationsEE76FAE8', NOTIFICATIONS];
    await using stage = await startStage({ packageFolder, leaveOut });
    expect(await hello(stage, 'Hello')).toBe('hello you');
  });
});

/** As the Serverless Framework and osls name things: versions 3 and 4 differ in the artifact's place, one for all or one for each. */
const serverlessTemplate = (keyOf: (name: string) => string) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'The AWS CloudFormation template for this Serverless application',
  Resources: {
    ServerlessDeploymentBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [] } },
    },
    ServerlessDeploymentBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'ServerlessDeploymentBucket' }, PolicyDocument: { Statement: [] } },
    },
    HelloLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/lab-dev-hello' } },
    IamRoleLambdaExecution: role(),
    HelloLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: keyOf('hello') },
        Handler: 'index.handler',
        Runtime: 'nodejs20.x',
        FunctionName: 'lab-dev-hello',
        MemorySize: 1024,
        Timeout: 6,
        Role: { 'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'] },
      },
      DependsOn: ['HelloLogGroup'],
    },
    HelloLambdaVersionAbc: {
      Type: 'AWS::Lambda::Version',
      DeletionPolicy: 'Retain',
      Properties: { FunctionName: { Ref: 'HelloLambdaFunction' }, CodeSha256: 'abc=' },
    },
  },
  Outputs: {
    ServerlessDeploymentBucketName: {
      Value: { Ref: 'ServerlessDeploymentBucket' },
      Export: { Name: 'sls-lab-dev-ServerlessDeploymentBucketName' },
    },
    HelloLambdaFunctionQualifiedArn: { Value: { Ref: 'HelloLambdaVersionAbc' } },
  },
});

test.each([
  ['one zip for all functions', 'lab'],
  ['a zip for each function', 'hello'],
])('what sls package leaves runs, with %s', async (_, artifact) => {
  const { zipSync } = await import('fflate');
  const packageFolder = built({
    'cloudformation-template-create-stack.json': { Resources: {} },
    'cloudformation-template-update-stack.json': serverlessTemplate(
      () => `serverless/lab/dev/1732900000000-2026-11-29T17:06:40.000Z/${artifact}.zip`,
    ),
    'serverless-state.json': {},
  });
  writeFileSync(join(packageFolder, `${artifact}.zip`), zipSync({ 'index.js': Buffer.from(HELLO) }));
  await using stage = await startStage({ packageFolder });
  expect(await hello(stage, 'HelloLambdaFunction')).toBe('hello you');
  expect(stage.outputs.HelloLambdaFunctionQualifiedArn).toMatch(/:lab-dev-hello:1$/);
});

test('what CloudFormation makes of a template of SAM runs, with the folders of sam build beside it', async () => {
  const packageFolder = built({
    'template.json': {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: {
        Inbox: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
          },
        },
        HelloFunction: {
          Type: 'AWS::Lambda::Function',
          Metadata: { SamResourceId: 'HelloFunction' },
          Properties: {
            Code: 'HelloFunction',
            Handler: 'index.handler',
            Role: { 'Fn::GetAtt': ['HelloFunctionRole', 'Arn'] },
            Runtime: 'nodejs22.x',
            Architectures: ['arm64'],
            Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }],
          },
        },
        HelloFunctionRole: role({
          'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
        }),
        HelloFunctionDropped: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['aws.s3'] },
            Targets: [
              { Arn: { 'Fn::GetAtt': ['HelloFunction', 'Arn'] }, Id: 'HelloFunctionDroppedLambdaTarget' },
            ],
          },
        },
        HelloFunctionDroppedPermission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { Ref: 'HelloFunction' },
            Principal: 'events.amazonaws.com',
            SourceArn: { 'Fn::GetAtt': ['HelloFunctionDropped', 'Arn'] },
          },
        },
      },
    },
    'HelloFunction/index.js': HELLO,
  });
  await using stage = await startStage({ packageFolder });
  expect(await hello(stage, 'HelloFunction')).toBe('hello you');
  const s3 = new S3Client(stage.clientSettings);
  await s3.send(new PutObjectCommand({ Bucket: stage.resources.Inbox, Key: 'a.ndjson', Body: 'x' }));
  s3.destroy();
  await stage.idle();
  expect(await wasTold(stage, stage.resources.HelloFunction)).toBe(true);
  expect(await stage.troubles()).toEqual([]);
});
