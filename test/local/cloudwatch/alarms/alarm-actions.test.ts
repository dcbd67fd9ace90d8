import { DatabaseSync } from 'node:sqlite';
import type { DescribeAlarmsCommandInput, StateValue } from '@aws-sdk/client-cloudwatch';
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { StackResource } from '../../../../local/cloudformation/index.ts';
import { createAuthorizer } from '../../../../local/cloudformation/iam/authorizer.ts';
import type { CloudWatch } from '../../../../local/cloudwatch/cloudwatch.ts';
import { createCloudWatch } from '../../../../local/cloudwatch/cloudwatch.ts';
import type { MeasuredQueue } from '../../../../local/cloudwatch/service-metrics.ts';
import type { Clock } from '../../../../local/ground/index.ts';
import { ACCOUNT, AwsError, createClock } from '../../../../local/ground/index.ts';
import { clientSettings, serve } from '../../../support/server.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alarms';
const MINUTE = 60;

const resource = (name: string, properties: Record<string, unknown>, type = 'Alarm'): StackResource =>
  ({ logicalId: name, physicalId: name, type: `AWS::CloudWatch::${type}`, properties }) as StackResource;

/** An alarm as the template has most of them. */
const alarm = (name: string, properties: Record<string, unknown>): StackResource =>
  resource(name, {
    Namespace: 'Inlet/test',
    MetricName: 'JobsFailed',
    Dimensions: [{ Name: 'service', Value: 'poll-jobs' }],
    Statistic: 'Maximum',
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: '0',
    TreatMissingData: 'notBreaching',
    AlarmActions: [TOPIC],
    OKActions: [TOPIC],
    ...properties,
  });

const FAILED = alarm('failed', { AlarmDescription: 'a job has FAILED. docs/operations.md#jobs-failed' });
const NOT_CALLED = alarm('not-called', {
  Namespace: 'AWS/Lambda',
  MetricName: 'Invocations',
  Dimensions: [{ Name: 'FunctionName', Value: 'poll-jobs' }],
  Statistic: 'Sum',
  EvaluationPeriods: 3,
  ComparisonOperator: 'LessThanThreshold',
  Threshold: '1',
  TreatMissingData: 'breaching',
});
const ofQueue = (name: string, MetricName: string, Threshold: number) =>
  alarm(name, {
    Namespace: 'AWS/SQS',
    MetricName,
    Dimensions: [{ Name: 'QueueName', Value: 'q' }],
    Period: 60,
    Threshold,
  });

let database: DatabaseSync;
let clock: Clock;
let queue: MeasuredQueue;
let told: { topicArn: string; subject: string; text: string; alarmArn: string }[];
let refused: string[];
let refuse: boolean;
let cloudWatch: CloudWatch;

const create = (resources: StackResource[]): CloudWatch =>
  createCloudWatch({
    database,
    clock,
    authorize: createAuthorizer([]).authorize,
    resources,
    putEvent: () => undefined,
    queueOf: (name) => (name === 'q' ? queue : undefined),
    publish(topicArn, subject, text, alarmArn) {
      if (refuse) throw new AwsError('AuthorizationError', 'the topic does not let CloudWatch publish');
      told.push({ topicArn, subject, text, alarmArn });
    },
    onRefused: (name, action, reason) => refused.push(`${name} ${action} ${reason}`),
    onTrouble(error) {
      throw error;
    },
  });
const start = (...resources: StackResource[]): void => {
  cloudWatch = create(resources);
  cloudWatch.start();
};

/** A line as the metrics of Powertools write it. */
const measure = (JobsFailed: number): void => {
  cloudWatch.read(
    JSON.stringify({
      _aws: {
        Timestamp: clock.now(),
        CloudWatchMetrics: [
          {
            Namespace: 'Inlet/test',
            Dimensions: [['service']],
            Metrics: [{ Name: 'JobsFailed', Unit: 'Count' }],
          },
        ],
      },
      service: 'poll-jobs',
      JobsFailed,
    }),
  );
};
const call = (functionName = 'poll-jobs'): void => {
  cloudWatch.invoked({
    functionName,
    startedAt: clock.now(),
    durationMs: 5,
    failed: false,
    concurrent: 1,
    claimed: 1,
  });
};
const states = (): string =>
  cloudWatch
    .alarms()
    .alarms.map(({ state }) => state)
    .join(' ');

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  clock = createClock(0, () => NOON);
  queue = { visible: 0, inFlight: 0, delayed: 0, oldestSentAt: undefined };
  told = [];
  refused = [];
  refuse = false;
});
afterEach(() => {
  cloudWatch.close();
  clock.stop();
  database.close();
});

describe('an alarm on a metric of a function', () => {
  test('rises at the end of the minute, is told to its topic, and is over when the next periods are well', async () => {
    start(FAILED);
    expect(cloudWatch.alarms().alarms).toMatchObject([
      { name: 'failed', state: 'OK', description: 'a job has FAILED. docs/operations.md#jobs-failed' },
    ]);
    measure(2);
    expect(states()).toBe('OK');
    await clock.advance(MINUTE);
    expect(cloudWatch.alarms().alarms).toMatchObject([
      {
        state: 'ALARM',
        reason: 'Threshold Crossed: 1 datapoint [2.0] was greater than the threshold (0.0).',
        since: '2026-01-15T12:01:00.000Z',
      },
    ]);
    expect(told.at(-1)).toMatchObject({
      topicArn: TOPIC,
      subject: 'ALARM: "failed" in US East (N. Virginia)',
      alarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:failed',
    });
    expect(JSON.parse(told.at(-1)?.text ?? '')).toMatchObject({
      AlarmName: 'failed',
      OldStateValue: 'OK',
      NewStateValue: 'ALARM',
      StateChangeTime: '2026-01-15T12:01:00.000+0000',
      Trigger: {
        MetricName: 'JobsFailed',
        Statistic: 'MAXIMUM',
        Period: 300,
        Dimensions: [{ name: 'service', value: 'poll-jobs' }],
        TreatMissingData: 'notBreaching',
      },
    });
    for (let minute = 0; minute < 5; minute++) {
      measure(0);
      await clock.advance(MINUTE);
    }
    expect(states()).toBe('OK');
    expect(told.map(({ subject }) => subject.split(':')[0])).toEqual(['OK', 'ALARM', 'OK']);
  });

  test('is over by itself when nothing more is measured', async () => {
    start(FAILED);
    measure(1);
    await clock.advance(14 * MINUTE);
    expect(states()).toBe('ALARM');
    await clock.advance(2 * MINUTE);
    expect(states()).toBe('OK');
  });

  test('has nothing to do once nothing is written', async () => {
    start(FAILED, ofQueue('letters', 'ApproximateNumberOfMessagesVisible', 0));
    measure(1);
    cloudWatch.alarms();
    expect(clock.nextDue()).toBe(NOON + 60_000);
    await clock.advance(60 * MINUTE);
    expect(clock.nextDue()).toBeUndefined();
  });

  test('keeps its state over a restart', async () => {
    start(FAILED);
    measure(1);
    await clock.advance(MINUTE);
    cloudWatch.close();
    start(FAILED);
    expect(states()).toBe('ALARM');
    expect(told.filter(({ subject }) => subject.startsWith('ALARM'))).toHaveLength(1);
  });

  test('tells where its topic refuses, and rises all the same', async () => {
    start(FAILED, alarm('lambda', { AlarmActions: ['arn:aws:lambda:x'], OKActions: [] }));
    refuse = true;
    measure(1);
    await clock.advance(MINUTE);
    expect(states()).toBe('ALARM ALARM');
    expect(refused).toContain(`failed ${TOPIC} the topic does not let CloudWatch publish`);
    expect(refused).toContain('lambda arn:aws:lambda:x the local cloud carries out messages to topics only');
  });

  test('tells whom nobody is to be told', async () => {
    start(alarm('silent', { ActionsEnabled: false }));
    measure(1);
    await clock.advance(MINUTE);
    expect([states(), told]).toEqual(['ALARM', []]);
  });
});

describe('an alarm on what is missing', () => {
  test('rises when a function is called no more, and is over when it is', async () => {
    start(NOT_CALLED);
    call();
    await clock.advance(19 * MINUTE);
    expect(states()).toBe('OK');
    await clock.advance(10 * MINUTE);
    expect(states()).toBe('ALARM');
    call();
    await clock.advance(MINUTE);
    expect(states()).toBe('OK');
  });

  test('does not rise before there could be something, nor for runs that are held back', async () => {
    start(NOT_CALLED);
    await clock.advance(2 * MINUTE);
    expect(states()).toBe('INSUFFICIENT_DATA');
    call();
    await clock.advance(MINUTE);
    expect(states()).toBe('OK');
    const release = cloudWatch.holdAlarms();
    await clock.advance(24 * 3600);
    release();
    call();
    await clock.advance(MINUTE);
    expect(states()).toBe('OK');
    expect(told.map(({ subject }) => subject.split(':')[0])).toEqual(['OK']);
  });
});

describe('an alarm on a queue', () => {
  const letters = ofQueue('letters', 'ApproximateNumberOfMessagesVisible', 0);

  test('rises while something lies there, and is over a minute after it has gone', async () => {
    start(letters);
    queue.visible = 1;
    cloudWatch.happened();
    await clock.advance(MINUTE);
    expect(states()).toBe('ALARM');
    await clock.advance(24 * 3600);
    expect(states()).toBe('ALARM');
    queue.visible = 0;
    await clock.advance(MINUTE);
    expect(states()).toBe('OK');
  });

  test('knows the age of what waits there', async () => {
    start(ofQueue('waiting', 'ApproximateAgeOfOldestMessage', 3600));
    Object.assign(queue, { visible: 1, oldestSentAt: NOON });
    cloudWatch.happened();
    await clock.advance(3600);
    expect(states()).toBe('OK');
    await clock.advance(MINUTE);
    expect(states()).toBe('ALARM');
  });
});

test.each([
  [
    'an invocation that failed',
    'Errors',
    () => {
      cloudWatch.invoked({
        functionName: 'f',
        startedAt: clock.now(),
        durationMs: 5,
        failed: true,
        concurrent: 1,
        claimed: 1,
      });
    },
  ],
  [
    'one that was refused',
    'Throttles',
    () => {
      cloudWatch.throttled('f');
    },
  ],
  [
    'one that took long',
    'Duration',
    () => {
      cloudWatch.invoked({
        functionName: 'f',
        startedAt: clock.now(),
        durationMs: 950,
        failed: false,
        concurrent: 1,
        claimed: 1,
      });
    },
  ],
])('%s is under AWS’s name: %s', async (_what, MetricName, happen) => {
  start(
    alarm('of-function', {
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: 'f' }],
      Threshold: MetricName === 'Duration' ? 900 : 0,
    }),
  );
  call('f');
  await clock.advance(MINUTE);
  expect(states()).toBe('OK');
  happen();
  await clock.advance(MINUTE);
  expect(states()).toBe('ALARM');
});

test('what is not evaluated is named with the reason, and is never OK', () => {
  start(
    alarm('math', { Metrics: [{ Id: 'e', Expression: 'm1/m2' }] }),
    alarm('anomaly', { ComparisonOperator: 'GreaterThanUpperThreshold' }),
    alarm('trimmed', { Statistic: undefined, ExtendedStatistic: 'tm99' }),
    alarm('foreign', { Namespace: 'AWS/DynamoDB', MetricName: 'ReadThrottleEvents' }),
    alarm('by-resource', {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Resource', Value: 'f' }],
    }),
    resource('both', { AlarmRule: 'ALARM(a) AND ALARM(b)' }, 'CompositeAlarm'),
    FAILED,
  );
  const { alarms, notEvaluated } = cloudWatch.alarms();
  expect(alarms.map(({ name }) => name)).toEqual(['failed']);
  expect(Object.fromEntries(notEvaluated.map(({ name, why }) => [name, why]))).toEqual({
    math: 'metric math (Metrics) is not evaluated',
    anomaly: 'the comparison GreaterThanUpperThreshold is not evaluated',
    trimmed: 'the statistic tm99 is not evaluated',
    foreign: 'the local cloud does not measure ReadThrottleEvents of AWS/DynamoDB by service',
    'by-resource': 'the local cloud does not measure Errors of AWS/Lambda by Resource',
    both: 'alarms of other alarms are not evaluated',
  });
});

test('DescribeAlarms tells of alarms of other alarms where they are asked for, and refuses types that there are not', async () => {
  start(FAILED, resource('both', { AlarmRule: 'ALARM(a) AND ALARM(b)' }, 'CompositeAlarm'));
  const { url, close } = await serve(cloudWatch.service, () => ACCOUNT);
  const client = new CloudWatchClient({ ...clientSettings(url), maxAttempts: 1 });
  const asked = async (input: DescribeAlarmsCommandInput): Promise<unknown[]> => {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(new DescribeAlarmsCommand(input));
    return [
      MetricAlarms.map(({ AlarmName }) => AlarmName),
      CompositeAlarms.map(({ AlarmRule }) => AlarmRule),
    ];
  };
  const rule = 'ALARM(a) AND ALARM(b)';
  try {
    expect(await asked({})).toEqual([['failed'], []]);
    expect(await asked({ AlarmTypes: ['CompositeAlarm'] })).toEqual([[], [rule]]);
    expect(await asked({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] })).toEqual([['failed'], [rule]]);
    await expect(asked({ AlarmTypes: ['Alarm' as never] })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(asked({ ChildrenOfAlarmName: 'both' })).rejects.toThrow('does not have ChildrenOfAlarmName');
  } finally {
    client.destroy();
    await close();
  }
});

describe('SetAlarmState', () => {
  test('has an alarm be in a state until the minute ends, and its actions carried out', async () => {
    start(FAILED, NOT_CALLED);
    const { url, close } = await serve(cloudWatch.service, () => ACCOUNT);
    const client = new CloudWatchClient({ ...clientSettings(url), maxAttempts: 1 });
    const set = (AlarmName: string, StateValue: StateValue) =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a drill' }));
    try {
      expect(states()).toBe('OK INSUFFICIENT_DATA');
      told = [];
      await set('failed', 'ALARM');
      await set('failed', 'ALARM');
      expect(cloudWatch.alarms().alarms[0]).toMatchObject({ state: 'ALARM', reason: 'a drill' });
      expect(told.map(({ subject }) => subject)).toEqual(['ALARM: "failed" in US East (N. Virginia)']);
      expect(JSON.parse(told[0]?.text ?? '')).toMatchObject({
        NewStateReason: 'a drill',
        OldStateValue: 'OK',
      });
      await clock.advance(MINUTE);
      expect(states()).toMatch(/^OK /);
      expect(told.map(({ subject }) => subject.split(':')[0])).toEqual(['ALARM', 'OK']);

      await expect(set('nobody', 'OK')).rejects.toMatchObject({ name: 'ResourceNotFound' });
      await expect(set('failed', 'RED' as StateValue)).rejects.toThrow(
        "Value 'RED' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [OK, ALARM, INSUFFICIENT_DATA]",
      );
    } finally {
      client.destroy();
      await close();
    }
  });
});
