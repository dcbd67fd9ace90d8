import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RightRequest } from '../local/fuzz/request-forms.ts';
import { S3, form, json, plain, signed } from '../local/fuzz/request-forms.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud, temporaryFolder } from '../support/cloud.ts';
import type { InletProcess } from '../support/inlet-process.ts';
import { startInlet } from '../support/inlet-process.ts';
import { EVERYTHING, trustOf } from '../support/made-role.ts';

const ARN = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const [QUEUE, TOPIC, BUS] = [ARN('sqs', 'mine'), ARN('sns', 'mine'), ARN('events', 'event-bus/mine')];
const ROLE = 'arn:aws:iam::000000000000:role/mine';
const CODE = Buffer.from(
  zipSync({ 'index.js': strToU8("exports.handler = async () => 'mine-answers';") }),
).toString('base64');
const POLICY = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: QUEUE }],
});

const events = (action: string, body: object): RightRequest =>
  json('events', `AWSEvents.${action}`, body, { version: '1.1' });
const lambda = (method: string, path: string, body?: object): RightRequest =>
  plain(method, `/2015-03-31${path}`, signed('lambda'), body && JSON.stringify(body));
const logs = (action: string, body: object): RightRequest =>
  json('logs', `Logs_20140328.${action}`, body, { version: '1.1' });
const sqs = (action: string, body: object): RightRequest => json('sqs', `AmazonSQS.${action}`, body);
const sns = (members: Record<string, string>): RightRequest => form('sns', members);
const healthLake = (action: string, body: object): RightRequest =>
  json('healthlake', `HealthLake.${action}`, body);
const rule = { Rule: 'mine', EventBusName: 'mine' };
const stream = { logGroupName: '/mine', logStreamName: 's' };
const QueueUrl = 'http://127.0.0.1/000000000000/mine';
const SCHEDULE = {
  ScheduleExpression: 'rate(7 days)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: QUEUE, RoleArn: ROLE, Input: '{}' },
};

/** What callers make, in this order; then how it is asked for, and a part of the answer. */
const MADE: readonly [what: string, make: RightRequest[], ask: RightRequest, part: string][] = [
  [
    'a role with its policy',
    [
      form('iam', {
        ...{ Action: 'CreateRole', RoleName: 'mine', Description: 'role-of-mine' },
        AssumeRolePolicyDocument: trustOf('lambda.amazonaws.com', 'scheduler.amazonaws.com'),
      }),
      form('iam', {
        ...{ Action: 'PutRolePolicy', RoleName: 'mine', PolicyName: 'p', PolicyDocument: EVERYTHING },
      }),
    ],
    form('iam', { Action: 'ListRoles' }),
    'role-of-mine',
  ],
  ['an event bus', [events('CreateEventBus', { Name: 'mine' })], events('ListEventBuses', {}), BUS],
  [
    'a queue with its policy',
    [sqs('CreateQueue', { QueueName: 'mine', Attributes: { Policy: POLICY, VisibilityTimeout: '77' } })],
    sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
    '"77"',
  ],
  [
    'tags of a queue',
    [sqs('TagQueue', { QueueUrl, Tags: { team: 'mine' } })],
    sqs('ListQueueTags', { QueueUrl }),
    '"team"',
  ],
  [
    'a rule with its target',
    [
      events('PutRule', { Name: 'mine', EventBusName: 'mine', EventPattern: '{"source": ["mine"]}' }),
      events('PutTargets', { ...rule, Targets: [{ Id: 'queue', Arn: QUEUE, InputPath: '$.detail' }] }),
    ],
    events('ListTargetsByRule', rule),
    '$.detail',
  ],
  [
    'an event that the rule delivers',
    [
      events('PutEvents', {
        Entries: [{ EventBusName: 'mine', Source: 'mine', DetailType: 'd', Detail: '{"it": "was-told"}' }],
      }),
    ],
    sqs('ReceiveMessage', { QueueUrl }),
    'was-told',
  ],
  [
    'an archive',
    [
      events('CreateArchive', { ArchiveName: 'mine', EventSourceArn: BUS, RetentionDays: 9 }),
      events('PutEvents', {
        Entries: [{ EventBusName: 'mine', Source: 'other', DetailType: 'd', Detail: '{"it": "was-kept"}' }],
      }),
    ],
    events('ListArchives', {}),
    '"EventCount":1',
  ],
  [
    'a replay',
    [
      events('StartReplay', {
        ReplayName: 'mine',
        EventSourceArn: ARN('events', 'archive/mine'),
        EventStartTime: 0,
        EventEndTime: 9_999_999_999,
        Destination: { Arn: BUS },
      }),
    ],
    events('DescribeReplay', { ReplayName: 'mine' }),
    '"ReplayName":"mine"',
  ],
  [
    'a function',
    [
      lambda('POST', '/functions', {
        ...{ FunctionName: 'mine', Runtime: 'nodejs24.x', Role: ROLE, Handler: 'index.handler' },
        Code: { ZipFile: CODE },
      }),
    ],
    lambda('POST', '/functions/mine/invocations', {}),
    'mine-answers',
  ],
  [
    'a permission of a function',
    [
      lambda('POST', '/functions/mine/policy', {
        ...{ StatementId: 'mine', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
      }),
    ],
    lambda('GET', '/functions/mine/policy'),
    'events.amazonaws.com',
  ],
  [
    'an event source mapping',
    [
      lambda('POST', '/event-source-mappings', {
        ...{ FunctionName: 'mine', EventSourceArn: QUEUE, BatchSize: 3, Enabled: false },
      }),
    ],
    lambda('GET', '/event-source-mappings?FunctionName=mine'),
    QUEUE,
  ],
  [
    'a schedule',
    [plain('POST', '/schedules/mine', signed('scheduler'), JSON.stringify(SCHEDULE))],
    plain('GET', '/schedules/mine', signed('scheduler')),
    'rate(7 days)',
  ],
  [
    'a log group with its lines',
    [
      logs('CreateLogGroup', { logGroupName: '/mine' }),
      logs('CreateLogStream', stream),
      logs('PutLogEvents', { ...stream, logEvents: [{ timestamp: Date.now(), message: 'a-line-of-mine' }] }),
    ],
    logs('GetLogEvents', { ...stream, startFromHead: true }),
    'a-line-of-mine',
  ],
  [
    'a topic with a filtered subscription',
    [
      sns({ Action: 'CreateTopic', Name: 'mine' }),
      sns({
        ...{ Action: 'Subscribe', TopicArn: TOPIC, Protocol: 'sqs', Endpoint: QUEUE },
        ...{ 'Attributes.entry.1.key': 'FilterPolicy', 'Attributes.entry.1.value': '{"kind": ["mine"]}' },
      }),
    ],
    sns({ Action: 'ListSubscriptionsByTopic', TopicArn: TOPIC }),
    QUEUE,
  ],
  [
    'a parameter',
    [json('ssm', 'AmazonSSM.PutParameter', { Name: '/mine', Value: 'kept-value', Type: 'String' })],
    json('ssm', 'AmazonSSM.GetParameter', { Name: '/mine' }),
    'kept-value',
  ],
  [
    'a secret',
    [json('secretsmanager', 'secretsmanager.CreateSecret', { Name: 'mine', SecretString: 'kept-secret' })],
    json('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: 'mine' }),
    'kept-secret',
  ],
  [
    'a metric',
    [
      form('monitoring', {
        ...{ Action: 'PutMetricData', Namespace: 'Mine', 'MetricData.member.1.MetricName': 'of-mine' },
        'MetricData.member.1.Value': '1',
      }),
    ],
    form('monitoring', { Action: 'ListMetrics', Namespace: 'Mine' }),
    'of-mine',
  ],
  [
    'an alarm',
    [
      form('monitoring', {
        ...{
          Action: 'PutMetricAlarm',
          AlarmName: 'mine',
          AlarmDescription: 'alarm-of-mine',
          Namespace: 'Mine',
        },
        ...{ MetricName: 'of-mine', Statistic: 'Sum', Period: '60', EvaluationPeriods: '1', Threshold: '0' },
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    ],
    form('monitoring', { Action: 'DescribeAlarms', 'AlarmNames.member.1': 'mine' }),
    'alarm-of-mine',
  ],
  [
    'a bucket with its notifications',
    [
      plain('PUT', '/mine-bucket', S3),
      plain(
        'PUT',
        '/mine-bucket?notification',
        S3,
        '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>',
      ),
    ],
    plain('GET', '/mine-bucket?notification', S3),
    'EventBridgeConfiguration',
  ],
  [
    'an object',
    [plain('PUT', '/inlet-local-work/mine', S3, 'an-object')],
    plain('GET', '/inlet-local-work/mine', S3),
    'an-object',
  ],
  [
    'a data store',
    [healthLake('CreateFHIRDatastore', { DatastoreName: 'store-of-mine', DatastoreTypeVersion: 'R4' })],
    healthLake('ListFHIRDatastores', {}),
    'store-of-mine',
  ],
];

const answerOf = async (url: string, { method, target, headers, body }: RightRequest): Promise<string> => {
  const sent = body === '' ? {} : { body };
  const answer = await fetch(`${url}${target}`, { method, headers, ...sent });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${target} ${body}: ${answer.status} ${text}`);
  return text;
};

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let inlet: InletProcess | undefined;
let cloud: CloudUnderTest | undefined;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(async () => {
  inlet?.kill('SIGKILL');
  await cloud?.end();
  await temporary.remove();
});

test('whatever callers made and was acknowledged is there after kill -9', async () => {
  inlet = startInlet(['local', '--port', '0', '--state', temporary.folder, '--json']);
  const url = await inlet.ready();
  for (const [, make] of MADE) for (const request of make) await answerOf(url, request);
  inlet.kill('SIGKILL');
  await inlet.exit();

  cloud = await startCloud({ stateFolder: temporary.folder });
  const found: [string, boolean][] = [];
  for (const [what, , ask, part] of MADE) found.push([what, (await answerOf(cloud.url, ask)).includes(part)]);
  expect(found).toEqual(MADE.map(([what]) => [what, true]));
});
