import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { createCloudWatch } from '../../../local/cloudwatch/cloudwatch.ts';
import { createAuthorizer } from '../../../local/cloudformation/iam/authorizer.ts';
import { run, testWith } from '../../support/programs.ts';
import { clientSettings, serve } from '../../support/server.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const SECOND = 1000;

const database = new DatabaseSync(':memory:');
const troubles: unknown[] = [];
const create = (): CloudWatch =>
  createCloudWatch({
    database,
    clock: { now: () => NOON, at: () => () => undefined },
    authorize: createAuthorizer([]).authorize,
    resources: [
      {
        logicalId: 'JobsFailed',
        type: 'AWS::CloudWatch::Alarm',
        physicalId: 'jobs-failed',
        properties: {
          MetricName: 'JobsFailed',
          Threshold: '0',
          Period: 300,
          AlarmActions: ['arn:aws:sns:x'],
        },
      },
    ],
    putEvent: () => undefined,
    queueOf: () => undefined,
    publish: (topicArn) => troubles.push(topicArn),
    onRefused: (alarm) => troubles.push(alarm),
    onTrouble: (error) => troubles.push(error),
  });

let metrics = create();
let server: Awaited<ReturnType<typeof serve>>;
let client: CloudWatchClient;
beforeAll(async () => {
  server = await serve((request, response, context) => metrics.service(request, response, context));
  client = new CloudWatchClient({ ...clientSettings(server.url), maxAttempts: 1 });
});
beforeEach(() => {
  metrics.reset();
});
afterAll(async () => {
  client.destroy();
  await server.close();
  database.close();
  expect(troubles).toEqual([]);
});

const RANGE = { StartTime: new Date(NOON - 3600 * SECOND), EndTime: new Date(NOON + 3600 * SECOND) };

/** A line as the metrics of Powertools write it. */
const embedded = (values: unknown, time = NOON): string =>
  JSON.stringify({
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [
        {
          Namespace: 'Inlet/test',
          Dimensions: [['service'], []],
          Metrics: [{ Name: 'OpenJobs', Unit: 'Count' }],
        },
      ],
    },
    service: 'poll-jobs',
    OpenJobs: values,
  });

const statistics = (...names: ('Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount')[]) =>
  client.send(
    new GetMetricStatisticsCommand({
      ...RANGE,
      Namespace: 'Inlet/test',
      MetricName: 'OpenJobs',
      Dimensions: [{ Name: 'service', Value: 'poll-jobs' }],
      Period: 60,
      Statistics: names,
    }),
  );

describe('metrics in log lines', () => {
  test('become metrics of each set of dimensions, in periods', async () => {
    metrics.read(embedded([1, 3]));
    metrics.read(embedded(8));
    metrics.read(embedded(5, NOON + 60 * SECOND));
    expect((await client.send(new ListMetricsCommand({ Namespace: 'Inlet/test' }))).Metrics).toEqual([
      {
        Namespace: 'Inlet/test',
        MetricName: 'OpenJobs',
        Dimensions: [{ Name: 'service', Value: 'poll-jobs' }],
      },
      { Namespace: 'Inlet/test', MetricName: 'OpenJobs', Dimensions: [] },
    ]);
    expect((await statistics('Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount')).Datapoints).toEqual([
      {
        Timestamp: new Date(NOON),
        Unit: 'Count',
        Sum: 12,
        Average: 4,
        Minimum: 1,
        Maximum: 8,
        SampleCount: 3,
      },
      {
        Timestamp: new Date(NOON + 60 * SECOND),
        Unit: 'Count',
        Sum: 5,
        Average: 5,
        Minimum: 5,
        Maximum: 5,
        SampleCount: 1,
      },
    ]);
  });

  test('are there after a restart', async () => {
    metrics.read(embedded(2));
    metrics.close();
    metrics = create();
    expect((await statistics('Sum')).Datapoints).toMatchObject([{ Sum: 2 }]);
  });

  test.each([
    'START RequestId: x',
    '{"_aws": 1}',
    '{"_aws": {"Timestamp": 1}}',
    '{"_aws": {"Timestamp": 1, "CloudWatchMetrics": [null, {"Metrics": [null, {"Name": "A"}], "Dimensions": [1]}]}}',
    '{"_aws": {',
    embedded(1, 1e300),
    embedded([]).replace('[]}', '1e999}'),
  ])('a line without is passed over: %s', async (line) => {
    metrics.read(line);
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });
});

describe('what callers put', () => {
  test('is found by queries, newest first unless asked otherwise, with percentiles', async () => {
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'Mine',
        MetricData: [
          { MetricName: 'Latency', Timestamp: new Date(NOON), Values: [1, 2, 100], Counts: [90, 9, 1] },
          { MetricName: 'Latency', Timestamp: new Date(NOON + 60 * SECOND), Value: 7 },
          {
            MetricName: 'Set',
            Timestamp: new Date(NOON),
            StatisticValues: { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 5 },
          },
        ],
      }),
    );
    const query = (Id: string, MetricName: string, Stat: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: 'Mine', MetricName }, Period: 60, Stat },
    });
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        ...RANGE,
        MetricDataQueries: [
          query('top', 'Latency', 'p99'),
          query('all', 'Latency', 'SampleCount'),
          query('set', 'Set', 'Average'),
          query('none', 'Set', 'p50'),
          { ...query('hidden', 'Set', 'Sum'), ReturnData: false },
        ],
      }),
    );
    expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).toEqual([
      ['top', [7, 2]],
      ['all', [1, 100]],
      ['set', [2.5]],
      ['none', []],
    ]);
    expect(MetricDataResults[0]).toMatchObject({
      StatusCode: 'Complete',
      Timestamps: [new Date(NOON + 60 * SECOND), new Date(NOON)],
    });
  });

  test.each([
    ['a period that there is not', { Period: 61 }],
    ['a range that is turned round', { EndTime: new Date(0) }],
    ['more points than an answer has', { StartTime: new Date(0) }],
    ['a percentile that there is not', { ExtendedStatistics: ['p101'] }],
    ['a statistic as an extended one', { ExtendedStatistics: ['Sum'] }],
    ['a percentile as none', { Statistics: ['p90' as never] }, 'ValidationException'],
    ['a statistic that is not here', { ExtendedStatistics: ['tm90'] }, 'NotImplemented'],
    ['no statistic', { Statistics: undefined }, 'InvalidParameterCombinationException'],
  ])('refuses %s', async (_what, wrong, name = 'InvalidParameterValueException') => {
    const asked = { ...RANGE, Namespace: 'Mine', MetricName: 'M', Period: 60, Statistics: ['Sum' as const] };
    await expect(client.send(new GetMetricStatisticsCommand({ ...asked, ...wrong }))).rejects.toMatchObject({
      name,
    });
  });

  test.each<[string, Partial<MetricDatum>[]]>([
    ['no data', []],
    ['a time that is long ago', [{ Timestamp: new Date(0) }]],
    ['a time that is far off', [{ Timestamp: new Date(NOON + 86_400 * SECOND) }]],
    ['a value beyond what there is', [{ Value: 1e300 }]],
    ['values without as many counts', [{ Values: [1, 2], Counts: [1] }]],
    ['a count of nothing', [{ Values: [1], Counts: [0] }]],
    ['a set of nothing', [{ StatisticValues: { SampleCount: 0, Sum: 0, Minimum: 0, Maximum: 0 } }]],
    ['a set upside down', [{ StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } }]],
  ])('that has %s is refused, and nothing of it kept', async (_what, wrong) => {
    const MetricData = [...wrong.map(() => ({})), ...wrong].map((datum) => ({ MetricName: 'M', ...datum }));
    await expect(
      client.send(new PutMetricDataCommand({ Namespace: 'Mine', MetricData })),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });

  test('is asked for with an id for each query', async () => {
    const MetricStat = { Metric: { Namespace: 'Mine', MetricName: 'M' }, Period: 60, Stat: 'Sum' };
    const ask = (...ids: string[]) =>
      client.send(
        new GetMetricDataCommand({ ...RANGE, MetricDataQueries: ids.map((Id) => ({ Id, MetricStat })) }),
      );
    for (const ids of [['a', 'a'], ['A'], ['']])
      await expect(ask(...ids)).rejects.toThrow('an Id of its own');
  });

  test('answers 501 for expressions', async () => {
    const query = { Id: 'e', Expression: 'SUM(METRICS())' };
    await expect(
      client.send(new GetMetricDataCommand({ ...RANGE, MetricDataQueries: [query] })),
    ).rejects.toThrow('does not have the expression of query e');
  });
});

test('an alarm that cannot be evaluated is shown as nobody has checked it', async () => {
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'jobs' }));
  expect(MetricAlarms).toMatchObject([
    {
      AlarmName: 'jobs-failed',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:jobs-failed',
      StateValue: 'INSUFFICIENT_DATA',
      MetricName: 'JobsFailed',
      Threshold: 0,
      Period: 300,
    },
  ]);
  expect((await client.send(new DescribeAlarmsCommand({ StateValue: 'OK' }))).MetricAlarms).toEqual([]);
});

describe('other protocols', () => {
  test('query: a form in, XML out, compressed where it is large', async () => {
    const form = new URLSearchParams({
      Action: 'PutMetricData',
      Version: '2010-08-01',
      Namespace: 'Mine',
      'MetricData.member.1.MetricName': 'Q',
      'MetricData.member.1.Value': '4.5',
      'MetricData.member.1.Dimensions.member.1.Name': 'a<b',
      'MetricData.member.1.Dimensions.member.1.Value': 'c&d',
      'MetricData.member.1.Timestamp': new Date(NOON).toISOString(),
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' };
    const put = await fetch(server.url, { method: 'POST', headers, body: gzipSync(form.toString()) });
    expect([put.status, await put.text()]).toEqual([200, expect.stringContaining('<PutMetricDataResponse')]);
    const list = await fetch(server.url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'ListMetrics' }),
    });
    expect(await list.text()).toContain(
      '<Metrics><member><Namespace>Mine</Namespace><MetricName>Q</MetricName><Dimensions><member><Name>a&lt;b</Name><Value>c&amp;d</Value></member></Dimensions></member></Metrics>',
    );
  });

  test.each([
    ['bytes that are no CBOR', Buffer.from('zz')],
    ['a list', Buffer.from([0x80])],
    ['lists in lists without end', Buffer.alloc(100_000, 0x81)],
  ])('CBOR: refuses %s', async (_what, body) => {
    const path = '/service/GraniteServiceVersion20100801/operation/ListMetrics';
    const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };
    const { status } = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    });
    expect(status).toBe(400);
  });

  testWith('boto3')('boto3, which speaks CBOR', async () => {
    const script = `
import boto3, datetime, json, sys
client = boto3.client('cloudwatch', endpoint_url=sys.argv[1])
noon = datetime.datetime(2026, 1, 15, 12, tzinfo=datetime.timezone.utc)
day = {'StartTime': noon - datetime.timedelta(days=1), 'EndTime': noon + datetime.timedelta(days=1)}
client.put_metric_data(Namespace='Mine', MetricData=[{'MetricName': 'P%s' % (n % 2), 'Timestamp': noon, 'Value': n + 0.5} for n in range(200)])
metric = {'Metric': {'Namespace': 'Mine', 'MetricName': 'P1'}, 'Period': 300, 'Stat': 'Maximum'}
data = client.get_metric_data(MetricDataQueries=[{'Id': 'm', 'MetricStat': metric}], **day)['MetricDataResults'][0]
stats = client.get_metric_statistics(Namespace='Mine', MetricName='P0', Period=3600, Statistics=['SampleCount'], ExtendedStatistics=['p50'], **day)
try:
    client.put_dashboard(DashboardName='d', DashboardBody='{}')
except Exception as error:
    refused = error.response['Error']
try:
    client.get_metric_statistics(Namespace='Mine', MetricName='P0', Period=3600, ExtendedStatistics=['p101'], **day)
except client.exceptions.InvalidParameterValueException as error:
    unknown = error.response['Error']['Code']
print(json.dumps([
    data['Values'], data['Timestamps'][0].timestamp(), stats['Datapoints'][0]['SampleCount'], stats['Datapoints'][0]['ExtendedStatistics'],
    len(client.list_metrics()['Metrics']), [alarm['AlarmName'] for alarm in client.describe_alarms()['MetricAlarms']], refused['Code'], refused['Message'], unknown,
]))
`;
    expect(JSON.parse(await run('python3', ['-c', script, server.url], server.url))).toEqual([
      [199.5],
      NOON / SECOND,
      100,
      { p50: 98.5 },
      2,
      ['jobs-failed'],
      'NotImplemented',
      expect.stringContaining('PutDashboard of Amazon CloudWatch'),
      'InvalidParameterValue',
    ]);
  });
});
