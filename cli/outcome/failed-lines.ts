import type { S3Client } from '@aws-sdk/client-s3';
import { RESULT_FOLDERS, namedResults, resultLines } from '../../lib/results/index.ts';
import { nameOfKey } from '../../lib/manifests/index.ts';
import { parseS3Uri } from '../../lib/s3/index.ts';
import { withoutValues } from '../validate/index.ts';
import type { LineProblem } from './drop-outcome.ts';

/** Kinds of problems that are shown of one file, and result lines that are looked at for them. */
const MOST_KINDS = 3;
const MOST_LINES = 1000;

/** Names as they are below the folders of results, whatever the job read. */
const AS_THEY_ARE = { kind: 'copies' } as const;

/**
 * The first failed lines of one file, one for each kind of problem.
 * @param folder the S3 URI of the job's results, with its closing "/"
 * @param resultName the file's name below the folders of results
 */
export async function failedLines(
  s3: S3Client,
  folder: string | null,
  resultName: string,
): Promise<LineProblem[]> {
  const { bucket, key: prefix } = parseS3Uri(folder ?? '') ?? { bucket: '', key: '' };
  if (bucket === '') return [];
  const kinds = new Map<string, LineProblem>();
  const [failure] = RESULT_FOLDERS;
  let seen = 0;
  for await (const { name, result } of namedResults(s3, { bucket, prefix }, failure, AS_THEY_ARE, null)) {
    if (name !== resultName && nameOfKey(name) !== resultName) continue;
    for await (const line of resultLines(s3, bucket, result?.key ?? '')) {
      if ((seen += 1) > MOST_LINES || kinds.size >= MOST_KINDS) break;
      for (const { diagnostics, location } of line?.issues ?? []) {
        const kind = `${location ?? ''} ${withoutValues(diagnostics)}`;
        if (!kinds.has(kind)) kinds.set(kind, { line: line?.lineId ?? null, location, diagnostics });
      }
    }
  }
  return [...kinds.values()].slice(0, MOST_KINDS);
}
