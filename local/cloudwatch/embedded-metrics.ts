import { isJsonObject, parsedJson } from '../ground/index.ts';
import type { Datum } from './metric.ts';
import { metricOf, valueDatum } from './metric.ts';

/**
 * The metrics in a log line, if it has the embedded metric format (CloudWatch user guide, "Specification: Embedded metric
 * format"): each directive's metrics, once for each of its sets of dimensions. What does not fit is passed over, as on AWS.
 */
export function embeddedMetrics(line: string): Datum[] {
  if (!line.includes('"_aws"')) return [];
  const root = parsedJson(line);
  if (!isJsonObject(root) || !isJsonObject(root._aws)) return [];
  const { Timestamp: time, CloudWatchMetrics: directives } = root._aws;
  if (typeof time !== 'number' || !Array.isArray(directives)) return [];
  return directives.filter(isJsonObject).flatMap(({ Namespace, Dimensions, Metrics }) =>
    listOf(Metrics)
      .filter(isJsonObject)
      .flatMap(({ Name, Unit }) =>
        listOf(Dimensions).flatMap((set) => {
          const dimensions = listOf(set).map((name): [string, string] => [
            String(name),
            String(root[String(name)]),
          ]);
          const metric = metricOf(String(Namespace), String(Name), dimensions);
          return [root[String(Name)]]
            .flat()
            .filter((value) => typeof value === 'number')
            .map((value) => valueDatum(metric, time, typeof Unit === 'string' ? Unit : undefined, value));
        }),
      ),
  );
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
