/** Why a source could not be read. */
export interface Trouble {
  code: string;
  /** A sentence, without values of the data. */
  message: string;
  /** True where who asks can mend it, by asking for something else perhaps. */
  isFixable: boolean;
}

/** What was read last, and whether it is still so. */
export interface Reading<T> {
  /** Undefined where the first reading failed. */
  value: T | undefined;
  /** Why it could not be read again; null while it can. */
  trouble: Trouble | null;
}

/** One thing that is read again and again while somebody looks, however many look. */
export interface Refresh<T> {
  /** The last reading, or a new one where that is too old. Never rejects. */
  read: () => Promise<Reading<T>>;
  /** Calls `listener` with each reading from now on, the present one first; returns what ends it. */
  watch: (listener: (reading: Reading<T>) => void) => () => void;
  /** How many watch. */
  viewers: () => number;
}

export interface RefreshOptions {
  /** How old a reading may be, milliseconds: the source is asked no more often. */
  everyMs: number;
  /** What an error is before a person. */
  troubleOf: (error: unknown) => Trouble;
  /** For tests: another clock. */
  now?: () => number;
  after?: (ms: number, work: () => void) => () => void;
}

/**
 * Shares the readings of one source among all viewers: it is asked at most once in `everyMs`, again and again only while
 * somebody watches, and never twice at the same time. A reading that fails keeps the value before it, with the trouble
 * beside it.
 */
export function createRefresh<T>(
  source: () => Promise<T>,
  { everyMs, troubleOf, now = Date.now, after = later }: RefreshOptions,
): Refresh<T> {
  const listeners = new Set<(reading: Reading<T>) => void>();
  let last: { reading: Reading<T>; at: number } | undefined;
  let running: Promise<Reading<T>> | undefined;
  let cancel: () => void = () => undefined;

  const ask = async (): Promise<Reading<T>> => {
    const reading = await source().then(
      (value) => ({ value, trouble: null }),
      (error: unknown) => ({ value: last?.reading.value, trouble: troubleOf(error) }),
    );
    last = { reading, at: now() };
    running = undefined;
    for (const listener of [...listeners]) listener(reading);
    plan();
    return reading;
  };
  const isFresh = (): boolean => last !== undefined && now() - last.at < everyMs;
  const read = (): Promise<Reading<T>> => {
    if (running) return running;
    if (last && isFresh()) return Promise.resolve(last.reading);
    return (running = ask());
  };
  const plan = (): void => {
    cancel();
    if (listeners.size === 0) return;
    const left = Math.max(0, everyMs - (now() - (last?.at ?? -Infinity)));
    cancel = after(left, () => {
      // A timer of Node's may come a millisecond early by the clock: then nothing would be read, and nothing planned any more.
      if (isFresh()) plan();
      else void read();
    });
  };

  return {
    read,
    watch(listener) {
      listeners.add(listener);
      const isKnown = isFresh();
      void read().then((reading) => {
        if (isKnown && listeners.has(listener)) listener(reading);
      });
      if (isKnown) plan();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) cancel();
      };
    },
    viewers: () => listeners.size,
  };
}

/** Does the work later; a process may end before. */
function later(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms).unref();
  return () => {
    clearTimeout(timer);
  };
}
