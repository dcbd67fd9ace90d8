import type { Pace } from '../../../console/api/index.ts';

/** One look at a job that runs. */
export interface Look {
  /** Epoch milliseconds. */
  at: number;
  lines: number;
  /** What is done of `of`, in bytes or files. */
  done: number;
  of: number;
}

/** How far back looks count, milliseconds: poll-jobs sees a job once a minute. */
const WINDOW_MS = 5 * 60_000;

/** The pace between two looks; null where no time lies between them, or the job was begun anew. */
export function paceOf(first: Look, last: Look): Pace | null {
  const seconds = (last.at - first.at) / 1000;
  const lines = last.lines - first.lines;
  const done = last.done - first.done;
  if (seconds <= 0 || lines < 0 || done < 0) return null;
  const left = Math.max(0, last.of - last.done);
  return {
    linesPerSecond: lines / seconds,
    secondsLeft: done === 0 ? null : Math.round(left / (done / seconds)),
  };
}

/**
 * Remembers the looks at open jobs, by any name. Only looks that saw something new count, so that a source that is read
 * more often than it changes does not seem to stand still and jump.
 */
export function createPaces(): {
  look: (name: string, look: Look) => Pace | null;
  /** Forgets all but these. */
  keepOnly: (names: ReadonlySet<string>) => void;
} {
  const seen = new Map<string, Look[]>();
  return {
    look(name, look) {
      let looks = (seen.get(name) ?? []).filter(({ at }) => look.at - at <= WINDOW_MS);
      const last = looks.at(-1);
      if (last && (look.lines < last.lines || look.done < last.done)) looks = [];
      if (looks.at(-1)?.lines !== look.lines || looks.at(-1)?.done !== look.done) looks.push(look);
      // Two of a window are enough in the end: the first and some between, the oldest of which goes on counting.
      if (looks.length > MOST_LOOKS) looks.splice(1, 1);
      seen.set(name, looks);
      const [first] = looks;
      const newest = looks.at(-1);
      return first && newest && first !== newest ? paceOf(first, newest) : null;
    },
    keepOnly(names) {
      for (const name of seen.keys()) if (!names.has(name)) seen.delete(name);
    },
  };
}

const MOST_LOOKS = 20;
