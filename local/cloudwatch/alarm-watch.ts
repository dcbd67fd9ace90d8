import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../ground/index.ts';
import { createListeners, createRecords, isDiskFull, transaction } from '../ground/index.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import type { AlarmChange, AlarmStatus } from './alarm-change.ts';
import type { Point, Verdict } from './judge-alarm.ts';
import { judgeAlarm, periodsLookedAt } from './judge-alarm.ts';
import type { Datum, Metric } from './metric.ts';
import { keyOf, valueDatum } from './metric.ts';
import type { MetricStore } from './metric-store.ts';
import { statisticOf } from './statistics.ts';

export interface AlarmWatchOptions {
  alarms: readonly Alarm[];
  database: DatabaseSync;
  store: MetricStore;
  clock: Pick<Clock, 'now' | 'at'>;
  /** The value of a metric that is there to be asked for, such as a queue's; undefined for others. */
  gauge: (metric: Metric, now: number) => number | undefined;
  /** Carries out an alarm's action, in the transaction of the change. */
  act: (arn: string, change: AlarmChange) => void;
}

export interface AlarmWatch {
  status: (alarm: Alarm) => AlarmStatus;
  /** Takes what has been written: the alarms of these metrics are looked at for as long as they can change by it. */
  wrote: (data: readonly Datum[]) => void;
  /** Something else happened that gauges may show: they are looked at at the end of the minute. */
  happened: () => void;
  /** Looks at what is due now. */
  look: () => void;
  /** Has an alarm be in a state until it is evaluated again, at the end of the minute; its actions are carried out where that is a change. */
  setState: (alarm: Alarm, state: AlarmState, reason: string) => void;
  /** Looks at nothing until the returned function is called: schedules do not run meanwhile, and nobody misses their runs. */
  hold: () => () => void;
  onChange: (listener: (change: AlarmChange) => void) => () => void;
  start: () => void;
  stop: () => void;
  reset: () => void;
}

/** Alarms are evaluated once a minute, whatever their period (user guide, "Evaluating an alarm"). */
const MINUTE_MS = 60_000;

const UNCHECKED = 'Unchecked: Initial alarm creation';

/**
 * Evaluates alarms at the end of each minute of the cloud's clock, over periods that end there; an alarm only while it can change by
 * what was written. So a cloud in which nothing is written has nothing to do.
 */
export function createAlarmWatch(options: AlarmWatchOptions): AlarmWatch {
  const { alarms, database, store, clock, gauge, act } = options;
  const states = createRecords<AlarmStatus>(database, 'cloudwatch_alarm');
  const changes = createListeners<[AlarmChange]>();
  const byMetric = Map.groupBy(alarms, ({ metric }) => keyOf(metric));
  /** Metrics that may be asked for, with what they were last. */
  const gauged = new Map<string, { metric: Metric; last: number; askedAt: number }>();
  /** Alarms that can change, each until when. */
  const open = new Map<Alarm, number>();
  /** Alarms that were set to a state by a caller, each until the end of that minute. */
  const set = new Map<Alarm, number>();
  const madeAt = clock.now();
  /** Before it, runs that are not there are not missing. */
  let knownSince = madeAt;
  let holds = 0;
  let started = false;
  let mayHaveChanged = false;
  let cancel: (() => void) | undefined;

  const status = ({ name }: Alarm): AlarmStatus =>
    states.get(name) ?? { state: 'INSUFFICIENT_DATA', reason: UNCHECKED, since: madeAt };

  const arm = (): void => {
    if (!started || cancel || holds > 0 || (open.size === 0 && !mayHaveChanged)) return;
    cancel = clock.at((Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS, () => {
      cancel?.();
      cancel = undefined;
      try {
        look();
      } catch (error) {
        // On a full disk the clock does the same again, and what comes after it with it.
        if (!isDiskFull(error)) arm();
        throw error;
      }
      arm();
    });
  };

  const opened = (data: readonly Datum[]): void => {
    for (const { metric, time } of data)
      for (const alarm of byMetric.get(keyOf(metric)) ?? []) {
        const until = time + periodsLookedAt(alarm) * alarm.periodMs + MINUTE_MS;
        open.set(alarm, Math.max(open.get(alarm) ?? 0, until));
      }
  };

  /** Asks the gauges, once a minute. A zero is written where it was not zero before: what is not there does not mend an alarm at once. */
  const ask = (end: number): void => {
    mayHaveChanged = false;
    const data: Datum[] = [];
    for (const gaugedMetric of gauged.values()) {
      if (gaugedMetric.askedAt === end) continue;
      const value = gauge(gaugedMetric.metric, clock.now()) ?? 0;
      if (value !== 0 || gaugedMetric.last !== 0)
        data.push(valueDatum(gaugedMetric.metric, end - 1, 'Count', value));
      Object.assign(gaugedMetric, { last: value, askedAt: end });
    }
    if (data.length === 0) return;
    store.add(data);
    opened(data);
  };

  const look = (): void => {
    if (holds > 0) return;
    const end = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
    ask(end);
    for (const [alarm, until] of open) {
      if ((set.get(alarm) ?? 0) <= end) evaluate(alarm, end);
      if (until <= end) open.delete(alarm);
    }
  };

  const evaluate = (alarm: Alarm, end: number): void => {
    const { state: before } = status(alarm);
    const isTooNew = end - alarm.evaluationPeriods * alarm.periodMs < knownSince;
    const treatment = alarm.treatMissing === 'breaching' && isTooNew ? 'ignore' : alarm.treatMissing;
    const verdict = judgeAlarm(alarm, pointsOf(alarm, end), before, treatment);
    if (verdict.state !== before) changeTo(alarm, before, verdict);
  };

  const changeTo = (alarm: Alarm, before: AlarmState, { state, reason }: Verdict): void => {
    const change = { alarm, before, state, reason, changedAt: clock.now(), madeAt };
    transaction(database, () => {
      states.put(alarm.name, { state, reason, since: change.changedAt });
      for (const arn of alarm.actions[state]) act(arn, change);
    });
    changes.emit(change);
  };

  const pointsOf = (alarm: Alarm, end: number): Point[] => {
    const statistic = statisticOf(alarm.statistic);
    const count = periodsLookedAt(alarm);
    const begin = end - count * alarm.periodMs;
    const data = store
      .read(alarm.metric, begin, end)
      .filter(({ unit }) => alarm.unit === undefined || unit === alarm.unit);
    return Array.from({ length: count }, (_, index) => {
      const from = begin + index * alarm.periodMs;
      const inPeriod = data.filter(({ time }) => time >= from && time < from + alarm.periodMs);
      return inPeriod.length === 0 ? undefined : statistic(inPeriod);
    });
  };

  const openAll = (): void => {
    for (const alarm of alarms) open.set(alarm, clock.now() + MINUTE_MS);
  };

  return {
    status,
    onChange: changes.add,
    wrote(data) {
      opened(data);
      arm();
    },
    happened() {
      mayHaveChanged = gauged.size > 0;
      arm();
    },
    look,
    setState(alarm, state, reason) {
      const { state: before } = status(alarm);
      if (state !== before) changeTo(alarm, before, { state, reason });
      const endOfMinute = (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS;
      set.set(alarm, endOfMinute);
      open.set(alarm, Math.max(open.get(alarm) ?? 0, endOfMinute));
      arm();
    },
    hold() {
      holds++;
      cancel?.();
      cancel = undefined;
      return () => {
        holds--;
        knownSince = clock.now();
        arm();
      };
    },
    start() {
      started = true;
      knownSince = clock.now();
      for (const { metric } of alarms)
        if (gauge(metric, knownSince) !== undefined)
          gauged.set(keyOf(metric), { metric, last: 0, askedAt: 0 });
      openAll();
      arm();
    },
    stop() {
      started = false;
      cancel?.();
      cancel = undefined;
    },
    reset() {
      states.clear();
      open.clear();
      set.clear();
      for (const metric of gauged.values()) Object.assign(metric, { last: 0, askedAt: 0 });
      knownSince = clock.now();
      openAll();
      arm();
    },
  };
}
