import { ACCOUNT_ID } from '../../ground/index.ts';
import type { Alarm } from './alarm.ts';
import type { AlarmChange } from './alarm-change.ts';

/** As CloudWatch writes the Region of notifications. */
const REGION_NAME = 'US East (N. Virginia)';

export interface Topics {
  /** Publishes to a topic for an alarm, in the caller's transaction. @throws AwsError */
  publish: (topicArn: string, subject: string, text: string, alarmArn: string) => void;
  /** Told where an action of an alarm could not be carried out. */
  onRefused: (alarm: string, action: string, reason: string) => void;
}

/** Carries out an action of an alarm: topics are told; what else an alarm may do is not done here. */
export function tellTopic(arn: string, change: AlarmChange, { publish, onRefused }: Topics): void {
  const { subject, text } = notificationOf(change);
  try {
    if (!arn.startsWith('arn:aws:sns:'))
      throw new Error('the local cloud carries out messages to topics only');
    publish(arn, subject, text, change.alarm.arn);
  } catch (error) {
    onRefused(change.alarm.name, arn, (error as Error).message);
  }
}

/**
 * What a topic gets of a change (user guide, "Notifying users on alarm changes"; form and members are those of notifications that
 * people have published).
 */
function notificationOf({ alarm, was, state, reason, changedAt }: AlarmChange): {
  subject: string;
  text: string;
} {
  return {
    subject: `${state}: "${alarm.name}" in ${REGION_NAME}`.slice(0, 99),
    text: JSON.stringify({
      AlarmName: alarm.name,
      AlarmDescription: alarm.description,
      AWSAccountId: ACCOUNT_ID,
      AlarmConfigurationUpdatedTimestamp: timeText(alarm.updatedAt),
      NewStateValue: state,
      NewStateReason: reason,
      StateChangeTime: timeText(changedAt),
      Region: REGION_NAME,
      AlarmArn: alarm.arn,
      OldStateValue: was.state,
      OKActions: alarm.actions.OK,
      AlarmActions: alarm.actions.ALARM,
      InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA,
      Trigger: triggerOf(alarm),
    }),
  };
}

/** A time as notifications and events of CloudWatch have it. */
export const timeText = (time: number): string => new Date(time).toISOString().replace('Z', '+0000');

const triggerOf = (alarm: Alarm) => ({
  MetricName: alarm.metric.name,
  Namespace: alarm.metric.namespace,
  ...(alarm.statistic.startsWith('p')
    ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: alarm.statistic }
    : { StatisticType: 'Statistic', Statistic: alarm.statistic.toUpperCase() }),
  Unit: alarm.unit ?? null,
  Dimensions: alarm.metric.dimensions.map(([name, value]) => ({ value, name })),
  Period: alarm.periodMs / 1000,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  ComparisonOperator: alarm.comparison,
  Threshold: alarm.threshold,
  TreatMissingData: alarm.treatMissing,
  EvaluateLowSampleCountPercentile: '',
});
