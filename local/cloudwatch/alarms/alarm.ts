import type { JsonObject } from '../../ground/index.ts';
import { arnOf } from '../../ground/index.ts';
import { measuredBy } from '../service-metrics.ts';
import type { Metric } from '../metric.ts';
import { metricIn } from '../metric.ts';
import { findStatistic } from '../statistics.ts';
import type { Tags } from './alarm-tags.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
type TreatMissing = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/** An alarm as it was asked for. Members have the same names in a template and in PutMetricAlarm. */
export interface AskedAlarm {
  name: string;
  properties: JsonObject;
  /** When it was last configured, epoch milliseconds. */
  updatedAt: number;
  tags: Tags;
}

/** A metric alarm, as it is evaluated (API reference, PutMetricAlarm). */
export interface Alarm {
  name: string;
  arn: string;
  description: string | null;
  metric: Metric;
  /** Maximum, p99 and the like. */
  statistic: string;
  unit: string | undefined;
  periodMs: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  comparison: keyof typeof COMPARISONS;
  threshold: number;
  treatMissing: TreatMissing;
  /** ARNs of what is told at a change to each state. */
  actions: Readonly<Record<AlarmState, readonly string[]>>;
  /** When it was last configured, epoch milliseconds. */
  updatedAt: number;
}

/** Each comparison, and how a reason words it. */
export const COMPARISONS = {
  GreaterThanThreshold: { breaches: (value: number, than: number) => value > than, text: 'greater than' },
  GreaterThanOrEqualToThreshold: {
    breaches: (value: number, than: number) => value >= than,
    text: 'greater than or equal to',
  },
  LessThanThreshold: { breaches: (value: number, than: number) => value < than, text: 'less than' },
  LessThanOrEqualToThreshold: {
    breaches: (value: number, than: number) => value <= than,
    text: 'less than or equal to',
  },
} as const;

export const TREATMENTS: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** An alarm as it is evaluated, or why the local cloud does not evaluate it. */
export type ReadAlarm = { alarm: Alarm; why?: never } | { why: string; alarm?: never };

/** Reads an alarm as a template and PutMetricAlarm have it, whose numbers may be texts. */
export function readAlarm(asked: AskedAlarm, isComposite: boolean): ReadAlarm {
  try {
    if (isComposite) throw new Error('alarms of other alarms are not evaluated');
    return { alarm: evaluated(asked) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/** @throws Error that says what of it the local cloud does not evaluate */
function evaluated({ name, properties, updatedAt }: AskedAlarm): Alarm {
  if (properties.Metrics !== undefined) throw new Error('metric math (Metrics) is not evaluated');
  const comparison = textOf(properties.ComparisonOperator);
  if (!isComparison(comparison)) throw new Error(`the comparison ${comparison} is not evaluated`);
  if (properties.EvaluateLowSampleCountPercentile === 'ignore')
    throw new Error('EvaluateLowSampleCountPercentile is not evaluated');
  const metric = metricIn(properties);
  if (!measuredBy(metric))
    throw new Error(
      `the local cloud does not measure ${metric.name} of ${metric.namespace} by ${dimensionsText(metric)}`,
    );
  const statistic = textOf(properties.Statistic ?? properties.ExtendedStatistic);
  if (!findStatistic(statistic)) throw new Error(`the statistic ${statistic} is not evaluated`);
  const evaluationPeriods = Number(properties.EvaluationPeriods);
  const treatment = textOf(properties.TreatMissingData ?? 'missing');
  if (!TREATMENTS.includes(treatment)) throw new Error(`TreatMissingData has no ${treatment}`);
  return {
    name,
    arn: arnOf('cloudwatch', `alarm:${name}`),
    description: typeof properties.AlarmDescription === 'string' ? properties.AlarmDescription : null,
    metric,
    statistic,
    unit: typeof properties.Unit === 'string' ? properties.Unit : undefined,
    periodMs: Number(properties.Period) * 1000,
    evaluationPeriods,
    datapointsToAlarm: Number(properties.DatapointsToAlarm ?? evaluationPeriods),
    comparison,
    threshold: Number(properties.Threshold),
    treatMissing: treatment as TreatMissing,
    actions: {
      OK: arnsIn(properties, 'OKActions'),
      ALARM: arnsIn(properties, 'AlarmActions'),
      INSUFFICIENT_DATA: arnsIn(properties, 'InsufficientDataActions'),
    },
    updatedAt,
  };
}

/** Whether an alarm carries out its actions: unless it says otherwise. */
export const hasActions = ({ ActionsEnabled }: JsonObject): boolean => String(ActionsEnabled) !== 'false';

const isComparison = (name: string): name is keyof typeof COMPARISONS => Object.hasOwn(COMPARISONS, name);

const dimensionsText = ({ dimensions }: Metric): string =>
  dimensions.length === 0 ? 'no dimension' : dimensions.map(([name]) => name).join(' and ');

/** Whom a change to a state is told: nobody where the alarm carries out no actions. */
function arnsIn(properties: JsonObject, member: string): string[] {
  const arns = hasActions(properties) ? properties[member] : [];
  return (Array.isArray(arns) ? arns : []).filter((arn): arn is string => typeof arn === 'string');
}

/** A scalar of a template, as a text. */
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) : 'that is not named';
