import type { S3Client } from '@aws-sdk/client-s3';
import type { JoinedFile } from './joined-files.ts';
import type { LineSet } from './line-set.ts';
import { LARGEST_LINE, lineSet } from './line-set.ts';
import { isBlank } from '../../../fhir/index.ts';
import { linesOf } from '../../streams/index.ts';
import { streamObject } from '../../s3/index.ts';
import type { ResultLine } from './result-line.ts';
import { isServerError, LONGEST_RESULT_LINE, parseResultLine } from './result-line.ts';

/** What the results of one input file list, by the service's own line numbers. */
export interface ListedLines {
  /** All lines, imported and failed. */
  all: LineSet;
  failed: LineSet;
  /** Of the failed ones, those that failed by the service's own fault. */
  serverErrors: LineSet;
  /** Result lines without a number, or with that of another line: then numbers identify nothing. */
  unclear: number;
}

/** Reads which lines of an input file were imported and which failed, streamed. */
export async function listedLines(
  s3: S3Client,
  bucket: string,
  { results }: Pick<JoinedFile, 'results'>,
): Promise<ListedLines> {
  const listed = { all: lineSet(), failed: lineSet(), serverErrors: lineSet(), unclear: 0 };
  for (const { key, means } of results) {
    for await (const line of resultLines(s3, bucket, key)) {
      const id = line?.lineId ?? null;
      if (id === null || id >= LARGEST_LINE || !listed.all.add(id)) listed.unclear += 1;
      else if (means === 'failed') {
        listed.failed.add(id);
        if (isServerError(line?.statusCode ?? null)) listed.serverErrors.add(id);
      }
    }
  }
  return listed;
}

/** The lines of a result file; undefined for one that cannot be read. */
export async function* resultLines(
  s3: S3Client,
  bucket: string,
  key: string,
): AsyncGenerator<ResultLine | undefined> {
  for await (const lines of linesOf(streamObject(s3, { bucket, key }), { longest: LONGEST_RESULT_LINE })) {
    for (const { bytes } of lines) if (!isBlank(bytes)) yield parseResultLine(bytes.toString('utf8'));
  }
}
