import type { Clock } from '../ground/index.ts';

/** How far a clock has been moved that is being moved. */
export interface ClockMove {
  /** Cloud time, epoch milliseconds. */
  from: number;
  now: number;
  to: number;
}

export interface AdvanceOptions {
  clock: Clock;
  /** Whether a schedule's tick would find nothing to do. */
  isIdle: () => Promise<boolean>;
  /** Holds the schedules' ticks back until the returned function is called. */
  holdTicks: () => () => void;
  /** Called when a move has ended: what comes of it is waited for. */
  onMoved?: () => void;
}

export interface ClockMover {
  advance: (seconds: number) => Promise<void>;
  /** Undefined where the clock is not being moved. */
  move: () => ClockMove | undefined;
}

/** The ticks of this end of a move are run, whatever there is to do: who moves the clock sees what it does then. */
const RUN_AT_END_MS = 10 * 60_000;

/** With something to do, it is looked again so often whether it has been done. */
const LOOK_AGAIN_MS = 3_600_000;

/**
 * Moves the cloud's clock. What falls due is run in order of its time; ticks of schedules are left out as long as they
 * would find nothing to do, for a year has half a million of each.
 */
export function clockMover({ clock, isIdle, holdTicks, onMoved }: AdvanceOptions): ClockMover {
  let turn: Promise<unknown> = Promise.resolve();
  let current: Omit<ClockMove, 'now'> | undefined;

  const until = (time: number): Promise<void> => clock.advance(Math.max(0, time - clock.now()) / 1000);

  /** To what falls due next, ticks aside, or to `time`. */
  const leap = async (time: number): Promise<void> => {
    const giveBack = holdTicks();
    try {
      await until(Math.min(time, clock.nextDue() ?? Infinity));
    } finally {
      giveBack();
    }
  };

  const advance = async (seconds: number): Promise<void> => {
    const from = clock.now();
    const to = from + seconds * 1000;
    const end = to - RUN_AT_END_MS;
    current = { from, to };
    try {
      while (clock.now() < end)
        if (await isIdle()) await leap(end);
        else await until(Math.min(end, clock.now() + LOOK_AGAIN_MS));
      await until(to);
    } finally {
      current = undefined;
      onMoved?.();
    }
  };

  return {
    advance(seconds) {
      const mine = turn.then(() => advance(seconds));
      turn = mine.catch(() => undefined);
      return mine;
    },
    move: () => current && { ...current, now: Math.min(clock.now(), current.to) },
  };
}
