import type { S3Client } from '@aws-sdk/client-s3';
import { linesOf } from '../../streams/index.ts';
import { isMissing, parseS3Uri, streamObject } from '../../s3/index.ts';
import type { FileRow } from '../summary/file-row.ts';
import { FILES_NAME } from '../summary/tally-job.ts';
import type { PlanPosition } from './planned-files.ts';
import { PLAN_START, plannedFiles } from './planned-files.ts';

/** A file of an import, and what its results say of it; those members are null where they say nothing (yet). */
export type FileOfImport = Pick<
  FileRow,
  'key' | 'versionId' | 'resultName' | 'lines' | 'imported' | 'failed'
> & {
  state: FileRow['state'] | null;
};

/** Some files of an import in the order of its plan, and where the next page begins; null at the end. */
export interface FilesPage {
  files: FileOfImport[];
  next: PlanPosition | null;
}

/** A key has at most 1,024 bytes, which JSON may write as six times as many. */
const LONGEST_ROW = 64 * 1024;

/**
 * The files that an import's frozen plan names, before its results are summarized.
 * @returns undefined where the plan is gone: the work bucket deletes it after some days
 */
export async function filesOfPlan(
  { s3, workBucket }: { s3: S3Client; workBucket: string },
  importId: string,
  from: PlanPosition | null,
  most: number,
): Promise<FilesPage | undefined> {
  const planned = await plannedFiles(s3, workBucket, importId, from ?? PLAN_START);
  if (!planned) return undefined;
  const files: FileOfImport[] = [];
  let last = from ?? PLAN_START;
  for await (const { index, file, end } of planned) {
    if (files.length === most) return { files, next: last };
    const { key, versionId } = file;
    files.push({ key, versionId, resultName: '', state: null, lines: null, imported: null, failed: null });
    last = { index: index + 1, offset: end };
  }
  return { files, next: null };
}

/**
 * The rows of a summarized import's files, which lie beside its summary.
 * @returns undefined where they are gone
 */
export async function filesOfResults(
  { s3 }: { s3: S3Client },
  summaryS3Uri: string,
  from: PlanPosition | null,
  most: number,
): Promise<FilesPage | undefined> {
  const summary = parseS3Uri(summaryS3Uri);
  if (!summary) return undefined;
  const place = { bucket: summary.bucket, key: summary.key.replace(/[^/]*$/, FILES_NAME) };
  const { index, offset } = from ?? { index: 0, offset: 0 };
  const files: FileOfImport[] = [];
  let last = offset;
  try {
    for await (const lines of linesOf(streamObject(s3, place, offset), {
      start: offset,
      longest: LONGEST_ROW,
    }))
      for (const { bytes, end } of lines) {
        if (files.length === most) return { files, next: { index: index + most, offset: last } };
        files.push(JSON.parse(bytes.toString('utf8')) as FileRow);
        last = end;
      }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  return { files, next: null };
}
