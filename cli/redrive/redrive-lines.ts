import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileReport, Selection } from '../../lib/results/index.ts';
import { redrive } from '../../lib/results/index.ts';
import { formatS3Uri } from '../../lib/s3/index.ts';
import type { StageResources } from '../stage/index.ts';
import { dropAgain, redriveDrop } from './drop-again.ts';
import type { EndedImport } from './find-import.ts';
import type { RedriveDocument } from './redrive-document.ts';
import { totalsOf } from './redrive-document.ts';
import { makeRedriveFolder, openSink, removeRedriveFolder } from './redrive-folder.ts';

/** Which lines, and whether also those of files whose key has newer content. */
export interface RedriveChoice {
  selection: Selection;
  overwrite: boolean;
}

/** Writes all failed lines of an import into a folder. */
export async function collectLines(
  stage: StageResources,
  found: EndedImport,
  to: string,
  choice: RedriveChoice,
): Promise<RedriveDocument> {
  const files = await filesInto(stage, found, to, choice);
  const isThere = files.some(({ lines, tooLong }) => lines + tooLong > 0);
  return documentOf(stage, found, choice, files, { to: isThere ? to : null, drop: null });
}

/** Drops failed lines of an import again. Nothing is dropped before all of it was collected and is sure. */
export async function dropLines(
  stage: StageResources,
  found: EndedImport,
  choice: RedriveChoice,
): Promise<RedriveDocument> {
  const drop = redriveDrop(stage, found.row);
  const folder = await mkdtemp(join(tmpdir(), 'inlet-redrive-'));
  try {
    const files = await filesInto(stage, found, folder, choice);
    const hasLines = files.some(({ lines }) => lines > 0);
    if (hasLines) await dropAgain(stage, join(folder, 'lines'), drop);
    const place = hasLines ? formatS3Uri({ bucket: stage.inboxBucket, key: drop }) : null;
    return documentOf(stage, found, choice, files, { to: null, drop: place });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesInto(
  stage: StageResources,
  { row, job, results }: EndedImport,
  path: string,
  choice: RedriveChoice,
): Promise<FileReport[]> {
  const folder = await makeRedriveFolder(path);
  const options = { ...choice, sinkFor: (name: string) => openSink(folder, name) };
  let isKept = false;
  try {
    const files = await Array.fromAsync(
      redrive(stage, row, { inputS3Uri: job.inputS3Uri, results }, options),
    );
    isKept = files.some(({ lines, tooLong }) => lines + tooLong > 0);
    return files;
  } finally {
    if (!isKept) await removeRedriveFolder(path, folder);
  }
}

const documentOf = (
  { stage }: StageResources,
  { row, job }: EndedImport,
  { selection }: RedriveChoice,
  files: FileReport[],
  where: Pick<RedriveDocument, 'to' | 'drop'>,
): RedriveDocument => ({
  schemaVersion: '1',
  kind: 'redrive',
  stage,
  importId: row.importId,
  jobId: job.jobId,
  selection,
  ...where,
  files,
  totals: totalsOf(files),
});
