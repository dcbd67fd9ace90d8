import { readdirSync } from 'node:fs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { startHealthLake, startStage } from '../../package/testing.ts';
import { builtFolders } from './built-folders.ts';

const built = builtFolders();

const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
  },
};
const HELLO = "exports.handler = async ({ name }) => 'hello ' + name;\n";
const functionOf = (Code: unknown, Metadata?: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code,
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
  ...(Metadata && { Metadata }),
});

async function hello(packageFolder: string): Promise<unknown> {
  await using stage = await startStage({ packageFolder });
  const lambda = new LambdaClient(stage.clientSettings);
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: stage.resources.Hello, Payload: '{"name":"you"}' }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

test.each<[string, Record<string, string | object>]>([
  [
    'cdk synth',
    {
      'Lab.template.json': {
        Parameters: {
          BootstrapVersion: {
            Type: 'AWS::SSM::Parameter::Value<String>',
            Default: '/cdk-bootstrap/hnb659fds/version',
          },
        },
        Resources: {
          Role: role,
          Hello: functionOf(
            { S3Bucket: { 'Fn::Sub': 'cdk-assets-${AWS::AccountId}' }, S3Key: 'abc.zip' },
            { 'aws:asset:path': 'asset.abc', 'aws:asset:property': 'Code' },
          ),
          CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } },
        },
      },
      'asset.abc/index.js': "exports.handler = require('./lib/hello.js').handler;\n",
      'asset.abc/lib/hello.js': HELLO,
    },
  ],
  [
    'sam build, transformed',
    { 'template.json': { Resources: { Role: role, Hello: functionOf('Hello') } }, 'Hello/index.js': HELLO },
  ],
  [
    'code within a template',
    { 'template.json': { Resources: { Role: role, Hello: functionOf({ ZipFile: HELLO }) } } },
  ],
])('runs what %s leaves', async (_, files) => {
  expect(await hello(built(files))).toBe('hello you');
});

test('a bucket’s events reach a queue of somebody’s template, by its parameters', async () => {
  const packageFolder = built({
    'template.json': {
      Parameters: { Name: { Type: 'String' } },
      Resources: {
        Inbox: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: { Ref: 'Name' },
            NotificationConfiguration: { EventBridgeConfiguration: {} },
          },
        },
        Queue: { Type: 'AWS::SQS::Queue' },
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'Queue' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { Service: 'events.amazonaws.com' },
                  Action: 'sqs:SendMessage',
                  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
                },
              ],
            },
          },
        },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['aws.s3'] },
            Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
          },
        },
      },
      Outputs: { Inbox: { Value: { Ref: 'Inbox' } } },
    },
  });
  await using stage = await startStage({ packageFolder, parameters: { Name: 'lab-inbox' } });
  expect(stage.outputs).toEqual({ Inbox: 'lab-inbox' });
  const s3 = new S3Client(stage.clientSettings);
  const sqs = new SQSClient(stage.clientSettings);
  await s3.send(new PutObjectCommand({ Bucket: 'lab-inbox', Key: 'a', Body: 'a' }));
  await stage.idle();
  const receive = new ReceiveMessageCommand({ QueueUrl: stage.resources.Queue, WaitTimeSeconds: 5 });
  const { Messages = [] } = await sqs.send(receive);
  expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({ 'detail-type': 'Object Created' });
  expect(await stage.events('Object Created')).toHaveLength(1);
  await expect(startStage({ packageFolder, parameters: { Nmae: 'x' } })).rejects.toThrow('no parameter Nmae');
});

test('a Transform is refused by its name, in JSON and in the YAML that sam build leaves', async () => {
  const Transform = 'AWS::Serverless-2016-10-31';
  const yaml = built({
    'template.yaml': `AWSTemplateFormatVersion: '2010-09-09'\nTransform: ${Transform}\n`,
  });
  const json = built({ 'template.json': { Transform: [Transform], Resources: {} } });
  for (const packageFolder of [yaml, json])
    await expect(startStage({ packageFolder })).rejects.toMatchObject({
      code: 'InvalidTemplate',
      message: expect.stringContaining(`the Transform ${Transform},`),
    });
});

test('what the local cloud does not know is named, and left out only where somebody says so', async () => {
  const packageFolder = built({
    'template.json': {
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', DependsOn: ['Cache', 'Site'] },
        Cache: { Type: 'AWS::ElastiCache::CacheCluster' },
        Site: { Type: 'Custom::Site' },
      },
    },
  });
  await expect(startStage({ packageFolder })).rejects.toThrow(
    'Cache (AWS::ElastiCache::CacheCluster), Site (Custom::Site)',
  );
  await expect(startStage({ packageFolder, leaveOut: ['Cache'] })).rejects.toThrow(
    /know Site \(Custom::Site\)/,
  );
  await expect(startStage({ packageFolder, leaveOut: ['Cash'] })).rejects.toThrow('leaveOut names Cash');
  await using stage = await startStage({ packageFolder, leaveOut: ['Cache', 'Site'] });
  expect(Object.keys(stage.resources)).toEqual(['Queue']);
});

test('a folder without a template, and one with several, say what to do', async () => {
  await expect(startStage({ packageFolder: built({ 'a.txt': '' }) })).rejects.toThrow('has no template');
  const packageFolder = built({
    'A.template.json': { Resources: { A: { Type: 'AWS::SQS::Queue' } } },
    'B.template.json': { Resources: { B: { Type: 'AWS::SQS::Queue' } } },
  });
  await expect(startStage({ packageFolder })).rejects.toThrow('A.template.json, B.template.json');
  await using stage = await startStage({ packageFolder, template: 'B.template.json' });
  expect(Object.keys(stage.resources)).toEqual(['B']);
});

test('a HealthLake lets in apps, services and pages of origins that it is told of', async () => {
  const origin = 'http://localhost:3000';
  const smartApps = [{ clientId: 'app', redirectUris: [`${origin}/`] }];
  await using lake = await startHealthLake({ smartApps, allowedOrigins: [origin] });
  const configuration = (await (
    await fetch(`${lake.fhirUrl}.well-known/smart-configuration`, { headers: { origin } })
  ).json()) as Record<string, string>;
  expect(configuration.issuer).toBe(`${lake.url}/_inlet/issuer`);

  const form = { grant_type: 'client_credentials', client_id: 'some-service', scope: 'system/Patient.rs' };
  const { access_token: token } = (await (
    await fetch(configuration.token_endpoint ?? '', { method: 'POST', body: new URLSearchParams(form) })
  ).json()) as Record<string, string>;
  const ask = (path: string, headers: Record<string, string>) =>
    fetch(lake.fhirUrl + path, { headers: { authorization: `Bearer ${token ?? ''}`, ...headers } });
  const answer = await ask('Patient', { origin });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  expect((await ask('Observation', {})).status).toBe(403);
  expect((await ask('Patient', { origin: 'http://localhost:3001' })).status).toBe(403);

  const request = { response_type: 'code', client_id: 'app', redirect_uri: `${origin}/` };
  const page = await fetch(
    `${configuration.authorization_endpoint ?? ''}?${new URLSearchParams(request).toString()}`,
    { redirect: 'manual' },
  );
  expect([page.status, page.headers.get('location')]).toEqual([303, expect.stringContaining(origin)]);
  expect(await lake.troubles()).toEqual([]);
});

test('of a HealthLake that nobody closes no folder is left, as where a runner ends its process by force', async () => {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = built({ 'mine.txt': '' });
  try {
    await using lake = await startHealthLake();
    expect(readdirSync(process.env.TMPDIR)).toEqual(['mine.txt']);
    await lake.reset();
    await lake.advance(60);
    expect(await lake.troubles()).toEqual([]);
  } finally {
    if (TMPDIR === undefined) Reflect.deleteProperty(process.env, 'TMPDIR');
    else process.env.TMPDIR = TMPDIR;
  }
});

test('what cannot be registered is said', async () => {
  const starting = startHealthLake({ smartApps: [{ clientId: 'app', redirectUris: ['nowhere'] }] });
  await expect(starting).rejects.toMatchObject({ code: 'InvalidSmartApp' });
  await expect(startHealthLake({ allowedOrigins: ['*'] })).rejects.toThrow(/origin/i);
});

test('clouds beside each other know nothing of each other, and a reset leaves nothing', async () => {
  const lakes = await Promise.all(Array.from({ length: 5 }, () => startHealthLake()));
  try {
    expect(new Set(lakes.map(({ url }) => url)).size).toBe(5);
    const [first, second] = lakes;
    if (!first || !second) throw new Error('none was started');
    const put = new PutObjectCommand({ Bucket: first.inputBucket, Key: 'a', Body: 'a' });
    await new S3Client(first.clientSettings).send(put);
    const keys = async ({ clientSettings, inputBucket }: typeof first): Promise<number> => {
      const list = new ListObjectsV2Command({ Bucket: inputBucket });
      return (await new S3Client(clientSettings).send(list)).KeyCount ?? -1;
    };
    expect([await keys(first), await keys(second)]).toEqual([1, 0]);
    await first.faults.set({ healthLake: { throttling: true } });
    await first.reset();
    expect(await keys(first)).toBe(0);
    expect(await first.faults.show()).toHaveProperty('healthLake.throttling', false);
    await expect(first.faults.set({ healthlake: {} })).rejects.toThrow('There are those of');
    await first.advance(3600);
    const clock = (await (await fetch(`${first.url}/_inlet/clock`)).json()) as { offsetSeconds: number };
    expect(Math.round(clock.offsetSeconds)).toBeGreaterThanOrEqual(3600);
  } finally {
    await Promise.all(lakes.map((lake) => lake.close()));
  }
  await expect(lakes[0]?.reset()).rejects.toThrow('this cloud is closed');
});
