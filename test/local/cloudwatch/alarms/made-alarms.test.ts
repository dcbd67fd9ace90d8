import { DatabaseSync } from 'node:sqlite';
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  paginateDescribeAlarmHistory,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { StackResource } from '../../../../local/cloudformation/index.ts';
import type { AlarmEvent } from '../../../../local/cloudwatch/alarms/alarm-event.ts';
import type { CloudWatch } from '../../../../local/cloudwatch/cloudwatch.ts';
import { createCloudWatch } from '../../../../local/cloudwatch/cloudwatch.ts';
import type { Clock } from '../../../../local/ground/index.ts';
import { ACCOUNT, AwsError, createClock } from '../../../../local/ground/index.ts';
import { clientSettings, serve } from '../../../support/server.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alarms';
const MINUTE = 60;

const MINE: PutMetricAlarmCommandInput = {
  AlarmName: 'mine',
  AlarmDescription: 'more than one',
  Namespace: 'Mine',
  MetricName: 'things',
  Dimensions: [{ Name: 'kind', Value: 'k' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 1,
  TreatMissingData: 'notBreaching',
  AlarmActions: [TOPIC],
};
const OF_TEMPLATE = {
  logicalId: 'Declared',
  physicalId: 'declared',
  type: 'AWS::CloudWatch::Alarm',
  properties: { ...MINE, Threshold: '1', Period: '60', Tags: [{ Key: 'of', Value: 'the template' }] },
} as unknown as StackResource;

let database: DatabaseSync;
let clock: Clock;
let told: string[];
let events: AlarmEvent[];
let cloudWatch: CloudWatch;
let client: CloudWatchClient;
let close: () => Promise<void>;
let url: string;
/** An action that callers may not do. */
let refused: string | undefined;

async function start(): Promise<void> {
  cloudWatch = createCloudWatch({
    database,
    clock,
    authorize(_caller, action) {
      if (action === refused) throw new AwsError('AccessDenied', `not authorized to perform: ${action}`, 403);
    },
    resources: [OF_TEMPLATE],
    putEvent: (event) => events.push(event),
    queueOf: (name) =>
      name === 'q' ? { visible: 3, inFlight: 0, delayed: 0, oldestSentAt: undefined } : undefined,
    publish: (_topic, subject) => told.push(subject),
    onRefused: (_alarm, _action, reason) => {
      throw new Error(reason);
    },
    onTrouble(error) {
      throw error;
    },
  });
  cloudWatch.start();
  const served = await serve(cloudWatch.service, () => ACCOUNT);
  close = served.close;
  url = served.url;
  client = new CloudWatchClient({ ...clientSettings(served.url), maxAttempts: 1 });
}
async function stop(): Promise<void> {
  client.destroy();
  await close();
  cloudWatch.close();
}

beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  clock = createClock(0, () => NOON);
  told = [];
  events = [];
  refused = undefined;
  await start();
});
afterEach(async () => {
  await stop();
  clock.stop();
  database.close();
});

const put = (changes: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(new PutMetricAlarmCommand({ ...MINE, ...changes }));
const measure = (Value: number) =>
  client.send(
    new PutMetricDataCommand({
      Namespace: 'Mine',
      MetricData: [{ MetricName: 'things', Dimensions: [{ Name: 'kind', Value: 'k' }], Value }],
    }),
  );
const described = async (name = 'mine') =>
  (await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0];
const ofMine = () => events.filter(({ resources }) => resources[0]?.endsWith(':mine'));

describe('an alarm that a caller made', () => {
  test('is evaluated as those of the template are, told to its topic, and put on the default bus', async () => {
    await put();
    expect(await described()).toMatchObject({
      ...MINE,
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:mine',
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      ActionsEnabled: true,
    });
    await measure(2);
    await clock.advance(MINUTE);
    expect(await described()).toMatchObject({ StateValue: 'ALARM' });
    expect(told.filter((subject) => subject.includes('"mine"'))).toEqual([
      'ALARM: "mine" in US East (N. Virginia)',
    ]);
    expect(cloudWatch.alarms().alarms.map(({ name, state }) => [name, state])).toContainEqual([
      'mine',
      'ALARM',
    ]);
    expect(ofMine()).toEqual([
      {
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: ['arn:aws:cloudwatch:us-east-1:000000000000:alarm:mine'],
        detail: {
          alarmName: 'mine',
          state: {
            value: 'ALARM',
            reason: 'Threshold Crossed: 1 datapoint [2.0] was greater than the threshold (1.0).',
            timestamp: '2026-01-15T12:01:00.000+0000',
          },
          previousState: {
            value: 'INSUFFICIENT_DATA',
            reason: 'Unchecked: Initial alarm creation',
            timestamp: '2026-01-15T12:00:00.000+0000',
          },
          configuration: {
            description: 'more than one',
            metrics: [
              {
                id: 'm1',
                metricStat: {
                  metric: { namespace: 'Mine', name: 'things', dimensions: { kind: 'k' } },
                  period: 60,
                  stat: 'Sum',
                },
                returnData: true,
              },
            ],
          },
        },
      },
    ]);
    await clock.advance(5 * MINUTE);
    expect(ofMine().map(({ detail }) => (detail as { state: { value: string } }).state.value)).toEqual([
      'ALARM',
      'OK',
    ]);
  });

  test('keeps its state when it is made otherwise, and is evaluated by what it is now', async () => {
    await put();
    await measure(2);
    await clock.advance(MINUTE);
    await put({ Threshold: 5 });
    expect(await described()).toMatchObject({ StateValue: 'ALARM', Threshold: 5 });
    await clock.advance(MINUTE);
    expect(await described()).toMatchObject({ StateValue: 'OK' });
  });

  test('may be on a queue', async () => {
    await put({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'q' }],
    });
    cloudWatch.happened();
    await clock.advance(MINUTE);
    expect(await described()).toMatchObject({ StateValue: 'ALARM' });
  });

  test('is there with its state after a restart, and gone when it is deleted or all is reset', async () => {
    await put();
    await measure(2);
    await clock.advance(MINUTE);
    await stop();
    await start();
    expect(await described()).toMatchObject({ StateValue: 'ALARM', AlarmDescription: 'more than one' });
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['nobody', 'mine'] }));
    expect(await described()).toBeUndefined();
    const before = ofMine().length;
    await measure(3);
    await clock.advance(MINUTE);
    expect(ofMine()).toHaveLength(before);
    await put();
    expect(await described()).toMatchObject({ StateValue: 'INSUFFICIENT_DATA' });
    cloudWatch.reset();
    expect(await described()).toBeUndefined();
    expect(await described('declared')).toBeDefined();
  });

  test('tells nobody while its actions are disabled, and goes on to change', async () => {
    await put();
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['mine', 'nobody'] }));
    expect(await described()).toMatchObject({ ActionsEnabled: false });
    await measure(2);
    await clock.advance(MINUTE);
    expect(await described()).toMatchObject({ StateValue: 'ALARM' });
    expect([told, ofMine().length]).toEqual([
      expect.not.arrayContaining([expect.stringContaining('"mine"')]),
      1,
    ]);
    await client.send(new EnableAlarmActionsCommand({ AlarmNames: ['mine'] }));
    await stop();
    await start();
    expect(await described()).toMatchObject({ ActionsEnabled: true });
  });

  test('has a history, also when it is no more', async () => {
    await put();
    await measure(2);
    await clock.advance(MINUTE);
    await put({ Threshold: 5 });
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['mine'] }));
    const history = async (more: object = {}) =>
      (
        await client.send(new DescribeAlarmHistoryCommand({ AlarmName: 'mine', ...more }))
      ).AlarmHistoryItems?.map(
        ({ HistoryItemType, HistorySummary }) => `${HistoryItemType}: ${HistorySummary}`,
      );
    expect(await history()).toEqual([
      'ConfigurationUpdate: Alarm "mine" deleted',
      'ConfigurationUpdate: Alarm "mine" updated',
      'StateUpdate: Alarm updated from INSUFFICIENT_DATA to ALARM',
      'ConfigurationUpdate: Alarm "mine" created',
    ]);
    expect(await history({ HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' })).toHaveLength(1);
    const paged: unknown[] = [];
    for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory(
      { client, pageSize: 1 },
      { AlarmName: 'mine' },
    )) {
      expect(AlarmHistoryItems).toHaveLength(1);
      paged.push(...AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary));
    }
    expect(paged).toHaveLength(4);
    expect(new Set(paged).size).toBe(4);
    expect(await history({ StartDate: new Date(NOON + 3_600_000) })).toEqual([]);
  });
});

describe('tags of an alarm', () => {
  const ARN = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:mine';
  const tags = async (ResourceARN = ARN) => {
    const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    return Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value]));
  };
  const tag = (Key: string, Value: string, ResourceARN = ARN) =>
    client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key, Value }] }));

  test('are set with it and later, taken off, and kept with it', async () => {
    await put({ Tags: [{ Key: 'team', Value: 'a' }] });
    await tag('stage', '');
    await tag('team', 'b');
    await tag('gone', 'x');
    await client.send(new UntagResourceCommand({ ResourceARN: ARN, TagKeys: ['gone', 'never'] }));
    await stop();
    await start();
    expect(await tags()).toEqual({ team: 'b', stage: '' });
    expect(await described()).not.toHaveProperty('Tags');
  });

  test('stay as they are when it is made otherwise, and are gone with it', async () => {
    await put({ Tags: [{ Key: 'team', Value: 'a' }] });
    await put({ Threshold: 5, Tags: [{ Key: 'team', Value: 'b' }] });
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['mine'] }));
    expect(await tags()).toEqual({ team: 'a' });
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['mine'] }));
    await expect(tags()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await put();
    expect(await tags()).toEqual({});
  });

  test('of the template are shown, and not changed', async () => {
    const declared = `${ARN.slice(0, -4)}declared`;
    expect(await tags(declared)).toEqual({ of: 'the template' });
    await expect(tag('a', 'b', declared)).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  test.each([
    ['a dashboard, which is not here', 'arn:aws:cloudwatch::000000000000:dashboard/d', 'NotImplemented'],
    ['what is no ARN', 'mine', 'InvalidParameterValueException'],
    ['an alarm of another account', ARN.replace('0000', '1111'), 'ResourceNotFoundException'],
  ])('are refused for %s', async (_what, arn, name) => {
    await put();
    await expect(tag('a', 'b', arn)).rejects.toMatchObject({ name });
  });

  test('need the permission to tag, also with PutMetricAlarm', async () => {
    refused = 'cloudwatch:TagResource';
    await expect(put({ Tags: [{ Key: 'a', Value: 'b' }] })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await put();
    await expect(tag('a', 'b')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

test('errors have the codes of the query protocol for those that look for them', async () => {
  await expect(put(extended('p101'))).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
  await expect(put({ Period: 90 })).rejects.toMatchObject({ Code: 'ValidationError' });
  const form = new URLSearchParams({
    Action: 'PutMetricAlarm',
    ...{ AlarmName: 'a', Namespace: 'Mine', MetricName: 'things', ExtendedStatistic: 'p101', Period: '60' },
    ...{ EvaluationPeriods: '1', ComparisonOperator: 'GreaterThanThreshold', Threshold: '1' },
  });
  const response = await fetch(url, { method: 'POST', body: form });
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('<Code>InvalidParameterValue</Code>'),
  ]);
});

describe('an alarm of the template', () => {
  test('is the template’s to change; its actions can be switched until the next start', async () => {
    await expect(put({ AlarmName: 'declared' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client.send(new DeleteAlarmsCommand({ AlarmNames: ['declared'] }))).rejects.toThrow(
      'alarm declared, which the template declares',
    );
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['declared'] }));
    expect(await described('declared')).toMatchObject({ ActionsEnabled: false });
    await stop();
    await start();
    expect(await described('declared')).toMatchObject({ ActionsEnabled: true });
  });
});

const extended = (ExtendedStatistic: string) => ({ Statistic: undefined, ExtendedStatistic });

/** The SDK calls CloudWatch's ValidationError so. */
const VALIDATION = 'ValidationException';

describe('PutMetricAlarm', () => {
  test.each<[what: string, changes: Partial<PutMetricAlarmCommandInput>, name: string, text: string]>([
    ['no name', { AlarmName: '' }, VALIDATION, 'AlarmName must have'],
    ['no metric', { MetricName: undefined }, VALIDATION, 'MetricName is required'],
    ['no statistic', { Statistic: undefined }, VALIDATION, 'Exactly one of Statistic'],
    ['a period between', { Period: 90 }, VALIDATION, 'Period must be 10, 20, 30 or a multiple of 60'],
    ['two days', { Period: 60, EvaluationPeriods: 2880 }, VALIDATION, '86,400 seconds at most'],
    ['more than all', { DatapointsToAlarm: 2 }, VALIDATION, 'DatapointsToAlarm must be whole'],
    [
      'no comparison',
      { ComparisonOperator: 'Above' as never },
      VALIDATION,
      'enum value set: [GreaterThanThreshold',
    ],
    [
      'no unit',
      { Unit: 'Bogus' as never },
      VALIDATION,
      "at 'unit' failed to satisfy constraint: Member must satisfy enum value set: [Seconds, ",
    ],
    ['a text as an action', { AlarmActions: ['me'] }, VALIDATION, 'Invalid arn syntax: me'],
    [
      'another action',
      { AlarmActions: ['arn:aws:lambda:us-east-1:000000000000:function:f'] },
      'NotImplemented',
      'other than messages to topics',
    ],
    [
      'a statistic that there is not',
      { Statistic: 'p90' as never },
      VALIDATION,
      "Value 'p90' at 'statistic' failed to satisfy constraint: Member must satisfy enum value set: [SampleCount, ",
    ],
    ...['p101', 'pxx', 'p', 'tm', 'tm101', 'Sum', 'PR(1)', '99'].map(
      (name): [string, Partial<PutMetricAlarmCommandInput>, string, string] => [
        `the extended statistic ${name}`,
        extended(name),
        'InvalidParameterValueException',
        `The value ${name} for parameter ExtendedStatistic is not supported.`,
      ],
    ),
    ...['tm90', 'TM(10%:90%)', 'PR(1:2)', 'IQM', 'ts99.9'].map(
      (name): [string, Partial<PutMetricAlarmCommandInput>, string, string] => [
        `the extended statistic ${name}, which AWS has`,
        extended(name),
        'NotImplemented',
        `the statistic ${name} is not evaluated`,
      ],
    ),
    [
      'few samples otherwise',
      { EvaluateLowSampleCountPercentile: 'never' },
      VALIDATION,
      'Option never is not supported.',
    ],
    [
      'a tag without a key',
      { Tags: [{ Key: '', Value: 'b' }] },
      VALIDATION,
      "Value '' at 'tags.1.member.key'",
    ],
    [
      'a tag of AWS itself',
      { Tags: [{ Key: 'aws:a', Value: 'b' }] },
      'InvalidParameterValueException',
      'aws:',
    ],
    [
      'more tags than an alarm has',
      { Tags: Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' })) },
      'InvalidParameterValueException',
      '50 tags',
    ],
    ['metric math', { Metrics: [{ Id: 'm' }] }, 'NotImplemented', 'Metrics of PutMetricAlarm'],
    [
      'a band',
      { ComparisonOperator: 'GreaterThanUpperThreshold' },
      'NotImplemented',
      'comparison GreaterThanUpperThreshold',
    ],
    [
      'what is not measured',
      { Namespace: 'AWS/DynamoDB' },
      'NotImplemented',
      'does not measure things of AWS/DynamoDB',
    ],
  ])('refuses %s', async (_what, changes, name, text) => {
    await expect(put(changes)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(text) as unknown,
    });
    expect(await described()).toBeUndefined();
  });

  test('tells of many in pages, and refuses a page of another list and a state that there is not', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, at) => put({ AlarmName: `paged-${at}` })));
    const ask = (input: object) =>
      client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'paged-', ...input }));
    const { MetricAlarms: first = [], NextToken } = await ask({});
    const { MetricAlarms: rest = [], NextToken: end } = await ask({ NextToken });
    expect([first.length, rest.length, end]).toEqual([50, 10, undefined]);
    expect(new Set([...first, ...rest].map(({ AlarmName }) => AlarmName)).size).toBe(60);
    await expect(ask({ NextToken: 'made-up' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
    await expect(ask({ MaxRecords: 101 })).rejects.toMatchObject({ name: VALIDATION });
    await expect(ask({ StateValue: 'FINE' })).rejects.toMatchObject({ name: VALIDATION });
  });

  test('refuses names and a prefix of names at once', async () => {
    await expect(
      client.send(new DescribeAlarmsCommand({ AlarmNames: ['mine'], AlarmNamePrefix: 'm' })),
    ).rejects.toMatchObject({ name: VALIDATION, message: expect.stringContaining('exclude') as unknown });
  });
});
