import type { Drop, PausedRoutes, RoutePause } from '../ledger/index.ts';
import type { FoundRoute, Route } from '../routes/index.ts';
import { findRoute, pausedText } from '../routes/index.ts';
import type { Announcement } from '../manifests/index.ts';
import type { DropDeps } from './drop-deps.ts';
import type { MarkedContent } from './marked-content.ts';
import { contentOf } from './marked-content.ts';
import { countOf } from '../../errors/index.ts';

/** What is asked of a drop. What costs calls is a function, called only where nothing before it decides. */
export interface DropFacts {
  /** Epoch milliseconds. */
  now: number;
  pause: RoutePause | undefined;
  route: FoundRoute;
  /** True where the run has to leave the rest to the next one. */
  isOutOfTime: boolean;
  /** Why it was incomplete at an earlier run's listing, where that still holds as far as anybody knows. */
  incompleteBecause?: string | undefined;
  /** What its marker announces, beside what lies there; undefined without a marker. */
  content: (route: Route) => Promise<MarkedContent | undefined>;
}

/** Whether a drop closes now, and why or why not. */
export type DropDecision =
  | { closes: true; because: DueReason | typeof NOTHING; route: Route; content: MarkedContent | undefined }
  | { closes: false; because: string; errorName?: string | undefined }
  | { closes: false; because: string; errorName?: undefined; incomplete: MarkedContent; route: Route };

type Question = (
  drop: Drop,
  facts: DropFacts,
) => DropDecision | undefined | Promise<DropDecision | undefined>;

/** A question that the one for the route has answered before. */
const ofRoute =
  (ask: (drop: Drop, facts: DropFacts, route: Route) => ReturnType<Question>): Question =>
  (drop, facts) =>
    facts.route.route && ask(drop, facts, facts.route.route);

const isPaused: Question = (_drop, { pause }) => pause && { closes: false, because: pausedText(pause) };

const hasNoRoute: Question = (_drop, { route }) =>
  route.route ? undefined : { closes: false, because: route.because, errorName: route.errorName };

const isNotDue = ofRoute((drop, { now }, route) => {
  const due = isDue(drop, route, now);
  return due.due ? undefined : { closes: false, because: `quiet in ${due.inSeconds} s` };
});

const isLeftForNextRun: Question = (_drop, { isOutOfTime }) =>
  isOutOfTime ? { closes: false, because: 'this run has no time left for it' } : undefined;

/** Once it is to be told, what is missing has to be known. */
const isIncompleteStill = ofRoute((drop, { now, incompleteBecause: because }, route) =>
  because !== undefined && !isToBeTold(drop, route, now) ? { closes: false, because } : undefined,
);

const closesWhereWhole = ofRoute(async (drop, { now, content }, route) => {
  const found = await content(route);
  if (found?.incomplete) {
    return { closes: false, because: incompleteText(found.incomplete), incomplete: found, route };
  }
  const due = isDue(drop, route, now);
  if (!due.due) return undefined;
  const because = found?.announcesNothing ? NOTHING : due.because;
  return { closes: true, because, route, content: found };
});

const incompleteText = ({ missingFiles, lacksPage, isUnreadable }: Announcement): string =>
  isUnreadable
    ? 'its manifest cannot be read'
    : lacksPage
      ? 'a page of its manifest has not come, or several say that they are its last'
      : `its marker announces ${countOf(missingFiles, 'more file')}`;

/** What is asked of a drop, in this order: the first answer is the decision. */
const QUESTIONS: readonly Question[] = [
  isPaused,
  hasNoRoute,
  isNotDue,
  isLeftForNextRun,
  isIncompleteStill,
  closesWhereWhole,
];

/** Decides whether a drop closes: for the run that closes it, and for whoever asks why it is open. Changes nothing. */
export async function decideDrop(drop: Drop, facts: DropFacts): Promise<DropDecision> {
  for (const ask of QUESTIONS) {
    const decision = await ask(drop, facts);
    if (decision) return decision;
  }
  throw new Error('no question about the drop was answered');
}

/** The facts of a drop as the ledger and the inbox show them, for one who is in no hurry. */
export const dropFacts = (
  deps: Pick<DropDeps, 's3' | 'inboxBucket' | 'now' | 'routes' | 'unresolvedRoutes'>,
  drop: Drop,
  paused: PausedRoutes,
): DropFacts => ({
  now: deps.now(),
  pause: paused.get(drop.route),
  route: findRoute(deps, drop.route),
  isOutOfTime: false,
  content: (route) => contentOf(deps, drop, route),
});

/** Whether an incomplete drop has waited for so long that somebody is told. @param now epoch milliseconds */
export const isToBeTold = (
  { markedAt, lastRecordedAt, isIncompleteTold }: Drop,
  route: Route,
  now: number,
): boolean => !isIncompleteTold && now >= (markedAt ?? lastRecordedAt) + route.maxAgeSeconds * 1000;

/** Of a drop of which nothing is imported: why its manifest leaves all of it out. */
const NOTHING = 'its manifest announces no file';

type DueReason = 'quiet' | 'max-age' | 'max-files' | 'max-bytes' | 'marker' | 'left-over';

/** Whether a drop's files should be planned now, and why, or why not yet. */
export type Due = { due: true; because: DueReason } | { due: false; inSeconds: number };

/**
 * Decides whether a drop is due. Seconds of quiet are counted from recording, so a backlog of events keeps
 * a drop open. A drop that was closed already is due at once for what the index had not shown then.
 * @param now epoch milliseconds
 */
export function isDue(drop: Drop, route: Route, now: number): Due {
  if (drop.marker !== undefined) return { due: true, because: 'marker' };
  if (drop.firstRecordedAt === undefined && drop.firstSeenAt === undefined)
    return { due: true, because: 'left-over' };
  if (drop.fileCount >= route.maxFiles) return { due: true, because: 'max-files' };
  if (drop.bytes >= route.maxBytes) return { due: true, because: 'max-bytes' };
  const quietAt = drop.lastRecordedAt + route.quietSeconds * 1000;
  const oldAt = (drop.firstRecordedAt ?? Infinity) + route.maxAgeSeconds * 1000;
  if (now >= oldAt) return { due: true, because: 'max-age' };
  if (now >= quietAt) return { due: true, because: 'quiet' };
  return { due: false, inSeconds: Math.ceil((Math.min(quietAt, oldAt) - now) / 1000) };
}
