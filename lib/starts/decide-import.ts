import type { Import, Readiness, RoutePause } from '../ledger/index.ts';
import { getImport, isEnded } from '../ledger/index.ts';
import type { FoundRoute, Route } from '../routes/index.ts';
import { findRoute, pausedText } from '../routes/index.ts';
import { notReady } from './not-ready.ts';
import type { StartDeps } from './start-deps.ts';
import { countOf } from '../../errors/index.ts';

/** What a job is to read: it is in place, not all copied yet, cannot be had, or is older than what was imported since. */
export type ImportInput =
  | { kind: 'ready'; s3Uri: string }
  | { kind: 'unfinished'; copiedFiles: number }
  | { kind: 'missing'; errorName: string }
  | { kind: 'overtaken' };

/** What is asked of an import. What costs calls is a function, called only where nothing before it decides. */
export interface ImportFacts {
  /** Epoch milliseconds. */
  now: number;
  /** How long the ledger keeps its files' rows, milliseconds; absent where it keeps them for good. */
  keptMs?: number;
  pause: RoutePause | undefined;
  /** Open jobs of its data store, and how many may be. */
  openJobs: number;
  mostOpenJobs: number;
  /** The older imports that hold a key of it and have not ended. */
  openOlder: () => Promise<readonly string[]>;
  route: FoundRoute;
  dataStore: () => Promise<Readiness>;
  input: (route: Route) => Promise<ImportInput>;
}

/** Why an import is not started now. */
export type Hindrance =
  'paused' | 'waits-for-slot' | 'not-yet' | 'waits-for-older' | 'stuck' | 'waits-for-data-store' | 'copying';

/** What is to be done about an import, and why. */
export type ImportDecision = { because: string } & (
  | { kind: 'starts'; route: Route; s3Uri: string }
  | {
      kind: 'waits';
      outcome: Hindrance;
      /** Of a data store that is waited for, its status. */
      errorName?: string;
      copiedFiles?: number;
      /** What only a run sees, for the import's row. */
      seen?: Import['seen'];
    }
  /** No start can even be tried: that is repeated for a while, as a refused start is. */
  | { kind: 'refused'; errorName: string; seen?: Import['seen'] }
  | { kind: 'given-up'; errorName: string }
);

type Answer = ImportDecision | undefined;
type Question = (row: Import, facts: ImportFacts) => Answer | Promise<Answer>;

/** An import needs its files' rows: they say that its bytes are on their way, and which newer content waits for it. */
const RESERVE_MS = 7 * 86_400_000;

const isNearlyForgotten: Question = ({ state, createdAt }, { now, keptMs }) =>
  keptMs === undefined || state !== 'READY' || now - createdAt < keptMs - RESERVE_MS
    ? undefined
    : {
        kind: 'given-up',
        errorName: 'WaitedTooLong',
        because: `it has waited for nearly as long as the ledger keeps its files (ledgerDays)`,
      };

const isPaused: Question = (_row, { pause }) =>
  pause && { kind: 'waits', outcome: 'paused', because: pausedText(pause) };

const hasNoSlot: Question = (_row, { openJobs, mostOpenJobs }) =>
  openJobs < mostOpenJobs
    ? undefined
    : {
        kind: 'waits',
        outcome: 'waits-for-slot',
        because: `its data store has ${countOf(openJobs, 'open job')}, of ${mostOpenJobs} that may be`,
      };

const isToBeRetriedLater: Question = ({ retryAt, errorName = 'UnknownError' }, { now }) =>
  retryAt === undefined || now >= retryAt
    ? undefined
    : {
        kind: 'waits',
        outcome: 'not-yet',
        because: `HealthLake or S3 refused it (${errorName}); it is tried again at ${new Date(retryAt).toISOString()}`,
      };

/** The newest content of a key must be the last imported. */
const waitsForOlder: Question = async (_row, { openOlder }) => {
  const older = await openOlder();
  return older.length === 0
    ? undefined
    : {
        kind: 'waits',
        outcome: 'waits-for-older',
        because: `it waits for older imports of the same keys: ${older.join(', ')}`,
      };
};

const hasNoRoute: Question = (_row, { route }) => {
  if (route.route) return undefined;
  const { because, errorName = 'NoSuchRoute' } = route;
  return { kind: 'waits', outcome: 'stuck', errorName, because };
};

const dataStoreIsNotReady: Question = async (_row, { dataStore }) => notReady(await dataStore(), 'imports');

const startsWhereInputIsReady: Question = async (row, { route: { route }, input }) => {
  if (!route) return undefined;
  const found = await input(route);
  switch (found.kind) {
    case 'ready':
      return {
        kind: 'starts',
        route,
        s3Uri: found.s3Uri,
        because:
          row.state === 'STARTING'
            ? 'its start may have been made: the next run looks for its job'
            : 'the next run starts it',
      };
    case 'unfinished':
      return {
        kind: 'waits',
        outcome: 'copying',
        copiedFiles: found.copiedFiles,
        because: `its files are being copied: ${found.copiedFiles} of ${row.fileCount} so far`,
        seen: { copiedFiles: found.copiedFiles },
      };
    case 'missing':
      return {
        kind: 'refused',
        errorName: found.errorName,
        because: `its files cannot be had (${found.errorName})`,
      };
    case 'overtaken':
      return {
        kind: 'given-up',
        errorName: 'NewerContentImported',
        because: 'newer content of its keys was imported since',
      };
  }
};

/** What is asked of an import, in this order: the first answer is the decision. */
const QUESTIONS: readonly Question[] = [
  isNearlyForgotten,
  isPaused,
  hasNoSlot,
  isToBeRetriedLater,
  waitsForOlder,
  hasNoRoute,
  dataStoreIsNotReady,
  startsWhereInputIsReady,
];

/** True for an import that has its files and no known job: {@link decideImport} is about those. */
export const isToStart = ({ state }: Import): boolean => state === 'READY' || state === 'STARTING';

/** Decides whether an import starts: for the run that starts it, and for whoever asks why it waits. Changes nothing itself. */
export async function decideImport(row: Import, facts: ImportFacts): Promise<ImportDecision> {
  for (const ask of QUESTIONS) {
    const decision = await ask(row, facts);
    if (decision) return decision;
  }
  throw new Error('no question about the import was answered');
}

/** The facts of an import as the ledger has them: of its data store and its input what a run saw last. */
export const importFacts = (
  deps: Pick<StartDeps, 'ledger' | 'routes' | 'unresolvedRoutes' | 'maxOpenJobsPerDataStore' | 'now'>,
  row: Import,
  { pause, openJobs }: Pick<ImportFacts, 'pause' | 'openJobs'>,
): ImportFacts => ({
  now: deps.now(),
  ...(deps.ledger.forgets && { keptMs: deps.ledger.forgets.afterDays * 86_400_000 }),
  pause,
  openJobs,
  mostOpenJobs: deps.maxOpenJobsPerDataStore,
  async openOlder() {
    const older = await Promise.all(row.waitsFor.map((importId) => getImport(deps.ledger, importId)));
    return older.flatMap((found) => (found && !isEnded(found) ? [found.importId] : []));
  },
  route: findRoute(deps, row.route),
  dataStore: () => Promise.resolve(row.seen?.dataStore ?? { kind: 'ready' }),
  input: () =>
    Promise.resolve(
      row.seen?.copiedFiles === undefined
        ? { kind: 'ready', s3Uri: row.inputS3Uri ?? '' }
        : { kind: 'unfinished', copiedFiles: row.seen.copiedFiles },
    ),
});
