import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, Service } from '../ground/index.ts';
import type { StackResource } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { metricActions } from './actions.ts';
import type { AlarmState } from './alarms/alarm.ts';
import { createAlarmBook } from './alarms/alarm-book.ts';
import type { AlarmEvent } from './alarms/alarm-event.ts';
import { stateChangeEvent } from './alarms/alarm-event.ts';
import { createAlarmHistory, stateUpdate } from './alarms/alarm-history.ts';
import type { Topics } from './alarms/alarm-notification.ts';
import { tellTopic } from './alarms/alarm-notification.ts';
import type { AlarmChange } from './alarms/alarm-change.ts';
import { createAlarmWatch } from './alarms/alarm-watch.ts';
import { alarmActions } from './alarms/alarm-actions.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import type { Datum } from './metric.ts';
import { createMetricStore } from './metric-store.ts';
import { inThreeProtocols } from './protocols.ts';
import type { MeasuredInvocation, MeasuredQueue } from './service-metrics.ts';
import { lambdaMetrics, queueMetric, throttleMetrics } from './service-metrics.ts';

export interface CloudWatchOptions extends Topics {
  database: DatabaseSync;
  clock: Pick<Clock, 'now' | 'at'>;
  authorize: Authorize;
  /** Puts an event on the default bus, in the transaction of a change. */
  putEvent: (event: AlarmEvent) => void;
  /** The resources of the template, whose alarms are evaluated. */
  resources: readonly StackResource[];
  /** A queue by its name, as it is now. */
  queueOf: (name: string) => MeasuredQueue | undefined;
  /** Takes the error where metrics cannot be written, which are lost then. */
  onTrouble: (error: unknown) => void;
}

/** An alarm as `GET /_inlet/alarms` shows it. */
export interface ShownAlarm {
  name: string;
  state: AlarmState;
  reason: string;
  /** ISO 8601. */
  since: string;
  description: string | null;
}

export interface ShownAlarms {
  alarms: ShownAlarm[];
  /** Alarms that the local cloud does not evaluate, each with the reason. */
  notEvaluated: { name: string; why: string }[];
}

export interface CloudWatch {
  /** Takes an invocation of a function for its metrics. */
  invoked: (invocation: MeasuredInvocation) => void;
  /** Takes an invocation that was refused for want of concurrency. */
  throttled: (functionName: string) => void;
  /** Something happened that may have filled or emptied a queue. */
  happened: () => void;
  /** The alarms as they are now. */
  alarms: () => ShownAlarms;
  onAlarm: (listener: (change: AlarmChange) => void) => () => void;
  /** Evaluates no alarm until the returned function is called. */
  holdAlarms: () => () => void;
  /** Begins to evaluate alarms. */
  start: () => void;
  /** Takes a line of a function's log: its embedded metrics, if it has any, can be asked for at once. */
  read: (line: string) => void;
  /** boto3 and the AWS CLI send CBOR, the SDK for JavaScript JSON, older ones the query protocol. */
  service: Service;
  reset: () => void;
  /** Writes what is not on the disk yet; no line is taken any more. */
  close: () => void;
}

/** The metrics of the machine-local cloud. Those of one turn of the event loop are one commit. */
export function createCloudWatch(options: CloudWatchOptions): CloudWatch {
  const { database, clock, authorize, resources, queueOf, onTrouble } = options;
  const store = createMetricStore(database);
  const book = createAlarmBook(database, resources, clock.now());
  const history = createAlarmHistory(database);
  const watch = createAlarmWatch({
    alarms: () => book.list().flatMap(({ alarm }) => alarm ?? []),
    database,
    store,
    clock,
    gauge: (metric, now) => queueMetric(metric, queueOf, now),
    tell(change) {
      for (const arn of change.alarm.actions[change.state]) tellTopic(arn, change, options);
      history.add(stateUpdate(change));
      options.putEvent(stateChangeEvent(change));
    },
  });
  let waiting: Datum[] = [];
  let due: NodeJS.Immediate | undefined;
  let isOpen = true;

  const flush = (): void => {
    if (due) clearImmediate(due);
    due = undefined;
    const data = waiting;
    waiting = [];
    if (data.length === 0) return;
    try {
      add(data);
    } catch (error) {
      onTrouble(error);
    }
  };

  const take = (data: readonly Datum[]): void => {
    if (!isOpen || data.length === 0) return;
    waiting.push(...data);
    due ??= setImmediate(flush);
  };

  const add = (data: readonly Datum[]): void => {
    store.add(data);
    watch.wrote(data);
  };
  const actions: Record<string, AwsJsonAction> = {
    ...metricActions({ ...store, add }, authorize, () => clock.now()),
    ...alarmActions({ book, watch, history, authorize, now: () => clock.now() }),
  };
  const spoken = inThreeProtocols(actions);
  const service: Service = (request, response, context) => {
    flush();
    return spoken(request, response, context);
  };

  return {
    read(line) {
      take(embeddedMetrics(line));
    },
    invoked(invocation) {
      take(lambdaMetrics(invocation));
    },
    throttled(functionName) {
      take(throttleMetrics(functionName, clock.now()));
    },
    happened: watch.happened,
    alarms() {
      flush();
      watch.look();
      return {
        alarms: book.list().flatMap(({ alarm }) => {
          if (!alarm) return [];
          const { since, ...status } = watch.status(alarm);
          const { name, description } = alarm;
          return [{ name, ...status, since: new Date(since).toISOString(), description }];
        }),
        notEvaluated: book.list().flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }])),
      };
    },
    onAlarm: watch.onChange,
    holdAlarms: watch.hold,
    start: watch.start,
    service: Object.assign(service, { actions: Object.keys(actions) }),
    reset() {
      flush();
      store.clear();
      book.clear();
      history.clear();
      watch.reset();
    },
    close() {
      flush();
      watch.stop();
      isOpen = false;
    },
  };
}
