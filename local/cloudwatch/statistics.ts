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

/** The statistic of this name: one of the five, or a percentile (`p99`, `p99.9`). @throws AwsError */
export function statisticOf(name: string): Statistic {
  const known = Object.hasOwn(STATISTICS, name) ? STATISTICS[name] : undefined;
  if (known) return known;
  const percent = Number(/^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name)?.[1] ?? NaN);
  if (Number.isNaN(percent))
    throw invalid(
      `The local cloud has ${Object.keys(STATISTICS).join(', ')} and percentiles such as p99, not ${name}.`,
    );
  return (data) => percentile(data, percent);
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
