import { transaction } from '../../ground/index.ts';
import type { Checkpoint, ImportFiles } from './import-files.ts';
import type { ValidatedRange } from '../../../fhir/index.ts';
import { PLACE_NUMBERS, RESOURCE_TYPES } from '../../../fhir/index.ts';
import type { ResultFiles } from './result-files.ts';
import { failureLine, searchFailureLine, successLine } from './result-lines.ts';
import type { FhirStore } from '../store/store.ts';

/** Where the lines of a file go. */
export interface ImportTarget {
  store: FhirStore;
  files: ImportFiles;
  results: ResultFiles;
  jobId: string;
  datastoreId: string;
  /** The file's place in the job, and what its checkpoints are bound to. */
  ordinal: number;
  source: string;
}

/**
 * Stores a validated range behind a checkpoint. It is one transaction: resources and the next checkpoint commit together; the
 * result lines are written before it, and lines behind the checkpoint are cut off when an interrupted import goes on. So each
 * line is imported once, whenever the process crashes.
 * @param now the cloud's time, epoch milliseconds
 */
export function storeRange(
  target: ImportTarget,
  range: ValidatedRange,
  from: Checkpoint,
  now: number,
): Checkpoint {
  const { store, files, results, jobId, ordinal, source } = target;
  const failed = range.failures.length;
  return transaction(store.database, () => {
    const lines = storeResources(target, range, from.line, now);
    const failure = range.failures.map(({ line, issues }) => failureLine(from.line + line, issues)).join('');
    const checkpoint: Checkpoint = {
      position: range.position ?? from.position,
      line: from.line + range.lines,
      scanned: from.scanned + range.scanned,
      imported: from.imported + range.scanned - failed,
      failed: from.failed + failed,
      importedBytes: from.importedBytes + range.importedBytes,
      ...results.append({ ...lines, failure }),
    };
    files.save(jobId, ordinal, source, checkpoint);
    return checkpoint;
  });
}

/** Writes the resources; returns their lines of SUCCESS, and those of what searches may miss. */
function storeResources(
  { store, datastoreId }: ImportTarget,
  { memory, places, ids, marked }: ValidatedRange,
  linesBefore: number,
  now: number,
): { success: string; searchFailure: string } {
  const date = new Date(now).toISOString();
  const storeNumber = store.storeNumber(datastoreId);
  let success = '';
  let searchFailure = '';
  const resourceIds = places.length > 0 ? ids.split('\n') : [];
  resourceIds.forEach((id, index) => {
    const place = index * PLACE_NUMBERS;
    const type = places[place + 2] ?? 0;
    const line = linesBefore + (places[place + 3] ?? 0);
    const mark = marked.get(index);
    const body = mark?.body ?? memory.subarray(places[place], places[place + 1]);
    const version = store.upsert(storeNumber, type, id, body, now);
    if (mark) searchFailure += searchFailureLine(line, version, mark.issues);
    else success += successLine(line, RESOURCE_TYPES[type] ?? '', id, version, date);
  });
  return { success, searchFailure };
}
