import type { S3Client } from '@aws-sdk/client-s3';
import type { ImportSummary } from '../ledger/index.ts';
import { isMissing, parseS3Uri, streamObject } from '../s3/index.ts';
import { linesOf } from '../streams/index.ts';
import type { FailedFile } from './document.ts';

/** What an import made of its files, one line for each; lies beside the job's results. */
const FILES_NAME = 'inlet-files.ndjson';

/** Larger than any of its lines, which has one key, bytes. */
const LONGEST_ROW = 64 * 1024;

/** One line of it that could be read. */
export interface FileLine extends FailedFile {
  /** The file's name below the folders of results; null in summaries of an earlier version of Inlet. */
  resultName: string | null;
}

/**
 * Reads what an import made of each of its files, line by line. Nothing where the results are not summarized, or
 * their files are gone by now.
 */
export async function* fileResults(s3: S3Client, summary: ImportSummary | null): AsyncGenerator<FileLine> {
  const place = parseS3Uri(summary?.summaryS3Uri ?? '');
  if (!place) return;
  const folder = place.key.slice(0, place.key.lastIndexOf('/') + 1);
  const rows = streamObject(s3, { bucket: place.bucket, key: `${folder}${FILES_NAME}` });
  try {
    for await (const some of linesOf(rows, { longest: LONGEST_ROW }))
      for (const { bytes } of some) {
        const file = fileLine(bytes.toString('utf8'));
        if (file) yield file;
      }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function fileLine(text: string): FileLine | undefined {
  if (text === '') return undefined;
  const { key, versionId, lines, imported, failed, resultName } = JSON.parse(text) as Record<string, unknown>;
  if (typeof key !== 'string') return undefined;
  if (typeof lines !== 'number' || typeof imported !== 'number' || typeof failed !== 'number')
    return undefined;
  return {
    key,
    versionId: typeof versionId === 'string' ? versionId : null,
    lines,
    imported,
    failed,
    resultName: typeof resultName === 'string' ? resultName : null,
  };
}

/** The most files with failures that a status lists. */
export const MOST_FAILED_FILES = 1000;

/** The files of which lines failed, most failures first, and whether there are more. */
export async function filesWithFailures(
  s3: S3Client,
  summary: ImportSummary | null,
): Promise<{ files: FailedFile[] | null; truncated: boolean }> {
  if (summary === null) return { files: null, truncated: false };
  const files: FailedFile[] = [];
  let truncated = false;
  for await (const { resultName: _, ...file } of fileResults(s3, summary)) {
    if (file.failed === 0) continue;
    files.push(file);
    if (files.length < 2 * MOST_FAILED_FILES) continue;
    truncated = true;
    keepWorst(files);
  }
  truncated ||= files.length > MOST_FAILED_FILES;
  keepWorst(files);
  return { files, truncated };
}

function keepWorst(files: FailedFile[]): void {
  files.sort((a, b) => b.failed - a.failed || (a.key < b.key ? -1 : 1));
  files.length = Math.min(files.length, MOST_FAILED_FILES);
}
