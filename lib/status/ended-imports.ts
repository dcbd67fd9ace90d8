import type { S3Client } from '@aws-sdk/client-s3';
import { adviceOnStartFailure } from '../../events/index.ts';
import type { Import } from '../ledger/index.ts';
import { endedImports, getJob } from '../ledger/index.ts';
import { parseS3Uri, readSmallObject } from '../s3/index.ts';
import { importBrief, jobBrief } from './briefs.ts';
import type { EndedImport } from './document.ts';
import { nextStepOfImport } from './next-step.ts';
import type { StatusDeps } from './status-deps.ts';

/** Which of the ended imports are asked for. */
export interface EndedFilter {
  most: number;
  /** Planned at or after this, epoch milliseconds. */
  since: number;
  /** Only those of which not all was imported. */
  onlyFailed: boolean;
}

export const LAST_TEN: EndedFilter = { most: 10, since: 0, onlyFailed: false };

/** The imports that ended last. Those whose files went back to their drop are left out: another import has them. */
export async function readEnded(
  deps: StatusDeps,
  { most, since, onlyFailed }: EndedFilter,
): Promise<EndedImport[]> {
  const ended: EndedImport[] = [];
  for await (const row of endedImports(deps.ledger)) {
    if (ended.length >= most || row.createdAt < since) break;
    if (row.state !== 'ENDED' || (onlyFailed && row.outcome === 'COMPLETED')) continue;
    ended.push(await endedImport(deps, row));
  }
  return ended;
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
    nextStep: nextStepOfImport(brief, ofJob),
  };
}

async function whyOf(s3: S3Client, row: Import, message: string | null): Promise<string | null> {
  if (row.outcome === 'START_FAILED')
    return `${row.errorName ?? ''}: ${adviceOnStartFailure(row.errorName ?? '')}`;
  return (await firstIssue(s3, row)) ?? message;
}

/** Summaries are kept small; more of one is not read here. */
const MOST_SUMMARY_BYTES = 1024 * 1024;

interface SummaryIssue {
  path?: unknown;
  text?: unknown;
  lines?: unknown;
  samples?: unknown;
}

/** What was wrong with most of the failed lines, as the summary beside the results says it. */
async function firstIssue(s3: S3Client, { summary }: Import): Promise<string | null> {
  const place = parseS3Uri(summary?.summaryS3Uri ?? '');
  if (!place || !summary) return null;
  const text = await readSmallObject(s3, place, MOST_SUMMARY_BYTES);
  const { issues = [] } = JSON.parse(text ?? '{}') as { issues?: SummaryIssue[] };
  const [issue] = issues;
  if (typeof issue?.text !== 'string') return null;
  const path = typeof issue.path === 'string' ? `${issue.path}: ` : '';
  const [sample] = Array.isArray(issue.samples) ? (issue.samples as unknown[]) : [];
  const first = typeof sample === 'string' ? ` (first at ${sample})` : '';
  const hint = isNoNdjson(issue.text, summary) ? `: ${NO_NDJSON}` : '';
  return `${path}${withoutHoles(issue.text)}${hint}${first}`;
}

/** Not one line of what was read is a resource by itself. */
const isNoNdjson = (
  text: string,
  { resourcesScanned, resourcesFailed }: NonNullable<Import['summary']>,
): boolean => text.startsWith('Invalid JSON') && resourcesScanned > 0 && resourcesFailed === resourcesScanned;

/** As `inlet validate` says it. */
const NO_NDJSON = 'the file is JSON over several lines, it seems: put each resource on a line of its own';

/** Known texts have holes in the place of values, as `{value}`: a person reads dots there. */
const withoutHoles = (text: string): string => text.replaceAll(/'?\{\w+\}'?/g, '...');
