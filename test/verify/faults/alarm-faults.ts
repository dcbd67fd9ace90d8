import { answer, json, sent } from './fault.ts';
import type { Fault, Which } from './fault.ts';

const cloudWatch = (action: string): Which => sent('x-amz-target', new RegExp(`\\.${action}$`));

interface Listed {
  Metrics: { Dimensions: object[] }[];
}
interface Described {
  MetricAlarms: { StateValue: string }[];
}

export const ALARM_FAULTS: Readonly<Record<string, Fault>> = {
  'watched-metrics': answer(
    cloudWatch('ListMetrics'),
    json<Listed>(({ Metrics }) => ({
      Metrics: Metrics.map((metric) => ({
        ...metric,
        Dimensions: [...metric.Dimensions, { Name: 'Resource', Value: 'live' }],
      })),
    })),
  ),
  'alarms-without-data': answer(
    cloudWatch('DescribeAlarms'),
    json<Described>(({ MetricAlarms }) => ({
      MetricAlarms: MetricAlarms.map((alarm) => ({ ...alarm, StateValue: 'INSUFFICIENT_DATA' })),
    })),
  ),
};
