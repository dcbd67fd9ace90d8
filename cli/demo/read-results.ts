import { S3Client } from '@aws-sdk/client-s3';
import type { ResultLine } from '../../lib/results/index.ts';
import { RESULT_FOLDERS, namedResults, resultLines } from '../../lib/results/index.ts';
import { parseS3Uri } from '../../lib/s3/index.ts';
import { localClientSettings } from '../../local/boot/index.ts';

/** What an import made of one file, counted from the job's result files. */
export interface FileResult {
  imported: number;
  failed: number;
  /** Distinct diagnostics of the failed lines, with the first line each was found in. */
  why: { line: number; diagnostics: string }[];
}

/**
 * Reads the result files below a job's results folder (Developer Guide, "Importing FHIR data"), with the texts of what
 * failed: for the sample population of the local cloud, whose people are made up.
 * @param folder the S3 URI that DescribeFHIRImportJob and the status event give, with its closing "/"
 * @returns by the file's name below those folders
 */
export async function readResults(url: string, folder: string): Promise<Map<string, FileResult>> {
  const { bucket, key: prefix } = parseS3Uri(folder) ?? { bucket: '', key: '' };
  const s3 = new S3Client(localClientSettings(url));
  const results = new Map<string, FileResult>();
  try {
    for (const kind of RESULT_FOLDERS) {
      for await (const { name, result } of namedResults(s3, { bucket, prefix }, kind, IN_PLACE, null)) {
        const found = results.get(name) ?? { imported: 0, failed: 0, why: [] };
        for await (const line of resultLines(s3, bucket, result?.key ?? '')) {
          if (kind.means === 'imported') found.imported += 1;
          else addFailure(found, line);
        }
        results.set(name, found);
      }
    }
  } finally {
    s3.destroy();
  }
  return results;
}

/** Names as they are below the folders of results, whatever the job read. */
const IN_PLACE = { kind: 'copies' } as const;

function addFailure(result: FileResult, line: ResultLine | undefined): void {
  result.failed += 1;
  for (const { diagnostics } of line?.issues ?? []) {
    if (!result.why.some((known) => known.diagnostics === diagnostics))
      result.why.push({ line: line?.lineId ?? 0, diagnostics });
  }
}
