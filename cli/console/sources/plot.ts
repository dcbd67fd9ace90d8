import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Plot } from '../../../console/api/index.ts';
import type { StageResources } from '../../stage/index.ts';

const MINUTE_MS = 60_000;
const MINUTES = 60;
const NAMES = { imported: 'LinesImported', failed: 'LinesFailed' } as const;

/** Lines imported and failed of the last hour by the metrics of summarize-import, each minute; a minute without any is zero. */
export function plotReader({
  stage,
  now,
  clientSettings,
}: Pick<StageResources, 'stage' | 'now' | 'clientSettings'>): () => Promise<Plot> {
  const client = new CloudWatchClient(clientSettings);
  return async () => {
    const end = Math.ceil(now() / MINUTE_MS) * MINUTE_MS;
    const start = end - MINUTES * MINUTE_MS;
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(start),
        EndTime: new Date(end),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: Object.entries(NAMES).map(([Id, MetricName]) => ({
          Id,
          MetricStat: {
            Metric: {
              Namespace: `Inlet/${stage}`,
              MetricName,
              Dimensions: [{ Name: 'service', Value: 'summarize-import' }],
            },
            Period: MINUTE_MS / 1000,
            Stat: 'Sum',
          },
        })),
      }),
    );
    const sums = new Map<string, number>();
    for (const { Id, Timestamps = [], Values = [] } of MetricDataResults)
      Timestamps.forEach((time, at) => sums.set(`${Id ?? ''} ${time.getTime()}`, Values[at] ?? 0));
    return {
      minutes: Array.from({ length: MINUTES }, (_, at) => {
        const time = start + at * MINUTE_MS;
        return [time / 1000, sums.get(`imported ${time}`) ?? 0, sums.get(`failed ${time}`) ?? 0];
      }),
      source: 'CloudWatch: LinesImported and LinesFailed, at the minute in which an ended job was summarized',
    };
  };
}
