import type { ExportRun, FollowedJob, Readiness } from '../ledger/index.ts';
import { isTerminal } from '../healthlake/index.ts';
import { notReady } from '../starts/index.ts';
import type { Export, FoundExport } from './exports.ts';

/** The export job, or the start of one, that a data store has open. */
export interface OpenExport {
  /** Null for a start that may have been made. */
  jobId: string | null;
  /** Null for a job that is of no configured export. */
  exportName: string | null;
}

/** What is asked of a run. What costs calls is a function, called only where nothing before it decides. */
export interface ExportFacts {
  /** Epoch milliseconds. */
  now: number;
  export: FoundExport;
  /** Of the run's data store, what is not of this run. */
  open: OpenExport | undefined;
  dataStore: () => Promise<Readiness>;
}

/** Why a run is not started now. */
export type Hindrance = 'held' | 'not-yet' | 'stuck' | 'waits-for-data-store';

/** What is to be done about a run, and why. */
export type ExportDecision = { because: string } & (
  | { kind: 'starts'; export: Export | undefined }
  | {
      kind: 'waits';
      outcome: Hindrance;
      errorName?: string;
      /** What holds it. */
      open?: OpenExport;
      /** What only a run of the function sees, for the row. */
      seen?: ExportRun['seen'];
    }
  /** No start can even be tried: that is repeated for a while, as a refused start is. */
  | { kind: 'refused'; errorName: string; seen?: ExportRun['seen'] }
  | { kind: 'given-up'; errorName: string }
);

type Answer = ExportDecision | undefined;
type Question = (run: ExportRun, facts: ExportFacts) => Answer | Promise<Answer>;

/** A start that may have been made is looked for all the same, by what its row says. */
const hasNoExport: Question = ({ state }, { export: found }) => {
  if (found.export || state === 'STARTING') return undefined;
  const { because, errorName } = found;
  return errorName === undefined
    ? { kind: 'given-up', errorName: 'NoSuchExport', because }
    : { kind: 'waits', outcome: 'stuck', errorName, because };
};

/** Its own start may have been made: then the open job is its own, and it is looked for first. */
const isHeld: Question = ({ state }, { open }) =>
  open === undefined || state === 'STARTING'
    ? undefined
    : { kind: 'waits', outcome: 'held', open, because: heldBy(open) };

const heldBy = ({ jobId, exportName }: OpenExport): string =>
  `it is held: ${exportName === null ? 'another export' : `export "${exportName}"`} of its data store is ${jobId === null ? 'being started' : `open (job ${jobId})`}`;

const isToBeRetriedLater: Question = ({ retryAt, errorName = 'UnknownError', seen }, { now }) =>
  retryAt === undefined || now >= retryAt
    ? undefined
    : {
        kind: 'waits',
        outcome: 'not-yet',
        because: `HealthLake refused it (${errorName}${seen?.othersQueued ? '; other exports are queued there' : ''}); it is tried again at ${new Date(retryAt).toISOString()}`,
      };

const dataStoreIsNotReady: Question = async (_run, { dataStore }) => notReady(await dataStore(), 'exports');

const starts: Question = ({ state }, { export: found }) => ({
  kind: 'starts',
  export: found.export,
  because:
    state === 'STARTING'
      ? 'its start may have been made: the next run looks for its job'
      : 'the next run starts it',
});

/** What is asked of a run, in this order: the first answer is the decision. */
const QUESTIONS: readonly Question[] = [hasNoExport, isHeld, isToBeRetriedLater, dataStoreIsNotReady, starts];

/** True for a run that has no known job: {@link decideExport} is about those. */
export const isToStart = ({ state }: ExportRun): boolean => state === 'READY' || state === 'STARTING';

/** Decides whether a run starts: for the function that starts it, and for whoever asks why it waits. Changes nothing itself. */
export async function decideExport(run: ExportRun, facts: ExportFacts): Promise<ExportDecision> {
  for (const ask of QUESTIONS) {
    const decision = await ask(run, facts);
    if (decision) return decision;
  }
  throw new Error('no question about the run was answered');
}

/** The data store of a run: what its request says, once that is fixed, else its export's. */
export const datastoreOf = ({ request }: ExportRun, found: FoundExport): string | undefined =>
  request?.datastoreId ?? found.export?.datastoreId;

/** What is open in data stores, of the jobs that are followed and of starts that may have been made. */
export function openExportIn(
  datastoreId: string | undefined,
  except: ExportRun,
  { runs, jobs }: { runs: readonly ExportRun[]; jobs: readonly FollowedJob[] },
): OpenExport | undefined {
  if (datastoreId === undefined) return undefined;
  const job = jobs.find(
    (one) =>
      one.kind === 'export' &&
      one.datastoreId === datastoreId &&
      one.exportId !== except.exportId &&
      (one.status === null || !isTerminal(one.status)),
  );
  if (job) return { jobId: job.jobId, exportName: job.exportName ?? null };
  const run = runs.find(
    ({ exportId, state, request, jobId }) =>
      exportId !== except.exportId &&
      request?.datastoreId === datastoreId &&
      // The index of open work may not show the job of a start a moment ago.
      (state === 'STARTING' || (state === 'STARTED' && !jobs.some((known) => known.jobId === jobId))),
  );
  return run && { jobId: run.jobId ?? null, exportName: run.exportName };
}
