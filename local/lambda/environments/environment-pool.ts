import type { ExecutionEnvironment } from './execution-environment.ts';
import type { IdleEnvironments } from './idle-environments.ts';

/** The execution environments of one function: warm ones are used again, at most `limit` run at once. */
export interface EnvironmentPool {
  /**
   * Takes an environment of a version: a warm one; one that is busy, where it is given back soon; else a new one, when there
   * is room for it. Waits its turn where there is not.
   * Undefined for a caller that still waited when the pool was ended.
   */
  acquire: (version: string) => Promise<ExecutionEnvironment | undefined>;
  /** Gives it back: to the caller that waits longest, or to the idle ones. */
  release: (environment: ExecutionEnvironment) => void;
  /** Resolves when an environment of the version is warm; at once where there is no room for one. */
  warm: (version: string) => Promise<void>;
  /** The function's code or settings are others now: environments of the old ones end when they have nothing to do. */
  renew: () => void;
  /** How many more may run now. */
  room: () => number;
  find: (sessionToken: string) => ExecutionEnvironment | undefined;
  /** Ends every environment; running invocations end with a crash. */
  end: () => Promise<void>;
}

export interface PoolOptions {
  start: (version: string) => ExecutionEnvironment;
  limit: () => number;
  idle: IdleEnvironments;
  /**
   * So long a caller waits for an environment that is busy before another one is started, real milliseconds; ten times as long as a start
   * takes, where that is more.
   */
  patienceMs: number;
}

const WORTH_OF_A_START = 10;

interface Place {
  environment: ExecutionEnvironment;
  version: string;
  busy: boolean;
  /** Of code or settings that the function has no more. */
  isOutdated: boolean;
  end: () => Promise<void>;
}

interface Waiter {
  version: string;
  take: (environment?: ExecutionEnvironment) => void;
  /** Of one that there is room for. */
  patience?: NodeJS.Timeout;
}

export function createPool({ start, limit, idle, patienceMs }: PoolOptions): EnvironmentPool {
  const places = new Set<Place>();
  const waiting: Waiter[] = [];
  /** How long the last start took: on a busy machine it takes longer, and so does what is waited for. */
  let startMs = 0;

  const room = (): number => limit() - waiting.length - [...places].filter(({ busy }) => busy).length;

  const open = (version: string): Place => {
    const place: Place = {
      environment: start(version),
      version,
      busy: true,
      isOutdated: false,
      end: () => {
        idle.remove(place.end);
        places.delete(place);
        return place.environment.end();
      },
    };
    places.add(place);
    const begun = performance.now();
    void place.environment.started.then(() => (startMs = performance.now() - begun));
    return place;
  };

  /** The environment of the version that was idle shortest, or a new one. */
  const take = (version: string): ExecutionEnvironment => {
    for (const place of places) if (!place.busy && !place.environment.alive()) void place.end();
    const free = [...places].filter(({ busy }) => !busy);
    const warm = free.findLast((place) => place.version === version);
    if (!warm && places.size >= limit()) void free[0]?.end();
    const place = warm ?? open(version);
    idle.remove(place.end);
    place.busy = true;
    return place.environment;
  };

  const release = (environment: ExecutionEnvironment): void => {
    const place = [...places].find((candidate) => candidate.environment === environment);
    if (place) {
      place.busy = false;
      // One that waits is enough: the second was for a run that took long.
      const isSpare = [...places].some(
        (other) => other !== place && !other.busy && other.version === place.version,
      );
      if (place.isOutdated || (isSpare && waiting.length === 0)) void place.end();
      else idle.add(place.end);
    }
    const next = waiting.shift();
    clearTimeout(next?.patience);
    next?.take(take(next.version));
  };

  /** True where no environment of the version has nothing to do, and one is at work. */
  const isBusy = (version: string): boolean => {
    const ofVersion = [...places].filter(
      (place) => place.version === version && !place.isOutdated && place.environment.alive(),
    );
    return ofVersion.length > 0 && ofVersion.every(({ busy }) => busy);
  };

  const acquire = (version: string): Promise<ExecutionEnvironment | undefined> => {
    const hasRoom = room() > 0;
    if (hasRoom && !isBusy(version)) return Promise.resolve(take(version));
    return new Promise((resolve) => {
      const waiter: Waiter = { version, take: resolve };
      waiting.push(waiter);
      if (!hasRoom) return;
      waiter.patience = setTimeout(
        () => {
          waiting.splice(waiting.indexOf(waiter), 1);
          resolve(take(version));
        },
        Math.max(patienceMs, startMs * WORTH_OF_A_START),
      );
    });
  };

  return {
    room,
    release,
    acquire,
    renew() {
      for (const place of places)
        if (place.busy) place.isOutdated = true;
        else void place.end();
    },
    async warm(version) {
      if (room() <= 0) return;
      const environment = take(version);
      await environment.started;
      release(environment);
    },
    find: (sessionToken) =>
      [...places].find(({ environment }) => environment.sessionToken === sessionToken)?.environment,
    async end() {
      for (const { take: giveUp, patience } of waiting.splice(0)) {
        clearTimeout(patience);
        giveUp();
      }
      await Promise.all([...places].map((place) => place.end()));
    },
  };
}
