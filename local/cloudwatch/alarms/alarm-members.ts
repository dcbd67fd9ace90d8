import type { JsonObject } from '../../ground/index.ts';

/** Members of PutMetricAlarm by their kind, which a template and DescribeAlarms call the same (API reference, PutMetricAlarm). */
export const TEXTS = [
  'AlarmDescription',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Unit',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
] as const;
export const AMOUNTS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'] as const;
export const ACTIONS = ['OKActions', 'AlarmActions', 'InsufficientDataActions'] as const;
/** Of alarms of a template, which the local cloud shows without evaluating them. */
const MATH = ['Metrics', 'ThresholdMetricId'] as const;

/** What of an alarm is told as it was asked for; amounts of a template may be texts. */
export function toldMembers(properties: JsonObject): JsonObject {
  const told: JsonObject = {};
  for (const name of [...TEXTS, 'Dimensions', ...ACTIONS, ...MATH])
    if (properties[name] !== undefined) told[name] = properties[name];
  for (const name of AMOUNTS) if (properties[name] !== undefined) told[name] = Number(properties[name]);
  return told;
}
