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

/** However idle, all is looked for so often. Calls are counted, one a minute: a local cloud's minutes are shorter. */
const ALL_EVERY_MINUTES = 15;

/**
 * Says whether a scheduled call has nothing to do, with as few calls as can be: an execution environment remembers when it last found
 * nothing of any kind, and then looks for the first kind alone. What it decides is only whether to look closely: whoever looks closely
 * finds all. A call that is none of a schedule's is somebody's nudge, and has work to look for.
 *
 * @example
 * const isIdle = idleLooks(ledger, LOOKS.startImports);
 * if (await isIdle(event)) return;
 */
export function idleLooks(
  ledger: Ledger,
  { first, everyMinutes, others }: Looks,
): (event: unknown) => Promise<boolean> {
  /** Calls since all was looked for and nothing found, and since the last look; undefined where something may be open. */
  let sinceAll: number | undefined;
  let sinceLook = 0;
  return async (event) => {
    if (!isScheduled(event)) {
      sinceAll = undefined;
      return false;
    }
    const isAllDue = sinceAll === undefined || (sinceAll += 1) >= ALL_EVERY_MINUTES;
    sinceLook += 1;
    if (!isAllDue && sinceLook < everyMinutes) return true;
    if (await isAnyOpen(ledger, isAllDue ? [first, ...others] : [first])) {
      sinceAll = undefined;
      return false;
    }
    if (isAllDue) sinceAll = 0;
    sinceLook = 0;
    return true;
  };
}

/** The event of an EventBridge rule with a rate (EventBridge user guide, "Scheduled Event"). */
const isScheduled = (event: unknown): boolean =>
  (event as { 'detail-type'?: unknown } | null | undefined)?.['detail-type'] === 'Scheduled Event';
