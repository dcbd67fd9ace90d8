import type { Datum, Metric } from './metric.ts';
import { keyOf, valueDatum } from './metric.ts';

/** The value of a metric that is there to be asked for, such as a queue's; undefined for others. */
export type Gauge = (metric: Metric, now: number) => number | undefined;

/** Metrics of alarms that are asked for, once a minute. */
export interface Gauges {
  /** Whether there are any. */
  readonly size: number;
  /** Takes the metrics of all alarms: those that can be asked for are from now on, others when they can. */
  watch: (metrics: readonly Metric[], now: number) => void;
  /** What the metrics are at the end of a minute. A zero is told where it was not zero before: what is not there does not mend an alarm at once. */
  ask: (end: number, now: number) => Datum[];
  reset: () => void;
}

export function createGauges(gauge: Gauge): Gauges {
  const watched = new Map<string, { metric: Metric; last: number; askedAt: number }>();
  let known: readonly Metric[] = [];
  const find = (now: number): void => {
    for (const metric of known)
      if (!watched.has(keyOf(metric)) && gauge(metric, now) !== undefined)
        watched.set(keyOf(metric), { metric, last: 0, askedAt: 0 });
  };
  return {
    get size() {
      return watched.size;
    },
    watch(metrics, now) {
      known = metrics;
      const keys = new Set(metrics.map(keyOf));
      for (const key of watched.keys()) if (!keys.has(key)) watched.delete(key);
      find(now);
    },
    ask(end, now) {
      find(now);
      const data: Datum[] = [];
      for (const asked of watched.values()) {
        if (asked.askedAt === end) continue;
        const value = gauge(asked.metric, now) ?? 0;
        if (value !== 0 || asked.last !== 0) data.push(valueDatum(asked.metric, end - 1, 'Count', value));
        Object.assign(asked, { last: value, askedAt: end });
      }
      return data;
    },
    reset() {
      for (const asked of watched.values()) Object.assign(asked, { last: 0, askedAt: 0 });
    },
  };
}
