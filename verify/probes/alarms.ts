import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { ListMetricsCommand, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { about, noProbe, reads } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import { CannotTell } from '../cannot-tell.ts';
import { dropped } from './main-job.ts';

/** Metrics that alarms of the stage watch: namespace, name, and a value of a dimension. */
const watchedOf = (stage: string) =>
  [
    ['AWS/Lambda', 'Invocations', `inlet-${stage}-start-imports`],
    [`Inlet/${stage}`, 'OldestPendingArrival', 'start-imports'],
  ] as const;

/** The dimensions of a metric that has this value in one of them, once it is listed. */
const dimensionsOf = (
  { stage, until }: Bench,
  [Namespace, MetricName, wanted]: readonly [string, string, string],
): Promise<string> =>
  until(`the metric ${MetricName}`, async () => {
    const { Metrics = [] } = await stage.cloudWatch.send(new ListMetricsCommand({ Namespace, MetricName }));
    return Metrics.map((metric) => metric.Dimensions ?? [])
      .find((each) => each.some(({ Value }) => Value === wanted))
      ?.map(({ Name }) => Name)
      .join(' and ');
  });

const OWN_ALARM =
  'it takes a metric and an alarm of its own, billed by the month, with values that come late for many minutes';

/** What the local cloud assumes of CloudWatch where it evaluates the stack's alarms. */
export const ALARMS = about('Alarms', {
  'watched-metrics': [
    'What alarms watch has these names and no dimension more: `Invocations` of `AWS/Lambda` by `FunctionName`, and what functions write in the embedded metric format by `service`.',
    {
      needs: 'a route',
      expects: 'Invocations by FunctionName, OldestPendingArrival by service',
      async look(bench) {
        await dropped(bench);
        const seen: string[] = [];
        for (const watched of watchedOf(bench.stage.stage))
          seen.push(`${watched[1]} by ${await dimensionsOf(bench, watched)}`);
        return seen.join(', ');
      },
    },
  ],
  'metrics-of-queues': [
    '`ApproximateNumberOfMessagesVisible` and `ApproximateAgeOfOldestMessage` of `AWS/SQS` are by `QueueName`; of an empty queue both are 0, not missing.',
    noProbe('time', 'SQS counts for a queue only while it was used in the last hours, and late'),
  ],
  'alarms-without-data': [
    'An alarm that treats missing data as not breaching is OK where nothing was ever measured, too, and not INSUFFICIENT_DATA.',
    reads('all are OK or ALARM', async ({ stage }) => {
      const MetricAlarms: MetricAlarm[] = [];
      for await (const page of paginateDescribeAlarms(
        { client: stage.cloudWatch },
        { AlarmNamePrefix: `inlet-${stage.stage}-` },
      ))
        MetricAlarms.push(...(page.MetricAlarms ?? []));
      const filled = MetricAlarms.filter(({ TreatMissingData: as }: MetricAlarm) => as === 'notBreaching');
      if (filled.length === 0) throw new CannotTell('the stage has no such alarm');
      const unknown = filled.filter(({ StateValue }) => StateValue === 'INSUFFICIENT_DATA').length;
      return unknown === 0 ? 'all are OK or ALARM' : `${unknown} of ${filled.length} are INSUFFICIENT_DATA`;
    }),
  ],
  'periods-looked-at': [
    'Two periods more than are evaluated are looked at, so that late data count; where as many have data as are evaluated, the newest of them decide. The user guide’s examples show it and give no number.',
    noProbe('cost', OWN_ALARM),
  ],
  'ends-of-periods': [
    'Alarms are evaluated once a minute, over periods that end at a full minute.',
    noProbe('time', 'the minute at which CloudWatch looks is not told, only when a state has changed'),
  ],
  'missing-from-the-start': [
    'An alarm that treats missing data as breaching sounds as soon as it is made, before its first period is over.',
    noProbe('cost', 'it takes an alarm of its own that is made meanwhile, and is billed by the month'),
  ],
  'percentiles-of-metrics': [
    'A percentile of few values lies at one of them or between two; the local cloud takes the smallest that so many do not exceed.',
    noProbe('cost', 'it takes a metric of its own, billed by the month'),
  ],
  'form-of-notifications': [
    'A topic is told of an alarm in the JSON that the user guide shows, members with null where there is nothing.',
    noProbe('harm', 'it takes an alarm of the stage that sounds, and somebody is called'),
  ],
});
