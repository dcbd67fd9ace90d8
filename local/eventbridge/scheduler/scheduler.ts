import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Service } from '../../ground/index.ts';
import { createRecords, isDiskFull, notImplemented } from '../../ground/index.ts';
import type { Stack } from '../../cloudformation/index.ts';
import { MINUTE_MS, parseSchedulerExpression } from '../schedule/index.ts';
import { createSchedules } from '../schedules.ts';
import { runSchedule } from './run-schedule.ts';
import type { ScheduleTargets } from './run-schedule.ts';
import type { RunningSchedule, ScheduleRecord } from './schedule-requests.ts';
import type { EventBridge } from '../eventbridge-api.ts';
import { createSchedulerService } from './scheduler-service.ts';

export interface SchedulerOptions extends ScheduleTargets {
  database: DatabaseSync;
  clock: Clock;
  /** How long the minute of a `rate(...)` lasts, milliseconds. */
  minuteMs?: number;
  /** Whether a rate's minute is a real one, for nothing happens in the cloud; and what tells that this has changed. */
  pace?: Pick<EventBridge, 'isAtRest' | 'onPace'>;
  mayAssume: (roleArn: string, service: string, context?: Record<string, string>) => boolean;
  /** Told where a target refused, and the call is in no dead-letter queue. */
  onFailed: (schedule: string, target: string, reason: string) => void;
  /** Told where a run is lost because the disk is full. */
  onNoRoom: (error: unknown) => void;
}

export interface Scheduler {
  /** Takes a schedule of the template. @throws AwsError where this cloud does not have what it asks for */
  declare: (schedule: Stack['schedules'][number]) => void;
  service: Service;
  /** Begins the schedules, those that callers made in an earlier run too. */
  start: () => void;
  /** Removes what callers made. */
  reset: () => void;
}

/** EventBridge Scheduler: schedules by the cloud's clock, in UTC. What fell due while the cloud was down is not made up for. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { database, clock, minuteMs = MINUTE_MS, pace } = options;
  const declared = new Map<string, ScheduleRecord>();
  const records = createRecords<ScheduleRecord>(database, 'scheduler_schedule');

  const tick = (running: RunningSchedule, dueMs: number): void => {
    try {
      runSchedule(running, dueMs, database, options, options.onFailed);
      if (running.deleteAfter && running.schedule.kind === 'at') remove(running);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      options.onNoRoom(error);
    }
  };
  const schedules = createSchedules(clock, minuteMs, tick, pace?.isAtRest);
  pace?.onPace(() => {
    schedules.changePace();
  });
  const run = (record: ScheduleRecord): void => {
    schedules.declare({
      ...record,
      schedule: parseSchedulerExpression(record.expression),
      scheduleExpression: record.expression,
      targets: [{ kind: record.target.arn.split(':')[2] === 'lambda' ? 'function' : 'other' }],
    });
  };
  const refuseTemplates = ({ arn, name }: Pick<ScheduleRecord, 'arn' | 'name'>): void => {
    if (declared.has(arn))
      throw notImplemented(`changes at runtime of schedule ${name}, which the template declares`);
  };
  const remove = (record: ScheduleRecord): void => {
    refuseTemplates(record);
    records.remove(record.arn);
    schedules.remove(record);
  };

  return {
    declare({ name, arn, expression, timezone, enabled, target }) {
      if (timezone !== 'UTC') throw notImplemented(`schedules in the time zone ${timezone} (${name})`);
      const now = clock.now();
      const record: ScheduleRecord = {
        arn,
        name,
        expression,
        enabled,
        deleteAfter: false,
        flexibleWindow: { Mode: 'OFF' },
        target,
        createdMs: now,
        changedMs: now,
      };
      declared.set(arn, record);
      records.remove(arn);
      run(record);
    },
    service: createSchedulerService(
      {
        find: (arn) => declared.get(arn) ?? records.get(arn),
        list: () => [...declared.values(), ...records.list()],
        put(record) {
          refuseTemplates(record);
          records.put(record.arn, record);
          run(record);
        },
        remove,
      },
      options,
    ),
    start() {
      for (const record of records.list()) run(record);
      schedules.start();
    },
    reset() {
      for (const record of records.list()) schedules.remove(record);
      records.clear();
    },
  };
}
