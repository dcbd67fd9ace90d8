/**
 * The warm environments of all functions that have nothing to do. One that is idle too long is ended; where too
 * many are, the one that is idle longest is. A thread with a bundled AWS SDK holds some 30 MB.
 */
export interface IdleEnvironments {
  /** `end` names the environment and ends it. */
  add: (end: () => unknown) => void;
  remove: (end: () => unknown) => void;
  /** Ends all of them. */
  endAll: () => void;
}

export interface IdleLimits {
  most: number;
  /** Real milliseconds. */
  idleMs: number;
  /** So long a caller waits for a busy environment of its function before another one is started, real milliseconds. */
  patienceMs: number;
}

export function createIdleEnvironments({
  most,
  idleMs,
}: Pick<IdleLimits, 'most' | 'idleMs'>): IdleEnvironments {
  const timers = new Map<() => unknown, NodeJS.Timeout>();

  const remove = (end: () => unknown): void => {
    clearTimeout(timers.get(end));
    timers.delete(end);
  };

  const dismiss = (end: () => unknown): void => {
    remove(end);
    end();
  };

  return {
    remove,
    endAll() {
      for (const end of [...timers.keys()]) dismiss(end);
    },
    add(end) {
      const timer = setTimeout(dismiss, idleMs, end).unref();
      timers.set(end, timer);
      const [longest] = timers.keys();
      if (longest && timers.size > most) dismiss(longest);
    },
  };
}
