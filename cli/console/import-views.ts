import { createHash } from 'node:crypto';
import type {
  EndedPage,
  ImportDocument,
  ImportsDocument,
  OpenImport,
  ProblemKind,
} from '../../console/api/index.ts';
import type { EndedPlace, Overview } from '../../lib/status/index.ts';
import { readEndedPage, readImportStatus, readProblems, rememberNothing } from '../../lib/status/index.ts';
import type { ConsoleContext } from './console-context.ts';
import { readEvents } from './event-view.ts';
import { liveOf, withLiveCounts } from './progress/live-progress.ts';
import { shownKeys } from './shown-keys.ts';
import type { createPaces } from './progress/pace.ts';

type Body<T> = Omit<T, 'schemaVersion' | 'stage' | 'at' | 'kind'>;
type Problem = NonNullable<Awaited<ReturnType<typeof readProblems>>>[number];

/** Ended imports of a page, and the rows that are read to find them. */
const PAGE = { most: 25, mostRead: 200 };

/** Open drops and imports that are sent; the document of `inlet status --json` has all. */
const MOST_OPEN = 200;

/** Events of one import that are shown. */
const IMPORT_EVENTS = { most: 100, mostRead: 1000 };

type ViewOf = (
  context: ConsoleContext,
  paces: ReturnType<typeof createPaces>,
  overview: () => Promise<Overview>,
) => {
  imports: (page: EndedPage) => Promise<Body<ImportsDocument>>;
  import: (importId: string) => Promise<Body<ImportDocument> | undefined>;
};

/** What is open and what ended, and one import whole. */
export const importViews: ViewOf = (context, paces, overview) => ({
  async imports({ onlyFailed, after }) {
    const { stage, tokens } = context;
    const list = onlyFailed ? 'imports not in full' : 'imports';
    const before = after === null ? undefined : (tokens.open(list, after) as EndedPlace);
    const page = { ...PAGE, since: 0, onlyFailed, ...(before && { before }) };
    const { ended, next } = await readEndedPage(stage, page);
    const nextToken = next && tokens.seal(list, next);
    if (before) return shownKeys(context, { pausedRoutes: [], drops: [], imports: [], ended, nextToken });
    const { pausedRoutes, drops, imports, jobs } = await overview();
    paces.keepOnly(new Set(imports.map(({ jobId }) => jobId ?? '')));
    const open = imports.slice(0, MOST_OPEN).map((one): OpenImport => {
      const job = jobs.find(({ jobId }) => jobId === one.jobId) ?? null;
      return {
        ...one,
        job: withLiveCounts(job, liveOf(context.cloud, job)),
        pace: paceOfJob(context, paces, job, one.files),
      };
    });
    return shownKeys(context, {
      pausedRoutes,
      drops: drops.slice(0, MOST_OPEN),
      imports: open,
      ended,
      nextToken,
    });
  },
  async import(importId) {
    const { stage } = context;
    const status = await readImportStatus(stage, importId);
    if (!status) return undefined;
    const [problems, found] = await Promise.all([
      problemsOf(stage, status.summary),
      readEvents(context, { importId, detailType: null, before: null, ...IMPORT_EVENTS }),
    ]);
    return shownKeys(context, {
      status: { ...status, job: withLiveCounts(status.job, liveOf(context.cloud, status.job)) },
      pace: status.import.isOpen ? paceOfJob(context, paces, status.job, status.import.files) : null,
      problems: problems?.map(problemKind) ?? null,
      events: found.events.reverse(),
      eventsFromLedger: context.cloud === undefined,
    });
  },
});

/** Of a summary, which is written once. */
const problemsOf = (
  { s3, remember = rememberNothing }: ConsoleContext['stage'],
  summary: ImportDocument['status']['summary'],
): ReturnType<typeof readProblems> =>
  summary
    ? remember(`problems ${summary.summaryS3Uri ?? ''}`, () => readProblems(s3, summary))
    : Promise.resolve(null);

/** By files as the job counts them; of a cloud in this process by the bytes that it has read. */
function paceOfJob(
  { cloud, stage }: ConsoleContext,
  paces: ReturnType<typeof createPaces>,
  job: OpenImport['job'],
  files: number,
): OpenImport['pace'] {
  if (!job) return null;
  const live = liveOf(cloud, job);
  const at = stage.now();
  if (live) return paces.look(job.jobId, { at, lines: live.resources, done: live.bytesRead, of: live.bytes });
  if (!job.progress) return null;
  const { resourcesScanned, filesScanned } = job.progress;
  return paces.look(job.jobId, { at, lines: resourcesScanned, done: filesScanned, of: files });
}

/** Names a kind in `lines?kind=`: a hash, since a text is long. */
export const kindId = ({ code, path, rawText, textHash }: Problem): string =>
  createHash('sha256')
    .update(JSON.stringify([code, path, rawText, textHash]))
    .digest('hex')
    .slice(0, 16);

const problemKind = (problem: Problem): ProblemKind => ({
  id: kindId(problem),
  path: problem.path,
  text: problem.text ?? hiddenText(problem.textHash),
  rule: ruleIn(problem.text),
  lines: problem.lines,
});

/** What stands for a text that may hold data. */
export const hiddenText = (hash: string | null): string =>
  `a problem whose text is not shown, for it may hold data (${hash ?? 'no text'})`;

/** The key of an invariant, such as `dom-6` or `us-core-8`, where a text names one (FHIR R4, "ElementDefinition.constraint.key"). */
export const ruleIn = (text: string | null): string | null =>
  /\b[a-z]{2,}(?:-[a-z]+)*-\d+[a-z]?\b/.exec(text ?? '')?.[0] ?? null;
