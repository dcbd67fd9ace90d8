import type { ImportStatus } from '../../lib/status/index.ts';
import { bytesText, countOf, countText, facts, section, timeText } from '../terminal/index.ts';
import { dropText, progressText } from './drop-and-progress-text.ts';

/** Rows of the table of files, for a terminal; --json has them all. */
const MOST_ROWS = 20;

/** One import with its job and its results, for people. */
export function renderImport(status: ImportStatus): string[] {
  const { import: row, job, results, earlierAttempts } = status;
  const failed = results.filesWithFailures ?? [];
  return [
    `import ${row.importId}, stage ${status.stage}, ${timeText(status.at)}`,
    '',
    ...facts([
      ['state', `${row.state}: ${row.because}`],
      [
        'files',
        `${countOf(row.files, 'file')}, ${bytesText(row.bytes)}, of drop ${dropText(row.drop)} of route ${row.route}`,
      ],
      ['planned', timeText(row.plannedAt)],
      ...(row.attempt > 1 ? [['attempt', String(row.attempt)] as const] : []),
      ...jobFacts(job),
      ['results', results.s3Uri ?? 'none yet'],
      ['summary', summaryText(status)],
    ]),
    '',
    ...section(
      ['file', 'lines', 'imported', 'failed'],
      failed
        .slice(0, MOST_ROWS)
        .map(({ key, lines, imported, failed: count }) => [key, lines, imported, count]),
    ),
    ...(failed.length > MOST_ROWS || results.truncated
      ? [`There are more files with failures: --json lists ${countText(failed.length)}.`, '']
      : []),
    ...section(
      ['attempt', 'ended', 'job', 'repeated', 'reason'],
      earlierAttempts.map((earlier) => [
        String(earlier.attempt),
        earlier.errorName === null ? earlier.outcome : `${earlier.outcome} (${earlier.errorName})`,
        earlier.jobId ?? '',
        timeText(earlier.repeatedAt),
        earlier.reason,
      ]),
    ),
    ...facts([['next', status.nextStep]]),
  ];
}

const jobFacts = (job: ImportStatus['job']): (readonly [string, string])[] =>
  job === null
    ? [['job', 'none']]
    : [
        ['job', `${job.jobId} of data store ${job.datastoreId}`],
        ['read from', job.inputS3Uri],
        ['submitted', timeText(job.submitTime) || 'not known yet'],
        ['ended', timeText(job.endTime) || 'not yet'],
        ['progress', progressText(job)],
        ...(job.message === null ? [] : [['message', job.message] as const]),
      ];

function summaryText({ summary, import: row }: ImportStatus): string {
  if (summary) {
    const counts = `${countOf(summary.resourcesScanned, 'resource')} read, ${countText(summary.resourcesImported)} imported, ${countText(summary.resourcesFailed)} failed; ${countOf(summary.filesScanned, 'file')} read, ${countText(summary.filesFailed)} failed`;
    return summary.complete ? counts : `${counts}; not complete`;
  }
  return row.isOpen || row.jobId === null ? 'none' : 'not summarized yet';
}
