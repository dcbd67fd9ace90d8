import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { localClientSettings } from './local-client.ts';

/** What an import made of one file, counted from the job's result files. */
export interface FileResult {
  imported: number;
  failed: number;
  /** Distinct diagnostics of the failed lines, with the first line each was found in. */
  why: { line: number; diagnostics: string }[];
}

interface ResultLine {
  lineId: number;
  UpdateResourceResponse: { jsonBlob: { issue?: { diagnostics?: string }[] } };
}

/**
 * Reads SUCCESS/ and FAILURE/ below a job's results folder (Developer Guide, "Importing FHIR data").
 * @param folder the S3 URI that DescribeFHIRImportJob and the status event give, with its closing "/"
 * @returns by the file's name below those folders
 */
export async function readResults(url: string, folder: string): Promise<Map<string, FileResult>> {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(folder) ?? [];
  const s3 = new S3Client(localClientSettings(url));
  const results = new Map<string, FileResult>();
  try {
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
      for (const { Key: key = '' } of page.Contents ?? []) {
        const [, kind, name = ''] = /^(SUCCESS|FAILURE)\/(.+)$/.exec(key.slice(prefix.length)) ?? [];
        if (kind === undefined) continue;
        const result = results.get(name) ?? { imported: 0, failed: 0, why: [] };
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        for await (const line of createInterface({ input: Body as Readable })) {
          if (kind === 'SUCCESS') result.imported += 1;
          else addFailure(result, JSON.parse(line) as ResultLine);
        }
        results.set(name, result);
      }
    }
  } finally {
    s3.destroy();
  }
  return results;
}

function addFailure(result: FileResult, { lineId, UpdateResourceResponse: { jsonBlob } }: ResultLine): void {
  result.failed += 1;
  for (const { diagnostics = 'no diagnostics' } of jsonBlob.issue ?? []) {
    if (!result.why.some((known) => known.diagnostics === diagnostics))
      result.why.push({ line: lineId, diagnostics });
  }
}
