import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ground/index.ts';
import { createListeners, createRecords, isDiskFull, transaction } from '../../ground/index.ts';
import type { Alarm, AlarmState } from './alarm.ts';
import type { AlarmChange, AlarmStatus } from './alarm-change.ts';
import { unchecked } from './alarm-change.ts';
import { pointsOf } from './alarm-points.ts';
import type { Gauge } from '../gauges.ts';
import { createGauges } from '../gauges.ts';
import type { Verdict } from './judge-alarm.ts';
import { judgeAlarm, periodsLookedAt } from './judge-alarm.ts';
import type { Datum } from '../metric.ts';
import { keyOf } from '../metric.ts';
import type { MetricStore } from '../metric-store.ts';

export interface AlarmWatchOptions {
  /** The alarms that are evaluated, as they are now. */
  alarms: () => readonly Alarm[];
  database: DatabaseSync;
  store: MetricStore;
  clock: Pick<Clock, 'now' | 'at'>;
  gauge: Gauge;
  /** Tells whom a change is to be told, in its transaction. */
  tell: (change: AlarmChange) => void;
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
  /** An alarm was made, or made otherwise: its state stays (API reference, PutMetricAlarm), and it is looked at at the end of the minute. */
  put: (alarm: Alarm) => void;
  /** Alarms were changed in what does not bear on their state. */
  reread: () => void;
  /** An alarm is no more. */
  forget: (name: string) => void;
  onChange: (listener: (change: AlarmChange) => void) => () => void;
  start: () => void;
  stop: () => void;
  reset: () => void;
}

/** Alarms are evaluated once a minute, whatever their period (user guide, "Evaluating an alarm"). */
const MINUTE_MS = 60_000;

/**
 * Evaluates alarms at the end of each minute of the cloud's clock, over periods that end there; an alarm only while it can change by
 * what was written. So a cloud in which nothing is written has nothing to do.
 */
export function createAlarmWatch(options: AlarmWatchOptions): AlarmWatch {
  const { database, store, clock, tell } = options;
  const states = createRecords<AlarmStatus>(database, 'cloudwatch_alarm');
  const changes = createListeners<[AlarmChange]>();
  let alarms = new Map<string, Alarm>();
  let byMetric = new Map<string, Alarm[]>();
  const gauges = createGauges(options.gauge);
  /** Names of alarms that can change, each until when. */
  const open = new Map<string, number>();
  /** Those whose state a caller has set or whose alarm a caller has made, each until the end of that minute. */
  const set = new Map<string, number>();
  const madeAt = clock.now();
  /** Before it, runs that are not there are not missing. */
  let knownSince = madeAt;
  let holds = 0;
  let started = false;
  let mayHaveChanged = false;
  let cancel: (() => void) | undefined;

  const status = ({ name }: Alarm): AlarmStatus => states.get(name) ?? unchecked(madeAt);

  const endOfMinute = (): number => (Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS;

  const arm = (): void => {
    if (!started || cancel || holds > 0 || (open.size === 0 && !mayHaveChanged)) return;
    cancel = clock.at(endOfMinute(), () => {
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
      for (const alarm of byMetric.get(keyOf(metric)) ?? [])
        openUntil(alarm, time + periodsLookedAt(alarm) * alarm.periodMs + MINUTE_MS);
  };

  const openUntil = ({ name }: Alarm, until: number): void =>
    void open.set(name, Math.max(open.get(name) ?? 0, until));

  /** Takes up the alarms as they are now. A queue that is made later is asked from then on. */
  const reread = (): void => {
    alarms = new Map(options.alarms().map((alarm) => [alarm.name, alarm]));
    byMetric = Map.groupBy(alarms.values(), ({ metric }) => keyOf(metric));
    gauges.watch(
      [...byMetric.values()].flatMap(([alarm]) => alarm?.metric ?? []),
      clock.now(),
    );
  };

  const ask = (end: number): void => {
    mayHaveChanged = false;
    const data = gauges.ask(end, clock.now());
    if (data.length > 0) store.add(data);
    opened(data);
  };

  const look = (): void => {
    if (holds > 0) return;
    const end = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
    ask(end);
    for (const [name, until] of open) {
      const alarm = alarms.get(name);
      if (alarm && (set.get(name) ?? 0) <= end) evaluate(alarm, end);
      if (until <= end) open.delete(name);
    }
  };

  const evaluate = (alarm: Alarm, end: number): void => {
    const { state: before } = status(alarm);
    const isTooNew = end - alarm.evaluationPeriods * alarm.periodMs < knownSince;
    const treatment = alarm.treatMissing === 'breaching' && isTooNew ? 'ignore' : alarm.treatMissing;
    changeTo(alarm, judgeAlarm(alarm, pointsOf(store, alarm, end), before, treatment));
  };

  const changeTo = (alarm: Alarm, { state, reason }: Verdict): void => {
    const was = status(alarm);
    if (state === was.state) return;
    const change = { alarm, was, state, reason, changedAt: clock.now() };
    transaction(database, () => {
      states.put(alarm.name, { state, reason, since: change.changedAt });
      tell(change);
    });
    changes.emit(change);
  };

  const leaveUntilMinuteEnds = (alarm: Alarm): void => {
    set.set(alarm.name, endOfMinute());
    openUntil(alarm, endOfMinute());
    arm();
  };

  const begin = (): void => {
    knownSince = clock.now();
    reread();
    for (const alarm of alarms.values()) openUntil(alarm, clock.now() + MINUTE_MS);
    arm();
  };

  return {
    status,
    onChange: changes.add,
    wrote(data) {
      opened(data);
      arm();
    },
    happened() {
      mayHaveChanged = gauges.size > 0;
      arm();
    },
    look,
    setState(alarm, state, reason) {
      changeTo(alarm, { state, reason });
      leaveUntilMinuteEnds(alarm);
    },
    put(alarm) {
      if (!alarms.has(alarm.name)) states.put(alarm.name, unchecked(clock.now()));
      reread();
      leaveUntilMinuteEnds(alarm);
    },
    reread,
    forget(name) {
      states.remove(name);
      open.delete(name);
      set.delete(name);
      reread();
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
      begin();
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
      gauges.reset();
      begin();
    },
  };
}
