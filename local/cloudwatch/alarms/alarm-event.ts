import type { AlarmStatus, AlarmChange } from './alarm-change.ts';
import { timeText } from './alarm-notification.ts';

/** What CloudWatch puts on the default bus. */
export interface AlarmEvent {
  source: 'aws.cloudwatch';
  detailType: 'CloudWatch Alarm State Change';
  resources: string[];
  detail: object;
}

/**
 * The event of a change (user guide, "Alarm events and EventBridge"). `reasonData` is left out, as CloudWatch does where a state was set
 * without it.
 */
export const stateChangeEvent = ({ alarm, was, state, reason, changedAt }: AlarmChange): AlarmEvent => ({
  source: 'aws.cloudwatch',
  detailType: 'CloudWatch Alarm State Change',
  resources: [alarm.arn],
  detail: {
    alarmName: alarm.name,
    state: stateOf({ state, reason, since: changedAt }),
    previousState: stateOf(was),
    configuration: {
      ...(alarm.description !== null && { description: alarm.description }),
      metrics: [
        {
          id: 'm1',
          metricStat: {
            metric: {
              namespace: alarm.metric.namespace,
              name: alarm.metric.name,
              dimensions: Object.fromEntries(alarm.metric.dimensions),
            },
            period: alarm.periodMs / 1000,
            stat: alarm.statistic,
            ...(alarm.unit !== undefined && { unit: alarm.unit }),
          },
          returnData: true,
        },
      ],
    },
  },
});

const stateOf = ({ state, reason, since }: AlarmStatus) => ({
  value: state,
  reason,
  timestamp: timeText(since),
});
