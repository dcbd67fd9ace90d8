import type { Authorize, JsonObject } from '../ground/index.ts';
import { AwsError, notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { objectListMember, objectMember, textListMember, textMember } from '../http/index.ts';
import type { Datum } from './metric.ts';
import { amountMember, describeMetric, invalid, metricIn, timeMember, valueDatum } from './metric.ts';
import type { MetricStore } from './metric-store.ts';
import { byPeriod, checkBasic, checkedPeriod, checkExtended, statisticOf } from './statistics.ts';

/** API reference, MetricDataQuery. */
const QUERY_ID = /^[a-z]\w{0,254}$/;

/** API reference, PutMetricData: data are of the last two weeks, or of the next two hours. */
const OLDEST_MS = 14 * 24 * 3_600_000;
const NEWEST_MS = 2 * 3_600_000;

/** API reference, GetMetricStatistics. */
const MOST_DATAPOINTS = 1440;

/** GetMetricData, GetMetricStatistics, ListMetrics and PutMetricData. Answers come in one page. */
export function metricActions(
  store: MetricStore,
  authorize: Authorize,
  now: () => number,
): Record<string, AwsJsonAction> {
  const range = (input: JsonObject): [from: number, to: number] => {
    const from = timeMember(input, 'StartTime');
    const to = timeMember(input, 'EndTime');
    if (from === undefined || to === undefined) throw invalid('StartTime and EndTime must be there.');
    if (from >= to) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
    return [from, to];
  };
  const wanted = (data: ReturnType<MetricStore['read']>, unit: string | undefined) =>
    unit === undefined ? data : data.filter((datum) => datum.unit === unit);

  const answerQuery = (
    query: JsonObject,
    [from, to]: [number, number],
    scanBy: string | undefined,
  ): JsonObject => {
    const id = textMember(query, 'Id') ?? '';
    if (query.Expression !== undefined)
      throw notImplemented(`the expression of query ${id}: queries of metrics only`);
    const stat = objectMember(query, 'MetricStat') ?? {};
    const metric = objectMember(stat, 'Metric') ?? {};
    const statistic = statisticOf(textMember(stat, 'Stat') ?? '', 'Stat');
    const data = wanted(store.read(metricIn(metric), from, to), textMember(stat, 'Unit'));
    const points = byPeriod(data, checkedPeriod(amountMember(stat, 'Period')))
      .map(([time, period]): [number, number | undefined] => [time, statistic(period)])
      .filter((point): point is [number, number] => point[1] !== undefined);
    if (scanBy !== 'TimestampAscending') points.reverse();
    return {
      Id: id,
      Label: textMember(query, 'Label') ?? textMember(metric, 'MetricName'),
      Timestamps: points.map(([time]) => new Date(time)),
      Values: points.map(([, value]) => value),
      StatusCode: 'Complete',
    };
  };

  return {
    GetMetricData(input, { caller }) {
      authorize(caller, 'cloudwatch:GetMetricData', '*');
      const times = range(input);
      const scanBy = textMember(input, 'ScanBy');
      const queries = objectListMember(input, 'MetricDataQueries') ?? [];
      const ids = queries.map(({ Id }) => Id);
      if (new Set(ids).size < ids.length || !ids.every((id) => QUERY_ID.test(String(id))))
        throw new AwsError(
          'ValidationError',
          'Each of MetricDataQueries must have an Id of its own, which begins with a small letter.',
        );
      return {
        MetricDataResults: queries
          .filter(({ ReturnData }) => ReturnData !== false && ReturnData !== 'false')
          .map((query) => answerQuery(query, times, scanBy)),
        Messages: [],
      };
    },
    GetMetricStatistics(input, { caller }) {
      authorize(caller, 'cloudwatch:GetMetricStatistics', '*');
      const [from, to] = range(input);
      const period = checkedPeriod(amountMember(input, 'Period'));
      if ((to - from) / 1000 / period > MOST_DATAPOINTS)
        throw invalid(`The period asks for more than ${MOST_DATAPOINTS} datapoints.`);
      const { basic, extended } = askedStatistics(input);
      const data = wanted(store.read(metricIn(input), from, to), textMember(input, 'Unit'));
      const points = [...Map.groupBy(data, ({ unit }) => unit)].flatMap(([unit, ofUnit]) =>
        byPeriod(ofUnit, period).map(([time, measured]) => ({
          Timestamp: new Date(time),
          Unit: unit,
          ...Object.fromEntries(basic.map(([name, of]) => [name, of(measured)])),
          ...(extended.length > 0 && {
            ExtendedStatistics: Object.fromEntries(extended.map(([name, of]) => [name, of(measured)])),
          }),
        })),
      );
      return { Label: textMember(input, 'MetricName'), Datapoints: points };
    },
    ListMetrics(input, { caller }) {
      authorize(caller, 'cloudwatch:ListMetrics', '*');
      const namespace = textMember(input, 'Namespace');
      const name = textMember(input, 'MetricName');
      const filters = objectListMember(input, 'Dimensions') ?? [];
      const listed = store
        .metrics()
        .filter(
          (metric) =>
            (namespace ?? metric.namespace) === metric.namespace &&
            (name ?? metric.name) === metric.name &&
            filters.every(({ Name, Value }) =>
              metric.dimensions.some(([key, value]) => key === Name && (Value ?? value) === value),
            ),
        );
      return { Metrics: listed.map(describeMetric) };
    },
    PutMetricData(input, { caller }) {
      const namespace = textMember(input, 'Namespace') ?? '';
      authorize(caller, 'cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': namespace });
      if (namespace === '') throw invalid('The parameter Namespace is required.');
      if (namespace.startsWith('AWS/')) throw invalid('The value AWS/ for parameter Namespace is invalid.');
      if (input.EntityMetricData !== undefined) throw notImplemented('EntityMetricData of PutMetricData');
      const data = objectListMember(input, 'MetricData') ?? [];
      if (data.length === 0) throw invalid('The parameter MetricData is required.');
      store.add(data.flatMap((datum) => putData(datum, namespace, now())));
    },
  };
}

type Named = readonly [name: string, of: ReturnType<typeof statisticOf>];

/** API reference, GetMetricStatistics. @throws AwsError for a statistic that is not of its list, and for none */
function askedStatistics(input: JsonObject): { basic: Named[]; extended: Named[] } {
  const named = (member: string, check: (name: string, member: string) => void) =>
    (textListMember(input, member) ?? []).map((name): Named => {
      check(name, member);
      return [name, statisticOf(name, member)];
    });
  const basic = named('Statistics', checkBasic);
  const extended = named('ExtendedStatistics', checkExtended);
  if (basic.length + extended.length === 0)
    throw new AwsError(
      'InvalidParameterCombinationException',
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  return { basic, extended };
}

function putData(datum: JsonObject, namespace: string, now: number): Datum[] {
  const metric = metricIn(datum, namespace);
  if (metric.name === '') throw invalid('The parameter MetricData.member.1.MetricName is required.');
  const time = timeMember(datum, 'Timestamp') ?? now;
  if (time < now - OLDEST_MS || time > now + NEWEST_MS)
    throw invalid('The parameter MetricData.member.1.Timestamp must be of the last two weeks.');
  const unit = textMember(datum, 'Unit');
  const set = objectMember(datum, 'StatisticValues');
  if (set) {
    const [samples = 0, sum = 0, least = 0, most = 0] = ['SampleCount', 'Sum', 'Minimum', 'Maximum'].map(
      (member) => valueMember(set, member),
    );
    if (samples <= 0 || least > most)
      throw invalid(
        'StatisticValues must have a SampleCount over 0, and a Minimum that is not over the Maximum.',
      );
    return [{ metric, time, unit: unit ?? 'None', samples, sum, least, most }];
  }
  const values = numbers(datum, 'Values') ?? [valueMember(datum, 'Value') ?? 0];
  const counts = numbers(datum, 'Counts') ?? [];
  if (counts.some((count) => count <= 0) || (counts.length > 0 && counts.length !== values.length))
    throw invalid('Counts must have a number over 0 for each of Values.');
  return values.map((value, index) => valueDatum(metric, time, unit, value, counts[index]));
}

const numbers = (datum: JsonObject, member: string): number[] | undefined => {
  const list = datum[member];
  if (!Array.isArray(list)) return undefined;
  return list.map((_item, index) => valueMember(list as unknown as JsonObject, String(index)) ?? 0);
};

/** API reference, MetricDatum: values beyond are rejected. */
const LARGEST_VALUE = 2 ** 360;

function valueMember(input: JsonObject, member: string): number | undefined {
  const value = amountMember(input, member);
  if (value !== undefined && Math.abs(value) > LARGEST_VALUE)
    throw invalid(`The value for parameter ${member} must be between -2^360 and 2^360.`);
  return value;
}
