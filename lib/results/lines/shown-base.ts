import type { S3Client } from '@aws-sdk/client-s3';
import type { JoinedFile } from '../read/joined-files.ts';
import { resultLines } from '../read/listed-lines.ts';

/** Result files are read so far for the smallest number; they are in the order of the file's lines as a rule. */
const MOST_READ = 2000;

/**
 * The number that the service gives a file's first line, which is not documented: 0 where any line has it. Only for
 * showing a line: what is redriven is determined from all numbers (line-base.ts).
 */
export async function shownBase(
  s3: S3Client,
  resultsBucket: string,
  { results }: Pick<JoinedFile, 'results'>,
): Promise<0 | 1> {
  for (const { key } of results) {
    let read = 0;
    for await (const line of resultLines(s3, resultsBucket, key)) {
      if (line?.lineId === 0) return 0;
      if ((read += 1) >= MOST_READ) break;
    }
  }
  return 1;
}
