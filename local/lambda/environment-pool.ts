import type { ExecutionEnvironment } from './execution-environment.ts';

/** The execution environments of one function: warm ones are used again, at most `limit` run at once. */
export interface EnvironmentPool {
  /**
   * Takes an environment of a version, when there is room for one; waits its turn where there is none.
   * Undefined for who still waited when the pool was ended.
   */
  acquire: (version: string) => Promise<ExecutionEnvironment | undefined>;
  /** Gives it back: to who waits longest, or to rest. */
  release: (environment: ExecutionEnvironment) => void;
  /** How many more may run now. */
  room: () => number;
  find: (sessionToken: string) => ExecutionEnvironment | undefined;
  /** Ends every environment; running invocations end with a crash. */
  end: () => Promise<void>;
}

export interface PoolOptions {
  start: (version: string) => ExecutionEnvironment;
  limit: () => number;
  /** How long an environment rests before it is ended, in milliseconds of real time. */
  idleMs: number;
}

interface Place {
  environment: ExecutionEnvironment;
  version: string;
  busy: boolean;
  rest: NodeJS.Timeout | undefined;
}

export function createPool({ start, limit, idleMs }: PoolOptions): EnvironmentPool {
  const places = new Set<Place>();
  const waiting: { version: string; take: (environment?: ExecutionEnvironment) => void }[] = [];

  const room = (): number => limit() - waiting.length - [...places].filter(({ busy }) => busy).length;

  const drop = (place: Place): Promise<void> => {
    clearTimeout(place.rest);
    places.delete(place);
    return place.environment.end();
  };

  /** The warmest resting environment of the version, or a new one. */
  const take = (version: string): ExecutionEnvironment => {
    for (const place of places) if (!place.busy && !place.environment.alive()) void drop(place);
    const resting = [...places].filter(({ busy }) => !busy);
    const warm = resting.findLast((place) => place.version === version);
    if (!warm && resting[0] && places.size >= limit()) void drop(resting[0]);
    const place = warm ?? { environment: start(version), version, busy: true, rest: undefined };
    clearTimeout(place.rest);
    place.busy = true;
    places.add(place);
    return place.environment;
  };

  return {
    room,
    acquire: (version) =>
      room() > 0
        ? Promise.resolve(take(version))
        : new Promise((resolve) => waiting.push({ version, take: resolve })),
    release(environment) {
      const place = [...places].find((candidate) => candidate.environment === environment);
      if (place) {
        place.busy = false;
        place.rest = setTimeout(() => void drop(place), idleMs).unref();
      }
      const next = waiting.shift();
      next?.take(take(next.version));
    },
    find: (sessionToken) =>
      [...places].find(({ environment }) => environment.sessionToken === sessionToken)?.environment,
    end: async () => {
      for (const { take: giveUp } of waiting.splice(0)) giveUp();
      await Promise.all([...places].map(drop));
    },
  };
}
