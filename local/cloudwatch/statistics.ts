import { constraintError, notImplemented, rowOf } from '../ground/index.ts';
import type { Datum } from './metric.ts';
import { invalid } from './metric.ts';

type Measured = Omit<Datum, 'metric'>;
type Statistic = (data: readonly Measured[]) => number | undefined;

const total = (data: readonly Measured[], of: 'samples' | 'sum'): number =>
  data.reduce((sum, datum) => sum + datum[of], 0);

const STATISTICS: Readonly<Record<string, Statistic>> = {
  SampleCount: (data) => total(data, 'samples'),
  Sum: (data) => total(data, 'sum'),
  Average: (data) => total(data, 'sum') / total(data, 'samples'),
  Minimum: (data) => data.reduce((least, datum) => Math.min(least, datum.least), Infinity),
  Maximum: (data) => data.reduce((most, datum) => Math.max(most, datum.most), -Infinity),
};

/** The five statistics that are no percentile. */
const BASIC_STATISTICS: readonly string[] = Object.keys(STATISTICS);

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

/** The statistic of this name: one of the five, or a percentile (`p99`, `p99.9`). */
export function findStatistic(name: string): Statistic | undefined {
  const percent = PERCENTILE.exec(name)?.[1];
  return percent === undefined ? rowOf(STATISTICS, name) : (data) => percentile(data, Number(percent));
}

/** @throws AwsError where a statistic is none of the five */
export const checkBasic = (name: string, parameter: string): void => {
  checkEnumerated(name, parameter, BASIC_STATISTICS);
};

/** @throws AwsError in the words of AWS's services where a value is none of those that the model lists */
export function checkEnumerated(value: string, parameter: string, values: readonly string[]): void {
  const place = `${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}`;
  if (!values.includes(value))
    throw constraintError(place, value, `satisfy enum value set: [${values.join(', ')}]`);
}

/** Percentiles, trimmed and winsorized means and so on, of which the local cloud has percentiles (user guide, "CloudWatch statistics definitions"). */
const EXTENDED = /^((p|tm|tc|ts|wm)(\d{1,2}(\.\d{1,10})?|100)|IQM|(PR|TM|TC|TS|WM)\([^:]*:[^:]*\))$/i;

/** @throws AwsError where CloudWatch has no such extended statistic */
export function checkExtended(name: string, parameter: string): void {
  if (!EXTENDED.test(name)) throw invalid(`The value ${name} for parameter ${parameter} is not supported.`);
}

/** The statistic of this name. @throws AwsError where there is none, or the local cloud does not have it */
export function statisticOf(name: string, parameter: string): Statistic {
  const found = findStatistic(name);
  if (found) return found;
  checkExtended(name, parameter);
  throw notImplemented(`the statistic ${name}: ${BASIC_STATISTICS.join(', ')} and percentiles such as p99`);
}

/** There is none of a set of which only sum and bounds are known (user guide, "Statistics definitions", Percentiles). */
function percentile(data: readonly Measured[], percent: number): number | undefined {
  if (data.some(({ least, most }) => least !== most)) return undefined;
  const sorted = [...data].sort((one, other) => one.least - other.least);
  const wanted = (total(data, 'samples') * percent) / 100;
  let seen = 0;
  for (const { samples, least } of sorted) {
    seen += samples;
    if (seen >= wanted) return least;
  }
  return sorted.at(-1)?.least;
}

/** Data by the beginning of their period, epoch milliseconds, in order. */
export function byPeriod(data: readonly Measured[], periodSeconds: number): [number, Measured[]][] {
  const periodMs = periodSeconds * 1000;
  const periods = Map.groupBy(data, ({ time }) => Math.floor(time / periodMs) * periodMs);
  return [...periods].sort(([one], [other]) => one - other);
}

const SHORT_PERIODS = [1, 5, 10, 20, 30];
const MINUTE_SECONDS = 60;

/** API reference, GetMetricData: seconds. @throws AwsError */
export function checkedPeriod(seconds: number | undefined): number {
  if (
    seconds !== undefined &&
    seconds > 0 &&
    (SHORT_PERIODS.includes(seconds) || seconds % MINUTE_SECONDS === 0)
  )
    return seconds;
  throw invalid('The parameter Period must be 1, 5, 10, 20, 30 or any multiple of 60.');
}
