import type { Clock } from '../ground/index.ts';
import type { Schedule } from './schedule/index.ts';
import { MINUTE_MS, nextRun } from './schedule/index.ts';

/** What runs by a schedule: a rule, or a schedule of EventBridge Scheduler. */
export interface Scheduled {
  arn: string;
  enabled: boolean;
  scheduleExpression?: string;
  schedule?: Schedule;
  targets: readonly { kind: string }[];
}

export interface Schedules<Item extends Scheduled> {
  /** Has rates go on by a pace that has changed: a run that is due by it comes within one short minute. */
  changePace(): void;
  /** Takes a rule's schedule up, instead of what an earlier declaration of the rule said. One that stays as it is goes on. */
  declare(rule: Item): void;
  remove(rule: Pick<Item, 'arn'>): void;
  start(): void;
  /**
   * Runs no tick of a rate until the returned function is called; the next one comes a period later. A tick that sends a message
   * to a queue is work of its own, whatever else there is to do: it runs.
   */
  hold: () => () => void;
}

/**
 * Runs scheduled rules. A rate counts from the start, so its first run is one period later. What fell due
 * while the cloud was down, or while the machine slept, is not made up for; and a tick does not wait for what
 * the tick before it set off, as on AWS.
 *
 * A minute is made short for those who wait for it. Nobody waits for a clock that is advanced: until its last
 * minute a minute is one there, so that an hour is 60 ticks and not 3,600.
 * @param minuteMs how long the minute of a rate lasts, in milliseconds
 * @param tick called with the rule and the time at which it was due
 * @param rests whether the cloud has nothing to do: then a minute is one, too
 */
export function createSchedules<Item extends Scheduled>(
  clock: Clock,
  minuteMs: number,
  tick: (rule: Item, dueMs: number) => void,
  rests: () => boolean = () => false,
): Schedules<Item> {
  const rules = new Map<string, Item>();
  const cancels = new Map<string, () => void>();
  /** When each rule ran last, or began. */
  const runs = new Map<string, number>();
  let started = false;
  let holds = 0;

  const next = (schedule: Schedule, afterMs: number): number | undefined => {
    const unhurried = nextRun(schedule, afterMs, Math.max(minuteMs, MINUTE_MS));
    if (rests()) return unhurried;
    const goal = clock.advancingTo();
    return unhurried !== undefined && goal !== undefined && unhurried <= goal
      ? unhurried
      : nextRun(schedule, afterMs, minuteMs);
  };

  const disarm = ({ arn }: Pick<Scheduled, 'arn'>): void => {
    cancels.get(arn)?.();
    cancels.delete(arn);
  };

  const arm = (rule: Item, afterMs: number): void => {
    disarm(rule);
    if (!rule.schedule || !rule.enabled) return;
    runs.set(rule.arn, afterMs);
    const planned = next(rule.schedule, afterMs);
    const due = planned !== undefined && planned <= clock.now() ? next(rule.schedule, clock.now()) : planned;
    if (due !== undefined) armAt(rule, due);
  };

  const armAt = (rule: Item, due: number): void => {
    const run = (): void => {
      const declared = rules.get(rule.arn) ?? rule;
      arm(declared, due);
      tick(declared, due);
    };
    cancels.set(rule.arn, clock.at(due, run));
  };

  return {
    changePace() {
      if (!started || holds > 0) return;
      for (const rule of rules.values()) {
        if (rule.schedule?.kind !== 'rate' || !rule.enabled) continue;
        const due = next(rule.schedule, runs.get(rule.arn) ?? clock.now()) ?? Infinity;
        disarm(rule);
        armAt(rule, Math.max(due, clock.now() + minuteMs));
      }
    },
    declare(rule) {
      const before = rules.get(rule.arn);
      rules.set(rule.arn, rule);
      const goesOn =
        before?.scheduleExpression === rule.scheduleExpression && before?.enabled === rule.enabled;
      if (started && !goesOn) arm(rule, clock.now());
    },
    remove(rule) {
      rules.delete(rule.arn);
      runs.delete(rule.arn);
      disarm(rule);
    },
    start() {
      started = true;
      for (const rule of rules.values()) arm(rule, clock.now());
    },
    hold() {
      const held = [...rules.values()].filter(
        ({ schedule, targets }) =>
          schedule?.kind === 'rate' && targets.every(({ kind }) => kind === 'function'),
      );
      for (const { arn } of held) cancels.get(arn)?.();
      holds++;
      return () => {
        holds--;
        if (started) for (const rule of held) arm(rule, clock.now());
      };
    },
  };
}
