import type { S3Client } from '@aws-sdk/client-s3';
import type { JoinedFile } from '../read/joined-files.ts';
import { linesOf } from '../../streams/index.ts';
import { streamObject } from '../../s3/index.ts';
import { LONGEST_RESULT_LINE } from '../read/result-line.ts';
import type { LineContext, Tally } from './tally.ts';
import { addResultLine } from './tally.ts';

/** Where in the results of one input file to go on: which of its result files, and how many bytes of it are read. */
export interface ResultPosition {
  part: number;
  offset: number;
}

/**
 * Tallies the result files of one input file, streamed.
 * @param isTimeUp asked between chunks
 * @returns null at their end; otherwise where to go on
 */
export async function tallyFile(
  s3: S3Client,
  bucket: string,
  { results }: Pick<JoinedFile, 'results'>,
  tally: Tally,
  context: LineContext,
  from: ResultPosition = { part: 0, offset: 0 },
  isTimeUp: () => boolean = () => false,
): Promise<ResultPosition | null> {
  let { offset } = from;
  for (const [part, { key, size, means }] of results.entries()) {
    if (part < from.part) continue;
    if (offset < size) {
      const stream = streamObject(s3, { bucket, key }, offset);
      for await (const lines of linesOf(stream, { start: offset, longest: LONGEST_RESULT_LINE })) {
        for (const line of lines) addResultLine(tally, means, line, context);
        offset = lines.at(-1)?.end ?? offset;
        if (isTimeUp() && offset < size) return { part, offset };
      }
    }
    offset = 0;
  }
  return null;
}
