import type { JsonObject } from '../ground/index.ts';
import { AwsError } from '../ground/index.ts';
import { objectListMember, textMember } from '../http/index.ts';

/** What tells a metric from others. */
export interface Metric {
  namespace: string;
  name: string;
  /** In the order of their names. */
  dimensions: readonly (readonly [name: string, value: string])[];
}

/** What was measured of a metric at a time: one value, or a set of which no more is known. */
export interface Datum {
  metric: Metric;
  /** Epoch milliseconds. */
  time: number;
  unit: string;
  samples: number;
  sum: number;
  least: number;
  most: number;
}

/** A value that was measured so often. */
export const valueDatum = (
  metric: Metric,
  time: number,
  unit: string | undefined,
  value: number,
  times = 1,
): Datum => ({
  metric,
  time,
  unit: unit ?? 'None',
  samples: times,
  sum: value * times,
  least: value,
  most: value,
});

export const metricOf = (
  namespace: string,
  name: string,
  dimensions: readonly (readonly [string, string])[],
): Metric => ({
  namespace,
  name,
  dimensions: [...dimensions].sort(([one], [other]) => (one < other ? -1 : 1)),
});

/** Names a metric in the store. */
export const keyOf = ({ namespace, name, dimensions }: Metric): string =>
  JSON.stringify([namespace, name, dimensions]);

/** The metric that a request names. */
export const metricIn = (input: JsonObject, namespace = textMember(input, 'Namespace')): Metric =>
  metricOf(namespace ?? '', textMember(input, 'MetricName') ?? '', dimensionsIn(input));

const dimensionsIn = (input: JsonObject): [string, string][] =>
  (objectListMember(input, 'Dimensions') ?? []).map(({ Name, Value }) => [String(Name), String(Value)]);

export const describeMetric = ({ namespace, name, dimensions }: Metric): JsonObject => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
});

/** A time in one of the protocols: a Date (CBOR), seconds (JSON) or a text (query). Epoch milliseconds. */
export function timeMember(input: JsonObject, member: string): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  const time =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'number'
        ? value * 1000
        : typeof value === 'string'
          ? Date.parse(value)
          : NaN;
  if (Number.isNaN(time)) throw invalid(`The parameter ${member} is no time.`);
  return time;
}

/** A number, which is a text in the query protocol. */
export function amountMember(input: JsonObject, member: string): number | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount))
    throw invalid(`The value for parameter ${member} is no number.`);
  return amount;
}

export const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);
