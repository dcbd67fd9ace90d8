import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import type { ExportRun } from '../ledger/index.ts';
import { exportRunsOf, updateExportRun } from '../ledger/index.ts';
import type { S3Location } from '../s3/index.ts';
import { folderAt, listObjects } from '../s3/index.ts';
import type { ExportDeps } from './export-deps.ts';

/** Keys that DeleteObjects takes in a call (S3 API reference, DeleteObjects). */
const MOST_KEYS = 1000;

/** What a removal needs from outside. */
type RemoveDeps = Pick<ExportDeps, 'ledger' | 's3' | 'now' | 'isOutOfTime'>;

/**
 * Removes what is older than the `keep` newest completed runs of an export: the folders that the ledger says its runs
 * wrote, and nothing else. To be called when a run has completed. One that dies, or is out of time, is repeated: what is gone
 * is not listed again.
 * @returns the runs whose folders are gone now, and whether that was all
 */
export async function removeOlder(
  deps: RemoveDeps,
  exportName: string,
  keep: number,
): Promise<{ removed: string[]; isDone: boolean }> {
  const removed: string[] = [];
  let kept = 0;
  for await (const run of exportRunsOf(deps.ledger, exportName)) {
    if (kept < keep) {
      if (run.outcome === 'COMPLETED' && run.removedAt === undefined) kept += 1;
      continue;
    }
    if (run.state !== 'ENDED' || run.removedAt !== undefined) continue;
    const folder = ownFolder(run);
    if (!folder) continue;
    if (!(await removeAll(deps, folder))) return { removed, isDone: false };
    await updateExportRun(deps.ledger, run, { removedAt: deps.now() });
    removed.push(run.exportId);
  }
  return { removed, isDone: true };
}

/** The folder of a run's job: below the prefix that the job was started with, and named for the job. */
export function ownFolder({ folderS3Uri, request, jobId }: ExportRun): S3Location | undefined {
  const folder = folderAt(folderS3Uri ?? '');
  const prefix = folderAt(request?.outputS3Uri ?? '');
  if (!folder || !prefix || jobId === undefined || folder.bucket !== prefix.bucket) return undefined;
  const below = folder.key.startsWith(prefix.key) ? folder.key.slice(prefix.key.length) : '';
  return below.includes(jobId) ? folder : undefined;
}

/** False where there was no time for all. */
async function removeAll({ s3, isOutOfTime }: RemoveDeps, { bucket, key }: S3Location): Promise<boolean> {
  let keys: string[] = [];
  const remove = async (): Promise<void> => {
    if (keys.length === 0) return;
    const Objects = keys.map((Key) => ({ Key }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    const [first] = Errors;
    if (first)
      throw Object.assign(new Error(`S3 removed not all of a folder`), { name: first.Code ?? 'S3Error' });
    keys = [];
  };
  for await (const object of listObjects(s3, bucket, key)) {
    keys.push(object.key);
    if (keys.length < MOST_KEYS) continue;
    await remove();
    if (isOutOfTime()) return false;
  }
  await remove();
  return true;
}
