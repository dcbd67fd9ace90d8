import type { Alarm } from './alarm.ts';
import type { Point } from './judge-alarm.ts';
import { periodsLookedAt } from './judge-alarm.ts';
import type { MetricStore } from '../metric-store.ts';
import { findStatistic } from '../statistics.ts';

/** The values of the periods that are looked at, which end at `end`, the newest last. */
export function pointsOf(store: MetricStore, alarm: Alarm, end: number): Point[] {
  const statistic = findStatistic(alarm.statistic);
  const count = periodsLookedAt(alarm);
  const begin = end - count * alarm.periodMs;
  const data = store
    .read(alarm.metric, begin, end)
    .filter(({ unit }) => alarm.unit === undefined || unit === alarm.unit);
  return Array.from({ length: count }, (_, index) => {
    const from = begin + index * alarm.periodMs;
    const inPeriod = data.filter(({ time }) => time >= from && time < from + alarm.periodMs);
    return inPeriod.length === 0 ? undefined : statistic?.(inPeriod);
  });
}
