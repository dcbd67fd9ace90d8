import type { S3Client } from '@aws-sdk/client-s3';
import { adviceOnStartFailure } from '../../events/index.ts';
import type { Import } from '../ledger/index.ts';
import { endedImports, getJob } from '../ledger/index.ts';
import { looksLike } from './looks-like.ts';
import { importBrief, jobBrief } from './briefs.ts';
import type { EndedImport } from './document.ts';
import { nextStepOfImport } from './next-step.ts';
import { readProblems } from './read-problems.ts';
import type { StatusDeps } from './status-deps.ts';
import { rememberNothing } from './status-deps.ts';

/** Which of the ended imports are asked for. */
export interface EndedFilter {
  most: number;
  /** Planned at or after this, epoch milliseconds. */
  since: number;
  /** Only those of which not all was imported. */
  onlyFailed: boolean;
  /** Only those behind this one: where the page before ended. */
  before?: EndedPlace;
  /** The most rows that are looked at; without it, as many as it takes. */
  mostRead?: number;
}

/** Where a page of ended imports stopped. */
export type EndedPlace = Pick<Import, 'createdAt' | 'importId'>;

/** Some of the ended imports, and where the next page begins: null where there is none. */
export interface EndedPage {
  ended: EndedImport[];
  next: EndedPlace | null;
}

export const LAST_TEN: EndedFilter = { most: 10, since: 0, onlyFailed: false };

/** The imports that ended last. Those whose files went back to their drop are left out: another import has them. */
export async function readEnded(deps: StatusDeps, filter: EndedFilter): Promise<EndedImport[]> {
  return (await readEndedPage(deps, filter)).ended;
}

/** The same, page by page. */
export async function readEndedPage(
  deps: StatusDeps,
  { most, since, onlyFailed, before, mostRead = Infinity }: EndedFilter,
): Promise<EndedPage> {
  const ended: EndedImport[] = [];
  let read = 0;
  let last: EndedPlace | null = null;
  for await (const row of endedImports(deps.ledger, before)) {
    if (row.createdAt < since) return { ended, next: null };
    if (ended.length >= most || read >= mostRead) return { ended, next: last };
    read += 1;
    last = { createdAt: row.createdAt, importId: row.importId };
    if (row.state !== 'ENDED' || (onlyFailed && row.outcome === 'COMPLETED')) continue;
    ended.push(await rememberedEnd(deps, row));
  }
  return { ended, next: null };
}

/** A row that has ended and is summarized changes only where its import is done again, and has another version then. */
function rememberedEnd(deps: StatusDeps, row: Import): Promise<EndedImport> {
  const { remember = rememberNothing } = deps;
  const isFinal = row.summary !== undefined || row.outcome === 'START_FAILED';
  return (isFinal ? remember : rememberNothing)(
    `ended ${row.importId} ${row.jobId ?? ''} ${row.version}`,
    () => endedImport(deps, row),
  );
}

async function endedImport(deps: StatusDeps, row: Import): Promise<EndedImport> {
  const { jobId, outcome = '', summary } = row;
  const job = jobId === undefined ? undefined : await getJob(deps.ledger, { ...row, jobId });
  const brief = importBrief(row, `its job ended ${outcome}`);
  const ofJob = job ? jobBrief(job) : null;
  return {
    ...brief,
    counts: summary
      ? {
          scanned: summary.resourcesScanned,
          imported: summary.resourcesImported,
          failed: summary.resourcesFailed,
        }
      : null,
    why: outcome === 'COMPLETED' ? null : await whyOf(deps.s3, row, ofJob?.message ?? null),
    nextStep: nextStepOfImport(deps.stage, brief, ofJob),
  };
}

async function whyOf(s3: S3Client, row: Import, message: string | null): Promise<string | null> {
  if (row.outcome === 'START_FAILED')
    return `${row.errorName ?? ''}: ${adviceOnStartFailure(row.errorName ?? '')}`;
  return (await firstIssue(s3, row)) ?? message;
}

/** What was wrong with most of the failed lines, as the summary beside the results says it; of a file that is no NDJSON, what it is. */
async function firstIssue(s3: S3Client, { bucket, summary }: Import): Promise<string | null> {
  const [problem] = (await readProblems(s3, summary ?? null)) ?? [];
  if (!summary || typeof problem?.text !== 'string') return null;
  const { path, text, samples } = problem;
  const [sample] = samples;
  const first = sample === undefined ? '' : ` (first at ${sample})`;
  const isInvalid = text.startsWith('Invalid JSON');
  const key = isInvalid ? sample?.replace(/:\d+$/, '') : undefined;
  const look = key === undefined ? undefined : await looksLike(s3, { bucket, key });
  const hint = look ?? (isInvalid && isNoResource(summary) ? NO_NDJSON : undefined);
  return `${path === null ? '' : `${path}: `}${text}${hint === undefined ? '' : `: ${hint}`}${first}`;
}

/** Not one line of what was read is a resource by itself. */
const isNoResource = ({ resourcesScanned, resourcesFailed }: NonNullable<Import['summary']>): boolean =>
  resourcesScanned > 0 && resourcesFailed === resourcesScanned;

/** Where the object itself does not show it. */
const NO_NDJSON =
  'no line is a resource by itself. Where it is JSON over several lines, put each resource on a line of its own; `npx inlet validate <file>` says what else it is';
