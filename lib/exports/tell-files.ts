import type { EventEntry } from '../../events/index.ts';
import { exportFileReady } from '../../events/index.ts';
import type { ExportRun } from '../ledger/index.ts';
import { updateExportRun } from '../ledger/index.ts';
import { exportedFileOf, folderAt, formatS3Uri, listObjects } from '../s3/index.ts';
import type { ListedObject } from '../s3/index.ts';
import type { ExportDeps } from './export-deps.ts';

/** Files between two writes of where the telling has come to; one that dies tells at most so many again. */
const FILES_AT_A_TIME = 1000;

/** PutEvents calls under way at a time. */
const AT_ONCE = 4;

/**
 * Emits "Export File Ready" for each file of an ended run, page by page of a listing: memory does not depend on how many
 * there are. Where it has come to stands in the row, and the eventId follows from the file, so that a run that dies, or is
 * out of time, is gone on with.
 * @returns the run as it is now, and whether all is told; undefined where another run was first
 */
export async function tellFiles(
  deps: ExportDeps,
  run: ExportRun,
): Promise<{ run: ExportRun; isDone: boolean } | undefined> {
  const folder = folderAt(run.folderS3Uri ?? '');
  if (!folder) return { run, isDone: true };
  let current = run;
  let page: ListedObject[] = [];
  const tellPage = async (): Promise<boolean> => {
    const { told, after } = await tell(deps, current, { ...folder, objects: page });
    const isWhole = told === page.length;
    page = [];
    if (after === undefined) return isWhole;
    const files = (current.told?.files ?? 0) + told;
    const written = await updateExportRun(deps.ledger, current, { told: { after, files } });
    if (!written) throw new LostRace();
    current = written;
    return isWhole;
  };
  try {
    for await (const object of listObjects(deps.s3, folder.bucket, folder.key, run.told?.after)) {
      if (!exportedFileOf(folder.key, object.key)) continue;
      page.push(object);
      if (page.length < FILES_AT_A_TIME) continue;
      if (!(await tellPage()) || deps.isOutOfTime()) return { run: current, isDone: false };
    }
    return { isDone: page.length === 0 || (await tellPage()), run: current };
  } catch (error) {
    if (error instanceof LostRace) return undefined;
    throw error;
  }
}

class LostRace extends Error {
  override name = 'LostRace';
}

interface Page {
  bucket: string;
  /** The job's folder. */
  key: string;
  objects: readonly ListedObject[];
}

/** Sends the events of a page; says how many files, from the first on, are told, and the last of them. */
async function tell(
  deps: ExportDeps,
  run: ExportRun,
  page: Page,
): Promise<{ told: number; after: string | undefined }> {
  const entries = page.objects.map((object) => entryOf(deps, run, page, object));
  const share = Math.ceil(entries.length / AT_ONCE);
  const unsent = await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, index) => {
      const refused = await deps.sendEvents(entries.slice(index * share, (index + 1) * share));
      return Math.min(...[...refused].map((position) => index * share + position));
    }),
  );
  const told = Math.min(entries.length, ...unsent);
  return { told, after: page.objects[told - 1]?.key };
}

function entryOf(
  deps: ExportDeps,
  run: ExportRun,
  { bucket, key: folder }: Page,
  file: ListedObject,
): EventEntry {
  const datastoreId = run.request?.datastoreId ?? '';
  return exportFileReady(
    {
      datastoreId,
      jobId: run.jobId ?? '',
      exportName: run.exportName,
      exportId: run.exportId,
      jobStatus: run.outcome ?? '',
      resourceType: exportedFileOf(folder, file.key)?.resourceType ?? '',
      fileS3Uri: formatS3Uri({ bucket, key: file.key }),
      bytes: file.size,
      etag: file.etag,
    },
    deps.addressOf(datastoreId),
  );
}
