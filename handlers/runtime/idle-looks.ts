import type { Ledger, OpenKind } from '../../lib/ledger/index.ts';
import { isAnyOpen } from '../../lib/ledger/index.ts';

/** How a function that is called each minute looks for work while there is none. */
export interface Looks {
  /** What brings it work, and how often it looks for that, in minutes. */
  first: OpenKind;
  everyMinutes: number;
  /** What else it works on: nearly always there is none without the first. */
  others: readonly OpenKind[];
}

/** The looks of each function; all together no more than two calls a minute (docs/costs.md). */
export const LOOKS = {
  /** An import that is done again opens its drop. */
  startImports: { first: 'drops', everyMinutes: 1, others: ['imports', 'duplicates'] },
  /** A job that starts while there is none is told by HealthLake's events; where those are lost it is found a minute later. */
  pollJobs: { first: 'jobs', everyMinutes: 2, others: ['dataStores'] },
  /** What the queue brings is known where it was recorded; elsewhere it is found up to three minutes later. */
  runExports: { first: 'exports', everyMinutes: 4, others: [] },
} as const satisfies Record<string, Looks>;

/** However idle, all is looked for so often. */
const ALL_EVERY_MS = 15 * 60_000;

/** Calls of a schedule come a little early or late. */
const TOLERANCE_MS = 10_000;

/**
 * Says whether a scheduled call has nothing to do, with as few calls as can be: an execution environment remembers when it last found
 * nothing of any kind, and then looks for the first kind alone. What it decides is only whether to look closely: whoever looks closely
 * finds all. A call that is none of a schedule's is somebody's nudge, and has work to look for.
 *
 * @example
 * const isIdle = idleLooks(ledger, LOOKS.startImports);
 * if (await isIdle(event, Date.now())) return;
 */
export function idleLooks(
  ledger: Ledger,
  { first, everyMinutes, others }: Looks,
): (event: unknown, now: number) => Promise<boolean> {
  let foundNothingAt: number | undefined;
  let lookedAt = 0;
  const isWithin = (since: number, now: number, ms: number): boolean => now >= since && now - since < ms;
  return async (event, now) => {
    if (!isScheduled(event)) {
      foundNothingAt = undefined;
      return false;
    }
    const isAllDue = foundNothingAt === undefined || !isWithin(foundNothingAt, now, ALL_EVERY_MS);
    if (!isAllDue && isWithin(lookedAt, now, everyMinutes * 60_000 - TOLERANCE_MS)) return true;
    if (await isAnyOpen(ledger, isAllDue ? [first, ...others] : [first])) {
      foundNothingAt = undefined;
      return false;
    }
    if (isAllDue) foundNothingAt = now;
    lookedAt = now;
    return true;
  };
}

/** The event of an EventBridge rule with a rate (EventBridge user guide, "Scheduled Event"). */
const isScheduled = (event: unknown): boolean =>
  (event as { 'detail-type'?: unknown } | null | undefined)?.['detail-type'] === 'Scheduled Event';
