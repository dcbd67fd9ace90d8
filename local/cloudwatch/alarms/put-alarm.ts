import { countOf } from '../../../errors/index.ts';
import type { JsonObject } from '../../ground/index.ts';
import { AwsError, notImplemented } from '../../ground/index.ts';
import { objectListMember, textListMember, textMember } from '../../http/index.ts';
import { amountMember } from '../metric.ts';
import { checkBasic, checkEnumerated, checkExtended } from '../statistics.ts';
import type { AskedAlarm } from './alarm.ts';
import { COMPARISONS, TREATMENTS } from './alarm.ts';
import { ACTIONS, AMOUNTS, TEXTS } from './alarm-members.ts';
import { askedTags } from './alarm-tags.ts';

/** API reference, PutMetricAlarm. */
const LONGEST_NAME = 255;
const LONGEST_DESCRIPTION = 1024;
const MOST_ACTIONS = 5;
const MOST_DIMENSIONS = 30;
const SHORT_PERIODS = [10, 20, 30];
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

const SIZES = [
  'Bytes',
  'Bits',
  ...['Kilo', 'Mega', 'Giga', 'Tera'].flatMap((much) => [`${much}bytes`, `${much}bits`]),
];
const UNITS = [
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...SIZES.flatMap((unit) => [unit, `${unit}/Second`]),
];

/** Comparisons with a band, which the local cloud does not evaluate, and says so. */
const BANDS = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
];

type Check = (value: string, member: string) => void;

const enumerated =
  (values: readonly string[]): Check =>
  (value, member) => {
    checkEnumerated(value, member, values);
  };

/** Of members that are any text by the model. */
const option =
  (values: readonly string[]): Check =>
  (value, member) => {
    if (!values.includes(value))
      throw refused(
        `Option ${value} is not supported. Supported options for parameter ${member} are ${values.join(', ')}.`,
      );
  };

const CHECKS: Readonly<Record<string, Check>> = {
  Statistic: checkBasic,
  ExtendedStatistic: checkExtended,
  Unit: enumerated(UNITS),
  ComparisonOperator: enumerated([...Object.keys(COMPARISONS), ...BANDS]),
  TreatMissingData: option(TREATMENTS),
  EvaluateLowSampleCountPercentile: option(['evaluate', 'ignore']),
};

const REQUIRED = [
  'MetricName',
  'Namespace',
  'Period',
  'EvaluationPeriods',
  'Threshold',
  'ComparisonOperator',
];
/** The first two are of every request of the query protocol. */
const KNOWN: readonly string[] = [
  'Action',
  'Version',
  'AlarmName',
  'ActionsEnabled',
  'Dimensions',
  'Tags',
  ...TEXTS,
  ...AMOUNTS,
  ...ACTIONS,
];

/**
 * Reads a request of PutMetricAlarm, of whatever protocol.
 * @throws AwsError where AWS would refuse it, or the local cloud would not do what it asks for
 */
export function askedAlarm(input: JsonObject): Omit<AskedAlarm, 'updatedAt'> {
  const other = Object.keys(input).find((member) => !KNOWN.includes(member));
  if (other !== undefined) throw notImplemented(`${other} of PutMetricAlarm`);
  const name = textMember(input, 'AlarmName') ?? '';
  if (name === '' || name.length > LONGEST_NAME)
    throw refused(`AlarmName must have 1 to ${LONGEST_NAME} characters.`);
  const properties: JsonObject = {};
  for (const member of TEXTS) put(properties, member, textMember(input, member));
  for (const member of AMOUNTS) put(properties, member, amountMember(input, member));
  for (const member of ACTIONS) put(properties, member, textListMember(input, member));
  const dimensions = objectListMember(input, 'Dimensions');
  put(
    properties,
    'Dimensions',
    dimensions?.map(({ Name, Value }) => ({ Name, Value })),
  );
  put(properties, 'ActionsEnabled', enabledIn(input));
  checkAll(properties);
  return { name, properties, tags: askedTags(input) };
}

function put(properties: JsonObject, member: string, value: unknown): void {
  if (value !== undefined) properties[member] = value;
}

function enabledIn({ ActionsEnabled }: JsonObject): boolean | undefined {
  if (ActionsEnabled === undefined || ActionsEnabled === null) return undefined;
  return ActionsEnabled !== false && ActionsEnabled !== 'false';
}

function checkAll(properties: JsonObject): void {
  const missing = REQUIRED.find((member) => properties[member] === undefined);
  if (missing !== undefined) throw refused(`The parameter ${missing} is required.`);
  if ((properties.Statistic === undefined) === (properties.ExtendedStatistic === undefined))
    throw refused('Exactly one of Statistic and ExtendedStatistic must be there.');
  const [period, periods] = [properties.Period as number, properties.EvaluationPeriods as number];
  if (!SHORT_PERIODS.includes(period) && !(period > 0 && period % 60 === 0))
    throw refused('Period must be 10, 20, 30 or a multiple of 60.');
  const toAlarm = (properties.DatapointsToAlarm ?? periods) as number;
  if (!isCount(periods) || !isCount(toAlarm) || toAlarm > periods)
    throw refused(
      'EvaluationPeriods and DatapointsToAlarm must be whole numbers from 1, the second no larger than the first.',
    );
  const days = period < HOUR_SECONDS ? 1 : 7;
  if (period * periods > days * DAY_SECONDS)
    throw refused(`EvaluationPeriods * Period must be ${countOf(days * DAY_SECONDS, 'second')} at most.`);
  if ((textMember(properties, 'AlarmDescription') ?? '').length > LONGEST_DESCRIPTION)
    throw refused(`AlarmDescription must have ${LONGEST_DESCRIPTION} characters at most.`);
  if (((properties.Dimensions ?? []) as unknown[]).length > MOST_DIMENSIONS)
    throw refused(`Dimensions must have ${MOST_DIMENSIONS} items at most.`);
  for (const [member, check] of Object.entries(CHECKS)) {
    const value = textMember(properties, member);
    if (value !== undefined) check(value, member);
  }
  for (const member of ACTIONS) checkActions(member, (properties[member] ?? []) as string[]);
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

function checkActions(member: string, arns: readonly string[]): void {
  if (arns.length > MOST_ACTIONS) throw refused(`${member} must have ${MOST_ACTIONS} items at most.`);
  for (const arn of arns) {
    if (!arn.startsWith('arn:aws')) throw refused(`Invalid arn syntax: ${arn}`);
    if (!arn.startsWith('arn:aws:sns:'))
      throw notImplemented(`actions of alarms other than messages to topics (${arn})`);
  }
}

const refused = (message: string): AwsError => new AwsError('ValidationError', message);
