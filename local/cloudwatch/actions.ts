import type { Authorize, JsonObject } from '../ground/index.ts';
import { notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { objectListMember, objectMember, textListMember, textMember } from '../http/index.ts';
import type { Datum } from './metric.ts';
import { amountMember, describeMetric, invalid, metricIn, timeMember, valueDatum } from './metric.ts';
import type { MetricStore } from './metric-store.ts';
import { byPeriod, checkedPeriod, statisticOf } from './statistics.ts';

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
    const statistic = statisticOf(textMember(stat, 'Stat') ?? '');
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
      const basic = textListMember(input, 'Statistics') ?? [];
      const extended = textListMember(input, 'ExtendedStatistics') ?? [];
      const data = wanted(store.read(metricIn(input), from, to), textMember(input, 'Unit'));
      const points = [...Map.groupBy(data, ({ unit }) => unit)].flatMap(([unit, ofUnit]) =>
        byPeriod(ofUnit, period).map(([time, measured]) => ({
          Timestamp: new Date(time),
          Unit: unit,
          ...Object.fromEntries(basic.map((name) => [name, statisticOf(name)(measured)])),
          ...(extended.length > 0 && {
            ExtendedStatistics: Object.fromEntries(
              extended.map((name) => [name, statisticOf(name)(measured)]),
            ),
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
      if (namespace.startsWith('AWS/')) throw invalid('The value AWS/ for parameter Namespace is invalid.');
      if (input.EntityMetricData !== undefined) throw notImplemented('EntityMetricData of PutMetricData');
      const data = objectListMember(input, 'MetricData') ?? [];
      store.add(data.flatMap((datum) => putData(datum, namespace, now())));
    },
  };
}

function putData(datum: JsonObject, namespace: string, now: number): Datum[] {
  const metric = metricIn(datum, namespace);
  if (metric.name === '') throw invalid('The parameter MetricData.member.1.MetricName is required.');
  const time = timeMember(datum, 'Timestamp') ?? now;
  const unit = textMember(datum, 'Unit');
  const set = objectMember(datum, 'StatisticValues');
  if (set) {
    const [samples = 0, sum = 0, least = 0, most = 0] = ['SampleCount', 'Sum', 'Minimum', 'Maximum'].map(
      (member) => amountMember(set, member),
    );
    return [{ metric, time, unit: unit ?? 'None', samples, sum, least, most }];
  }
  const values = numbers(datum, 'Values') ?? [amountMember(datum, 'Value') ?? 0];
  const counts = numbers(datum, 'Counts') ?? [];
  return values.map((value, index) => valueDatum(metric, time, unit, value, counts[index]));
}

const numbers = (datum: JsonObject, member: string): number[] | undefined => {
  const list = datum[member];
  if (!Array.isArray(list)) return undefined;
  return list.map((_item, index) => amountMember(list as unknown as JsonObject, String(index)) ?? 0);
};
