import type { Drop } from '../ledger/index.ts';

/** The most that S3 lists in a call (S3 API reference, ListObjectVersions). */
const OBJECTS_A_CALL = 1000;

const MINUTE_MS = 60_000;

/** However many objects lie in an incomplete drop, it is listed again after so long. */
const LONGEST_MS = 15 * MINUTE_MS;

/** What is remembered of drops that lacked files, from one run of an execution environment to the next. */
export interface IncompleteLooks {
  /** Notes why a drop did not close. @param objects how many were listed to find that out */
  note: (drop: Drop, because: string, objects: number) => void;
  /**
   * Why the drop did not close at its last listing, where another one can wait: it takes several calls, nothing was recorded of the drop
   * since, and not as many minutes have passed.
   */
  stillBecause: (drop: Drop) => string | undefined;
}

/**
 * Lets an incomplete drop of many files be listed no more often than once for each minute and thousand files: a million in each run would be
 * a thousand calls a minute, for days perhaps. What S3 tells of the drop changes its row, and has it listed at once.
 * @param now epoch milliseconds
 */
export function incompleteLooks(now: () => number): IncompleteLooks {
  const looks = new Map<string, { because: string; until: number }>();
  /** A drop that was closed and came again counts its versions anew. */
  const idOf = ({ route, drop, version, lastRecordedAt }: Drop): string =>
    JSON.stringify([route, drop, version, lastRecordedAt]);
  return {
    note(drop, because, objects) {
      for (const [id, { until }] of looks) if (until <= now()) looks.delete(id);
      const calls = Math.ceil(objects / OBJECTS_A_CALL);
      if (calls <= 1) return;
      // Half a minute less: no run comes to the second.
      const until = now() + Math.min(calls * MINUTE_MS, LONGEST_MS) - MINUTE_MS / 2;
      looks.set(idOf(drop), { because, until });
    },
    stillBecause(drop) {
      const look = looks.get(idOf(drop));
      return look && now() < look.until ? look.because : undefined;
    },
  };
}
