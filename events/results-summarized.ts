import { resultsAdvice } from './advice.ts';
import type { Added, EventAddress, EventEntry } from './entry.ts';
import { entry } from './entry.ts';
import { eventId } from './event-id.ts';
import type { ImportResultsSummarized } from './types.generated.ts';

/** Most issues in one event, and most bytes of its detail: the whole is in inlet-summary.json. */
export const MOST_ISSUES = 100;
export const MOST_SUMMARY_BYTES = 64 * 1024;

/** What is reported of a job's results; the builder adds the advice on each problem, and cuts the issues. */
export type ResultsSummary = Omit<ImportResultsSummarized, Added | 'problems' | 'truncated'> & {
  problems: Omit<ImportResultsSummarized['problems'][number], 'advice'>[];
};

/** "Import Results Summarized": the outcome of an ended job; the first issues, as many as fit. */
export function importResultsSummarized(summary: ResultsSummary, address: EventAddress): EventEntry {
  const { datastoreId, jobId, files, resources } = summary;
  const issues = summary.issues.slice(0, MOST_ISSUES).map((issue) => ({
    code: issue.code,
    path: issue.path,
    text: issue.text,
    textHash: issue.textHash,
    lines: issue.lines,
    samples: issue.samples,
  }));
  const built = (kept: typeof issues): EventEntry =>
    entry('Import Results Summarized', address, {
      schemaVersion: '1',
      eventId: eventId('Import Results Summarized', datastoreId, jobId),
      datastoreId,
      jobId,
      importId: summary.importId,
      status: summary.status,
      outputS3Uri: summary.outputS3Uri,
      summaryS3Uri: summary.summaryS3Uri,
      filesS3Uri: summary.filesS3Uri,
      complete: summary.complete,
      problems: summary.problems.map(({ code, count }) => ({ code, count, advice: resultsAdvice[code] })),
      files: {
        planned: files.planned,
        scanned: files.scanned,
        missing: files.missing,
        alsoRead: files.alsoRead,
        withFailures: files.withFailures,
      },
      resources: {
        scanned: resources.scanned,
        imported: resources.imported,
        customerErrors: resources.customerErrors,
        serverErrors: resources.serverErrors,
        repeated: resources.repeated,
        repeatedIsEstimate: resources.repeatedIsEstimate,
      },
      issues: kept,
      otherIssueLines: summary.otherIssueLines,
      truncated: kept.length < summary.issues.length,
    });
  let kept = issues;
  let event = built(kept);
  while (Buffer.byteLength(event.Detail) > MOST_SUMMARY_BYTES && kept.length > 0) {
    kept = kept.slice(0, -1);
    event = built(kept);
  }
  return event;
}
