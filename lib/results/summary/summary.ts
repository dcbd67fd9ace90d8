import type { ImportResultsSummarized } from '../../../events/index.ts';
import type { ImportSummary } from '../../ledger/index.ts';
import { checkCounts, isComplete } from './check-counts.ts';
import type { CountProblem } from './check-counts.ts';
import type { DigestedIssue } from './digest.ts';
import { issuesOf } from './digest.ts';
import type { Manifest } from '../read/manifest.ts';
import type { TallyProgress } from './tally-progress.ts';
import { repeatedLines } from './repeated-resources.ts';
import { FILES_NAME } from './tally-job.ts';

/** The job whose results are summarized, as its end event describes it. */
export interface EndedJob {
  datastoreId: string;
  jobId: string;
  importId: string | null;
  status: string;
  inputS3Uri: string;
  outputS3Uri: string | null;
  fileCount: number | null;
  /** Epoch milliseconds; null where unknown. */
  endTime: number | null;
}

/** `inlet-summary.json`: a function of a job's results, so that every run that writes it writes the same. */
export interface Summary extends Pick<
  ImportResultsSummarized,
  | 'datastoreId'
  | 'jobId'
  | 'importId'
  | 'status'
  | 'outputS3Uri'
  | 'summaryS3Uri'
  | 'filesS3Uri'
  | 'complete'
  | 'files'
  | 'resources'
  | 'otherIssueLines'
> {
  schemaVersion: '1';
  problems: CountProblem[];
  /** All kinds that were counted separately, the most frequent first. */
  issues: DigestedIssue[];
}

export const SUMMARY_NAME = 'inlet-summary.json';

/** @param hasResults false where the job has no folder of results that Inlet may write to */
export function summaryOf(
  job: EndedJob,
  manifest: Manifest,
  progress: TallyProgress,
  hasResults: boolean,
): Summary {
  const { totals, digest, resources, hasPlan } = progress;
  const { counts } = manifest;
  const problems = checkCounts(manifest, progress, job.importId !== null);
  const { outputS3Uri } = job;
  const beside = (name: string): string | null =>
    hasResults && outputS3Uri !== null ? `${outputS3Uri}${name}` : null;
  const listedErrors = totals.failed - totals.serverErrors;
  return {
    schemaVersion: '1',
    datastoreId: job.datastoreId,
    jobId: job.jobId,
    importId: job.importId,
    status: job.status,
    outputS3Uri,
    summaryS3Uri: beside(SUMMARY_NAME),
    filesS3Uri: beside(FILES_NAME),
    complete: isComplete(problems),
    problems,
    files: {
      planned: hasPlan ? totals.filesPlanned : job.fileCount,
      scanned: counts?.filesScanned ?? totals.filesRead + totals.filesAlsoRead,
      missing: hasPlan ? totals.filesPlanned - totals.filesRead : null,
      alsoRead: hasPlan ? totals.filesAlsoRead : null,
      withFailures: totals.filesWithFailures,
    },
    resources: {
      scanned: counts?.resourcesScanned ?? totals.imported + totals.failed,
      imported: counts?.resourcesImported ?? totals.imported,
      customerErrors: counts?.customerErrors ?? listedErrors,
      serverErrors: counts?.serverErrors ?? totals.serverErrors,
      repeated: repeatedLines(resources),
      repeatedIsEstimate: resources.oneIn > 1,
    },
    issues: issuesOf(digest),
    otherIssueLines: digest.otherLines,
  };
}

/** What the import's row in the ledger keeps of it: counts only. */
export const importSummaryOf = ({ resources, files, complete, summaryS3Uri }: Summary): ImportSummary => ({
  resourcesScanned: resources.scanned,
  resourcesImported: resources.imported,
  resourcesFailed: resources.customerErrors + resources.serverErrors,
  filesScanned: files.scanned,
  filesFailed: files.withFailures + (files.missing ?? 0),
  complete,
  summaryS3Uri,
});
