import { isDiskFull } from './disk-full.ts';
import { isBusy } from './sqlite.ts';

/**
 * The local cloud's time. It runs with the machine's clock plus an offset that can only grow: `advance`
 * moves from due item to due item, and waits for the work that each item started before it moves on.
 */
export interface Clock {
  /** The cloud's time, epoch milliseconds. */
  now(): number;
  /** Runs `run` once the cloud's time has reached `time` (epoch milliseconds). Returns a function that takes it back. */
  at(time: number, run: () => void): () => void;
  /**
   * Runs `run` now. Where the disk is full it runs again, each second of the cloud's time, until there is room: for what
   * nobody would ask for again. What is run by `at` is run so, too.
   */
  attempt(run: () => void): void;
  /** Counts `work` as running until it settles, so that `advance` and `settled` wait for it. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Moves the time forward by `seconds`, running everything that falls due, in order of its time. */
  advance(seconds: number): Promise<void>;
  /** When the next item falls due, epoch milliseconds of the cloud's time. */
  nextDue(): number | undefined;
  /** Where an `advance` under way leads, epoch milliseconds of the cloud's time; undefined at other times. */
  advancingTo(): number | undefined;
  /** Resolves when no tracked work is running. */
  settled(): Promise<void>;
  /** How far the cloud's time is ahead of the machine's, in milliseconds. */
  offset(): number;
  /** The same in memory that other threads read (sharedTime): their time moves with this one. */
  offsetMemory: SharedArrayBuffer;
  /** Drops everything that is due later; for the end of the cloud. */
  stop(): void;
}

interface Due {
  time: number;
  order: number;
  run: () => void;
}

/** The cloud's time in another thread, epoch milliseconds. @param memory Clock.offsetMemory */
export function sharedTime(memory: SharedArrayBuffer): () => number {
  const offsets = new Float64Array(memory);
  return () => Date.now() + (offsets[0] ?? 0);
}

/** Node's timers take at most 2^31-1 ms; a longer wait is made of several. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How long what found the disk full waits, or others who write. */
const REST_MS = 1000;

/**
 * @param offset milliseconds ahead of the machine's clock to begin with (state of an earlier run)
 * @param machineNow the machine's clock, epoch milliseconds
 * @param onFault takes what was thrown by something that fell due; thrown on where it is not given
 */
export function createClock(
  offset = 0,
  machineNow: () => number = Date.now,
  onFault: (error: unknown) => void = throwOn,
): Clock {
  const due = new Set<Due>();
  const running = new Set<Promise<unknown>>();
  let order = 0;
  let stopped = false;
  let advancing = Promise.resolve();
  let goal: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const offsetMemory = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const offsets = new Float64Array(offsetMemory, 0, 1).fill(offset);
  const moveBy = (milliseconds: number): void => {
    offset += Math.max(0, milliseconds);
    offsets.fill(offset);
  };

  const now = (): number => machineNow() + offset;

  const next = (): Due | undefined => {
    let first: Due | undefined;
    for (const item of due) {
      if (!first || item.time < first.time || (item.time === first.time && item.order < first.order))
        first = item;
    }
    return first;
  };

  const arm = (): void => {
    clearTimeout(timer);
    const first = next();
    if (!first || stopped) return;
    timer = setTimeout(runDue, Math.min(Math.max(0, first.time - now()), LONGEST_TIMER));
  };

  const add = (time: number, run: () => void): Due => {
    const item = { time, order: order++, run };
    due.add(item);
    arm();
    return item;
  };

  const attempt = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      if ((isDiskFull(error) || isBusy(error)) && !stopped)
        add(now() + REST_MS, () => {
          attempt(run);
        });
      onFault(error);
    }
  };

  const runDue = (): void => {
    for (let item = next(); item && item.time <= now() && !stopped; item = next()) {
      due.delete(item);
      attempt(item.run);
    }
    arm();
  };

  const settled = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled([...running]);
  };

  const advanceTo = async (target: number): Promise<void> => {
    await settled();
    goal = target;
    try {
      for (let item = next(); item && item.time <= target && !stopped; item = next()) {
        moveBy(item.time - now());
        due.delete(item);
        attempt(item.run);
        await settled();
      }
    } finally {
      goal = undefined;
    }
    moveBy(target - now());
    arm();
  };

  return {
    now,
    at(time, run) {
      const item = add(time, run);
      return () => due.delete(item);
    },
    attempt,
    track(work) {
      running.add(work);
      const done = (): void => void running.delete(work);
      work.then(done, done);
      return work;
    },
    advance(seconds) {
      const step = advancing.then(() => advanceTo(now() + seconds * 1000));
      advancing = step.catch(() => undefined);
      return step;
    },
    nextDue: () => next()?.time,
    advancingTo: () => goal,
    settled,
    offset: () => offset,
    offsetMemory,
    stop() {
      stopped = true;
      due.clear();
      clearTimeout(timer);
    },
  };
}

const throwOn = (error: unknown): never => {
  throw error;
};
