import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { nameOf } from '../../../errors/index.ts';
import type { LineProblem } from '../../../fhir/index.ts';
import { checkFirstLines } from '../../../fhir/index.ts';
import type { PlacedFile } from './sort-objects.ts';

/** The first bytes of a file that are read: enough for several resources of a usual size. */
const HEAD_BYTES = 64 * 1024;

/** Lines checked in each file. */
const MOST_LINES = 5;

/** The most files of which lines are checked; spread over all of them where there are more. */
const MOST_FILES = 2000;

/** Files read concurrently. */
const CONCURRENCY = 16;

/** The most problems that are listed. */
const MOST_PROBLEMS = 100;

/** What a look at the first lines of files showed. No content: keys, line numbers, kinds of problems. */
export interface SampledFiles {
  files: number;
  lines: number;
  /** Files with at least one problem. */
  filesWithProblems: number;
  problems: { key: string; line: number | null; problem: LineProblem | 'unreadable'; errorName?: string }[];
  /** True where not all files were checked, or not all problems are listed. */
  truncated: boolean;
}

/** Reads the first bytes of files, each in the version that was listed, and checks their first lines. */
export async function sampleFiles(
  s3: S3Client,
  bucket: string,
  files: readonly PlacedFile[],
): Promise<SampledFiles> {
  const step = Math.max(1, files.length / MOST_FILES);
  const chosen = files.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const looks = await pMap(chosen, (file) => look(s3, bucket, file), {
    concurrency: CONCURRENCY,
  });
  const problems = looks.flatMap((seen) => seen.problems);
  return {
    files: looks.length,
    lines: looks.reduce((sum, { lines }) => sum + lines, 0),
    filesWithProblems: looks.filter((seen) => seen.problems.length > 0).length,
    problems: problems.slice(0, MOST_PROBLEMS),
    truncated: chosen.length < files.length || problems.length > MOST_PROBLEMS,
  };
}

async function look(
  s3: S3Client,
  bucket: string,
  { object: { key, versionId, size } }: PlacedFile,
): Promise<Pick<SampledFiles, 'lines' | 'problems'>> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        Range: `bytes=0-${HEAD_BYTES - 1}`,
        ...(versionId !== null && { VersionId: versionId }),
      }),
    );
    const head = Buffer.from((await Body?.transformToByteArray()) ?? []).toString('utf8');
    const { lines, problems } = checkFirstLines(head, size <= HEAD_BYTES, MOST_LINES);
    return { lines, problems: problems.map((problem) => ({ key, ...problem })) };
  } catch (error) {
    return { lines: 0, problems: [{ key, line: null, problem: 'unreadable', errorName: nameOf(error) }] };
  }
}
