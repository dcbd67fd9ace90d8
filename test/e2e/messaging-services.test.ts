import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud, temporaryFolder, until } from '../support/cloud.ts';
import type { CliSession } from '../support/programs.ts';
import { startCliSession, testWith } from '../support/programs.ts';
import { makeRole } from '../support/made-role.ts';

const MINUTE_MS = 60_000;
const ACCOUNT = '000000000000';
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:heard`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:news`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/of-schedules`;

let state: Awaited<ReturnType<typeof temporaryFolder>>;
let cloud: CloudUnderTest;
let cli: CliSession;
const start = async () => {
  cloud = await startCloud({ stateFolder: state.folder, minuteMs: MINUTE_MS });
  cli = startCliSession(cloud.url);
};
const stop = async () => {
  await cli.end();
  await cloud.end();
};
beforeAll(async () => {
  state = await temporaryFolder();
  await start();
  await makeRole(cli.aws, 'of-schedules', 'scheduler.amazonaws.com');
});
afterAll(async () => {
  await stop();
  await state.remove();
});

const aws = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await cli.aws(...args, '--output', 'json')) || '{}') as Record<string, unknown>;

const queueUrl = (name = 'heard') => `${cloud.url}/${ACCOUNT}/${name}`;

/** Takes the messages of the queue. */
async function heard(): Promise<string[]> {
  const { Messages = [] } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl(), MaxNumberOfMessages: 10 }),
  );
  for (const { ReceiptHandle } of Messages)
    await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl(), ReceiptHandle }));
  return Messages.map(({ Body = '' }) => Body);
}

const policyFor = (service: string, action: string, resource: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: action, Resource: resource }],
  });

const createQueue = (name: string, service: string) =>
  cli.aws(
    ...['--endpoint-url', cloud.url, 'sqs', 'create-queue', '--queue-name', name, '--attributes'],
    JSON.stringify({
      Policy: policyFor(service, 'sqs:SendMessage', `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`),
    }),
  );

describe('SNS, by the AWS CLI', () => {
  testWith('aws')(
    'a queue that subscribes to a topic hears what is published, also after a restart',
    async () => {
      await createQueue('heard', 'sns.amazonaws.com');
      const attributes = JSON.stringify({ Policy: policyFor('events.amazonaws.com', 'sns:Publish', TOPIC) });
      expect(await aws('sns', 'create-topic', '--name', 'news', '--attributes', attributes)).toEqual({
        TopicArn: TOPIC,
      });
      const named = ['--attribute-name', 'DisplayName', '--attribute-value', 'News'];
      await cli.aws('sns', 'set-topic-attributes', '--topic-arn', TOPIC, ...named);
      expect(await aws('sns', 'get-topic-attributes', '--topic-arn', TOPIC)).toMatchObject({
        Attributes: { DisplayName: 'News' },
      });
      await expect(cli.aws('sns', 'create-topic', '--name', 't', '--tags', 'Key=a,Value=b')).rejects.toThrow(
        'Tags of topics',
      );
      const subscribe = ['sns', 'subscribe', '--topic-arn', TOPIC, '--protocol', 'sqs'];
      const { SubscriptionArn } = await aws(...subscribe, '--notification-endpoint', QUEUE);
      expect(await aws('sns', 'list-subscriptions-by-topic', '--topic-arn', TOPIC)).toMatchObject({
        Subscriptions: [{ SubscriptionArn, Protocol: 'sqs', Endpoint: QUEUE, TopicArn: TOPIC }],
      });
      await stop();
      await start();
      const { Topics } = await aws('sns', 'list-topics');
      expect(Topics).toContainEqual({ TopicArn: TOPIC });
      expect(Topics).toContainEqual({ TopicArn: `arn:aws:sns:us-east-1:${ACCOUNT}:inlet-local-alarms` });

      const publish = ['sns', 'publish', '--topic-arn', TOPIC, '--subject', 'S', '--message', 'a < b & ü'];
      const kind = JSON.stringify({ kind: { DataType: 'String', StringValue: 'x' } });
      const { MessageId } = await aws(...publish, '--message-attributes', kind);
      const [notification] = await heard();
      expect(JSON.parse(notification ?? '')).toMatchObject({
        Type: 'Notification',
        MessageId,
        TopicArn: TOPIC,
        Subject: 'S',
        Message: 'a < b & ü',
        MessageAttributes: { kind: { Type: 'String', Value: 'x' } },
      });
    },
  );

  testWith('aws')('a topic is the target of a rule, which its policy must let publish', async () => {
    const bus = ['--event-bus-name', 'inlet-local'];
    await aws('events', 'put-rule', ...bus, '--name', 'news', '--event-pattern', '{"source": ["me"]}');
    const targets = ['events', 'put-targets', ...bus, '--rule', 'news', '--targets'];
    expect(await aws(...targets, `Id=topic,Arn=${TOPIC}`)).toMatchObject({ FailedEntryCount: 0 });
    const entry = { EventBusName: 'inlet-local', Source: 'me', DetailType: 'D', Detail: '{"n": 1}' };
    await aws('events', 'put-events', '--entries', JSON.stringify([entry]));
    const [notification = ''] = await heard();
    const { Message } = JSON.parse(notification) as { Message: string };
    expect(JSON.parse(Message)).toMatchObject({ source: 'me', 'detail-type': 'D', detail: { n: 1 } });

    const mine = ['--topic-arn', TOPIC, '--attribute-name', 'Policy', '--attribute-value'];
    await aws('sns', 'set-topic-attributes', ...mine, policyFor('s3.amazonaws.com', 'sns:Publish', TOPIC));
    await aws('events', 'put-events', '--entries', JSON.stringify([entry]));
    expect(await heard()).toEqual([]);
    expect(cloud.troubles.splice(0)).toEqual([expect.stringContaining('NO_PERMISSIONS')]);
    await aws('events', 'remove-targets', ...bus, '--rule', 'news', '--ids', 'topic');
  });

  testWith('aws')('a queue that does not let the topic send hears nothing, and that is told', async () => {
    await createQueue('deaf', 'events.amazonaws.com');
    const subscribe = [
      'sns',
      'subscribe',
      '--topic-arn',
      TOPIC,
      '--protocol',
      'sqs',
      '--notification-endpoint',
    ];
    const { SubscriptionArn } = await aws(...subscribe, QUEUE.replace('heard', 'deaf'));
    await aws('sns', 'publish', '--topic-arn', TOPIC, '--message', 'm');
    expect(await heard()).toHaveLength(1);
    const { Attributes } = await cloud.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl('deaf'), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0' });
    expect(cloud.troubles.splice(0)).toEqual([expect.stringContaining('AccessDenied')]);
    await cli.aws('sns', 'unsubscribe', '--subscription-arn', String(SubscriptionArn));
    expect((await aws('sns', 'list-subscriptions')).Subscriptions).toHaveLength(1);
    await expect(cli.aws(...subscribe.with(-2, 'email'), 'a@b.example')).rejects.toThrow('NotImplemented');
  });

  testWith('aws')(
    'a subscription gets what its filter policy lets pass, of attributes or of bodies',
    async () => {
      const [{ SubscriptionArn } = { SubscriptionArn: '' }] = (await aws('sns', 'list-subscriptions'))
        .Subscriptions as { SubscriptionArn: string }[];
      const set = (name: string, value: string) =>
        cli.aws(
          ...['sns', 'set-subscription-attributes', '--subscription-arn', SubscriptionArn],
          ...['--attribute-name', name, '--attribute-value', value],
        );
      const publish = (message: string, kind: string) =>
        cli.aws(
          ...['sns', 'publish', '--topic-arn', TOPIC, '--message', message, '--message-attributes'],
          JSON.stringify({ kind: { DataType: 'String', StringValue: kind } }),
        );
      await set('RawMessageDelivery', 'true');
      await set('FilterPolicy', '{"kind": ["import"]}');
      await publish('one', 'import');
      await publish('two', 'export');
      expect(await heard()).toEqual(['one']);
      await set('FilterPolicyScope', 'MessageBody');
      await set('FilterPolicy', '{"detail": {"status": ["FAILED"]}}');
      expect(
        await aws('sns', 'get-subscription-attributes', '--subscription-arn', SubscriptionArn),
      ).toMatchObject({
        Attributes: { FilterPolicyScope: 'MessageBody', FilterPolicy: '{"detail":{"status":["FAILED"]}}' },
      });
      await publish('{"detail": {"status": "FAILED"}}', 'export');
      await publish('no JSON', 'import');
      expect(await heard()).toEqual(['{"detail": {"status": "FAILED"}}']);
    },
  );

  testWith('aws')('a topic that is deleted takes its subscriptions along; the template’s stays', async () => {
    await cli.aws('sns', 'delete-topic', '--topic-arn', TOPIC);
    expect((await aws('sns', 'list-subscriptions')).Subscriptions).toEqual([]);
    await expect(cli.aws('sns', 'publish', '--topic-arn', TOPIC, '--message', 'm')).rejects.toThrow(
      'NotFound',
    );
    const alarms = `arn:aws:sns:us-east-1:${ACCOUNT}:inlet-local-alarms`;
    await expect(cli.aws('sns', 'delete-topic', '--topic-arn', alarms)).rejects.toThrow('template declares');
  });
});

describe('EventBridge Scheduler, by the AWS CLI', () => {
  const create = (name: string, expression: string, target: object, ...more: string[]) =>
    cli.aws(
      ...['scheduler', 'create-schedule', '--name', name, '--schedule-expression', expression, ...more],
      ...['--flexible-time-window', 'Mode=OFF', '--target', JSON.stringify({ RoleArn: ROLE, ...target })],
    );

  testWith('aws')('a schedule calls its target by the cloud’s clock, also after a restart', async () => {
    await createQueue('heard', 'sns.amazonaws.com');
    const input = '{"at": "<aws.scheduler.scheduled-time>"}';
    await create('often', 'rate(5 minutes)', { Arn: QUEUE, Input: input });
    await expect(create('often', 'rate(5 minutes)', { Arn: QUEUE })).rejects.toThrow('ConflictException');
    expect(await aws('scheduler', 'get-schedule', '--name', 'often')).toMatchObject({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Target: { Arn: QUEUE, Input: input },
    });
    await stop();
    await start();
    await cloud.advanceClock(11 * 60);
    const bodies = await heard();
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toMatch(/^\{"at": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\}$/);
    expect(await aws('scheduler', 'list-schedules')).toMatchObject({ Schedules: [{ Name: 'often' }] });
    await cli.aws('scheduler', 'delete-schedule', '--name', 'often');
    await cloud.advanceClock(11 * 60);
    expect(await heard()).toEqual([]);
    await expect(cli.aws('scheduler', 'get-schedule', '--name', 'often')).rejects.toThrow(
      'ResourceNotFoundException',
    );
  });

  testWith('aws')('one for a time runs once, and goes where that is asked for', async () => {
    const { now } = (await (await fetch(`${cloud.url}/_inlet/clock`)).json()) as { now: string };
    const time = new Date(Date.parse(now) + 3_600_000).toISOString().slice(0, 19);
    await create('once', `at(${time})`, { Arn: QUEUE }, '--action-after-completion', 'DELETE');
    await cloud.advanceClock(7200);
    const bodies = await heard();
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toMatchObject([
      { source: 'aws.scheduler', 'detail-type': 'Scheduled Event', time: `${time}Z` },
    ]);
    expect(await aws('scheduler', 'list-schedules')).toMatchObject({ Schedules: [] });
  });

  testWith('aws')(
    'functions and buses are targets, in the name of a role that the service may assume',
    async () => {
      const poll = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:inlet-local-poll-jobs`;
      const { Roles } = (await aws('iam', 'list-roles')) as { Roles: { Arn: string; RoleName: string }[] };
      const role = Roles.find(({ RoleName }) => RoleName.includes('poll-jobs'))?.Arn;
      await expect(create('theirs', 'rate(1 hour)', { Arn: poll, RoleArn: role })).rejects.toThrow(
        'must allow AWS EventBridge Scheduler to assume the role',
      );
      const nobody = `arn:aws:iam::${ACCOUNT}:role/nobody`;
      await expect(create('none', 'rate(1 hour)', { Arn: poll, RoleArn: nobody })).rejects.toThrow(
        /ValidationException.*must allow AWS EventBridge Scheduler to assume the role/,
      );
      const bus = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/inlet-local`;
      const event = { EventBridgeParameters: { DetailType: 'Tick', Source: 'me' }, Input: '{"n": 7}' };
      await create('event', 'rate(1 hour)', { Arn: bus, ...event });
      const invocations = async () =>
        (await cloud.state()).functions.find(({ name }) => name === 'inlet-local-poll-jobs')?.invocations ??
        0;
      await create('call', 'rate(1 hour)', { Arn: poll, Input: '{}' });
      const before = await invocations();
      await cloud.advanceClock(3601);
      await until(async () => (await invocations()) > before, 'the function is called');
      expect(cloud.events.filter((each) => each['detail-type'] === 'Tick')).toMatchObject([
        { detail: { n: 7 } },
      ]);
    },
  );

  testWith('aws')('what it lacks is 501', async () => {
    await expect(create('past', 'at(2020-01-01T00:00:00)', { Arn: QUEUE })).rejects.toThrow(
      'not in the future',
    );
    await expect(create('no-day', 'at(2060-02-31T00:00:00)', { Arn: QUEUE })).rejects.toThrow('not valid');
    const odd = ['--state', 'PAUSED'];
    await expect(create('odd', 'rate(1 hour)', { Arn: QUEUE }, ...odd)).rejects.toThrow(
      'ENABLED or DISABLED',
    );
    const zone = ['--schedule-expression-timezone', 'Europe/Berlin'];
    await expect(create('zone', 'rate(1 hour)', { Arn: QUEUE }, ...zone)).rejects.toThrow('UTC only');
    await expect(cli.aws('scheduler', 'create-schedule-group', '--name', 'g')).rejects.toThrow(
      'Amazon EventBridge Scheduler. What it has of it: CreateSchedule',
    );
  });
});
