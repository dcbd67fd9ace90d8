import type { S3Client } from '@aws-sdk/client-s3';
import { lineBase, presumedBase } from '../read/line-base.ts';
import { lineSet } from '../read/line-set.ts';
import { isBlank, LONGEST_LINE_BYTES, withoutMark } from '../../../fhir/index.ts';
import { linesOf } from '../../streams/index.ts';
import { listedLines, resultLines } from '../read/listed-lines.ts';
import type { JoinedFile } from '../read/joined-files.ts';
import type { Planned } from '../read/planned-files.ts';
import { isGone, streamObject } from '../../s3/index.ts';
import type { ReportedIssue } from '../read/result-line.ts';
import { isServerError } from '../read/result-line.ts';

/** What was wrong with one failed line. Its texts may quote the resource. */
export interface LineProblem {
  /** In the new file, from 1; null where the line is too long to be imported at all, and so not in it. */
  line: number | null;
  /** In the file that was dropped, from 1. */
  originalLine: number;
  statusCode: number | null;
  serverError: boolean;
  issues: ReportedIssue[];
}

/** Where the failed lines of one file go. */
export interface LineSink {
  line: (bytes: Buffer) => Promise<void>;
  problem: (problem: LineProblem) => Promise<void>;
}

/** Which failed lines: all, or those that failed by the service's own fault. */
export type Selection = 'all' | 'server-errors';

/** Why a file cannot be redriven. */
export type FileRefusal = 'version-gone' | 'line-numbers-unclear';

export type RedrivenFile =
  | { refused: FileRefusal }
  | {
      refused?: undefined;
      lines: number;
      failed: number;
      serverErrors: number;
      tooLong: number;
    };

/**
 * Collects the failed lines of one file from the version that was imported, and what was wrong with each. Streamed:
 * memory holds a bit for each line, and one line.
 *
 * Lines are found by the service's numbers, and only the end of the file shows whether they count from 0 or from 1. So
 * lines are handed on as the first number suggests; a refusal at the end means that they must be discarded.
 */
export async function redriveFile(
  s3: S3Client,
  { inboxBucket, resultsBucket }: { inboxBucket: string; resultsBucket: string },
  file: JoinedFile & { planned: Planned },
  selection: Selection,
  sink: LineSink,
): Promise<RedrivenFile> {
  const listed = await listedLines(s3, resultsBucket, file);
  const selected = selection === 'all' ? listed.failed : listed.serverErrors;
  const { key, versionId, etag } = file.planned.file;
  const written = lineSet();
  const lines = { count: 0, first: -1, last: -1 };
  let base: 0 | 1 | undefined;
  let tooLong = 0;
  let position = -1;
  try {
    const original = streamObject(s3, { bucket: inboxBucket, key, versionId, etag });
    for await (const some of linesOf(original, { longest: LONGEST_LINE_BYTES })) {
      for (const { bytes, isCut } of some) {
        position += 1;
        if (isBlank(bytes)) continue;
        if (lines.count === 0) {
          lines.first = position;
          base = presumedBase(listed, position);
        }
        lines.count += 1;
        lines.last = position;
        if (base === undefined) return { refused: 'line-numbers-unclear' };
        if (!selected.has(position + base)) continue;
        if (isCut) tooLong += 1;
        else {
          await sink.line(position === 0 ? withoutMark(bytes) : bytes);
          written.add(position + base);
        }
      }
    }
  } catch (error) {
    if (isGone(error)) return { refused: 'version-gone' };
    throw error;
  }
  const sure = lineBase(listed, lines);
  if (sure === undefined) return { refused: 'line-numbers-unclear' };

  const rank = written.ranks();
  for (const { key: resultKey, means } of file.results) {
    if (means !== 'failed') continue;
    for await (const line of resultLines(s3, resultsBucket, resultKey)) {
      const id = line?.lineId ?? null;
      if (!line || id === null || !selected.has(id)) continue;
      await sink.problem({
        line: written.has(id) ? rank(id) + 1 : null,
        originalLine: id - sure + 1,
        statusCode: line.statusCode,
        serverError: isServerError(line.statusCode),
        issues: line.issues,
      });
    }
  }
  return {
    lines: written.count,
    failed: listed.failed.count,
    serverErrors: listed.serverErrors.count,
    tooLong,
  };
}
