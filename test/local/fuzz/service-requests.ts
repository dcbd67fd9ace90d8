import { EVERYTHING, trustOf } from '../../support/made-role.ts';
import type { RightRequest } from './request-forms.ts';
import { QUEUE, S3, form, json, plain, signed } from './request-forms.ts';

const ARN = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const ROLE = 'arn:aws:iam::000000000000:role/fuzz';

/** What callers make beside the template, and take away again; nothing of it runs code. */
export function madeByCallers(): RightRequest[] {
  const events = (action: string, body: object) =>
    json('events', `AWSEvents.${action}`, body, { version: '1.1' });
  const lambda = (method: string, path: string, body: object | string = '') =>
    plain(method, path, signed('lambda'), typeof body === 'string' ? body : JSON.stringify(body));
  const Rule = { Rule: 'fuzz', EventBusName: 'inlet-local' };
  const Arn = ARN('sqs', 'fuzz');
  const Schedule = {
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn, RoleArn: ROLE, Input: '{}' },
    State: 'DISABLED',
  };
  return [
    form('iam', {
      ...{ Action: 'CreateRole', RoleName: 'fuzz' },
      AssumeRolePolicyDocument: trustOf('lambda.amazonaws.com', 'scheduler.amazonaws.com'),
    }),
    form('iam', {
      ...{ Action: 'PutRolePolicy', RoleName: 'fuzz', PolicyName: 'p', PolicyDocument: EVERYTHING },
    }),
    form('iam', { Action: 'DeleteRolePolicy', RoleName: 'fuzz', PolicyName: 'none' }),
    events('CreateArchive', {
      ArchiveName: 'fuzz',
      EventSourceArn: ARN('events', 'event-bus/inlet-local'),
      EventPattern: '{"source": ["fuzz"]}',
      RetentionDays: 1,
    }),
    events('StartReplay', {
      ReplayName: 'fuzz',
      EventSourceArn: ARN('events', 'archive/fuzz'),
      EventStartTime: 1,
      EventEndTime: 2,
      Destination: { Arn: ARN('events', 'event-bus/inlet-local') },
    }),
    events('ListReplays', { NamePrefix: 'f', Limit: 1 }),
    events('PutRule', { Name: 'fuzz', EventBusName: 'inlet-local', EventPattern: '{"source": ["fuzz"]}' }),
    events('PutTargets', { ...Rule, Targets: [{ Id: 'a', Arn, InputPath: '$.detail' }] }),
    events('RemoveTargets', { ...Rule, Ids: ['a'] }),
    events('DeleteRule', { Name: 'fuzz', EventBusName: 'inlet-local' }),
    json('sqs', 'AmazonSQS.CreateQueue', {
      QueueName: 'fuzz',
      Attributes: { VisibilityTimeout: '9', Policy: '{"Statement": []}' },
    }),
    json('sqs', 'AmazonSQS.SetQueueAttributes', { QueueUrl: QUEUE, Attributes: { DelaySeconds: '1' } }),
    json('sqs', 'AmazonSQS.ListMessageMoveTasks', {
      SourceArn: ARN('sqs', 'inlet-local-arrivals-dead-letters'),
    }),
    lambda('POST', '/2015-03-31/functions', {
      FunctionName: 'fuzz',
      Runtime: 'nodejs24.x',
      Role: ROLE,
      Handler: 'index.handler',
      Code: { ZipFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' },
      Environment: { Variables: { NAME: 'value' } },
    }),
    lambda('PUT', '/2015-03-31/functions/fuzz/configuration', { Timeout: 3, Description: 'd' }),
    lambda('PUT', '/2015-03-31/functions/fuzz/code', { ZipFile: 'UEsFBg==', DryRun: true }),
    lambda('DELETE', '/2015-03-31/functions/fuzz'),
    lambda('POST', '/2015-03-31/functions/fuzz/policy', {
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    }),
    lambda('POST', '/2015-03-31/event-source-mappings', {
      FunctionName: 'fuzz',
      EventSourceArn: Arn,
      BatchSize: 2,
      Enabled: false,
    }),
    lambda('GET', '/2015-03-31/event-source-mappings?FunctionName=fuzz&MaxItems=1&Marker=x'),
    plain('PUT', '/inlet-local-work?notification', S3, '<NotificationConfiguration/>'),
    plain('POST', '/schedules/fuzz', signed('scheduler'), JSON.stringify(Schedule)),
    plain('PUT', '/schedules/fuzz', signed('scheduler'), JSON.stringify(Schedule)),
    plain('GET', '/schedules?NamePrefix=f&State=ENABLED', signed('scheduler')),
    form('sns', {
      Action: 'CreateTopic',
      Name: 'fuzz',
      'Attributes.entry.1.key': 'DisplayName',
      'Attributes.entry.1.value': 'x',
    }),
    form('sns', { Action: 'Subscribe', TopicArn: ARN('sns', 'gone'), Protocol: 'sqs', Endpoint: Arn }),
    form('sns', {
      Action: 'Publish',
      TopicArn: ARN('sns', 'fuzz'),
      Message: '{"default": "m"}',
      MessageStructure: 'json',
      'MessageAttributes.entry.1.Name': 'a',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'b',
    }),
  ];
}

/** What tells of the account, and small things kept for programs. */
export function ofTheAccount(): RightRequest[] {
  const logs = (action: string, body: object) =>
    json('logs', `Logs_20140328.${action}`, body, { version: '1.1' });
  const stream = { logGroupName: '/fuzz', logStreamName: 's' };
  return [
    logs('CreateLogGroup', { logGroupName: '/fuzz' }),
    logs('CreateLogStream', stream),
    logs('PutLogEvents', { ...stream, logEvents: [{ timestamp: 1, message: 'm' }] }),
    logs('GetLogEvents', { ...stream, startFromHead: true, nextToken: 'f/1/1', limit: 1 }),
    logs('FilterLogEvents', {
      logGroupName: '/fuzz',
      filterPattern: '"a b" -c',
      startTime: 0,
      interleaved: true,
    }),
    logs('DescribeLogStreams', { logGroupName: '/fuzz', orderBy: 'LastEventTime', descending: true }),
    json('ssm', 'AmazonSSM.PutParameter', { Name: '/fuzz/a', Value: 'v', Type: 'String', Overwrite: true }),
    json('ssm', 'AmazonSSM.GetParameter', { Name: '/fuzz/a:1', WithDecryption: true }),
    json('ssm', 'AmazonSSM.GetParametersByPath', { Path: '/fuzz', Recursive: true }),
    json('secretsmanager', 'secretsmanager.CreateSecret', { Name: 'fuzz', SecretString: 'v' }),
    json('secretsmanager', 'secretsmanager.GetSecretValue', { SecretId: 'fuzz', VersionStage: 'AWSCURRENT' }),
    json('kms', 'TrentService.DescribeKey', { KeyId: 'alias/inlet-local' }),
    json('monitoring', 'GraniteServiceVersion20100801.PutMetricData', {
      Namespace: 'Fuzz',
      MetricData: [{ MetricName: 'm', Values: [1], Counts: [2], Dimensions: [{ Name: 'a', Value: 'b' }] }],
    }),
    json('monitoring', 'GraniteServiceVersion20100801.GetMetricData', {
      StartTime: 1,
      EndTime: 2,
      MetricDataQueries: [
        { Id: 'q', MetricStat: { Metric: { Namespace: 'Fuzz', MetricName: 'm' }, Period: 60, Stat: 'p99' } },
      ],
    }),
    form('monitoring', { Action: 'DescribeAlarms', 'AlarmNames.member.1': 'a' }),
    form('sts', { Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 'fuzz', DurationSeconds: '900' }),
    form('cloudformation', { Action: 'DescribeStackResources', StackName: 'inlet-local' }),
    form('iam', {
      Action: 'SimulatePrincipalPolicy',
      PolicySourceArn: ROLE,
      'ActionNames.member.1': 's3:GetObject',
      'ContextEntries.member.1.ContextKeyName': 'aws:x',
      'ContextEntries.member.1.ContextKeyValues.member.1': 'y',
    }),
    plain('GET', '/_inlet/health'),
    plain('GET', '/', { accept: 'text/html', 'sec-fetch-dest': 'document' }),
  ];
}
