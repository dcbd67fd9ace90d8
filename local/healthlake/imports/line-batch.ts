import { transaction } from '../../ground/index.ts';
import type { Issue, ValidatedRange } from '../../../fhir/index.ts';
import { PLACE_NUMBERS, RESOURCE_TYPES, UNKNOWN_PLACE } from '../../../fhir/index.ts';
import { resourceLines } from '../store/resource-lines.ts';
import type { FhirStore } from '../store/store.ts';
import type { WrittenVersion } from '../store/version-rows.ts';
import type { Checkpoint, ImportFiles } from './import-files.ts';
import type { ResultFiles } from './result-files.ts';
import { failureLine, searchFailureLine, successLine } from './result-lines.ts';

/** Where the lines of a file go. */
export interface ImportTarget {
  store: FhirStore;
  files: ImportFiles;
  results: ResultFiles;
  jobId: string;
  /** The data store's number (FhirStore.storeNumber). */
  storeNumber: number;
  /** The file's place in the job, and what its checkpoints are bound to. */
  ordinal: number;
  source: string;
}

/** Lines of a file that are stored together. */
export interface LineBatch {
  /** Appends what a validated range holds to a segment; its memory may be used again. */
  take(range: ValidatedRange): void;
  /** Whether it is time to commit. */
  isFull(): boolean;
  /**
   * Commits what was taken, in one transaction: the rows of the resources and the next checkpoint. The result lines are written
   * before it, and lines behind the checkpoint are cut off when an interrupted import goes on. So each line is imported once, whenever
   * the process crashes.
   * @param now the cloud's time, epoch milliseconds: asked when nobody else writes any more, so that times rise with the rows
   */
  commit(now: () => number): Checkpoint;
}

/** The more resources one transaction has, the fewer pages of SQLite's file are written again and again. */
const FULL_RESOURCES = 4_096;
const FULL_BYTES = 4 * 1024 * 1024;

interface Taken {
  segment: number;
  types: number[];
  ids: string[];
  starts: number[];
  lengths: number[];
  versionPlaces: number[];
  /** The numbers of their lines. */
  lines: number[];
  /** Why searches may miss a resource, by its place. */
  issues: Map<number, readonly Issue[]>;
  bytes: number;
  failure: string;
}

const nothing = (): Taken => ({
  segment: 0,
  types: [],
  ids: [],
  starts: [],
  lengths: [],
  versionPlaces: [],
  lines: [],
  issues: new Map(),
  bytes: 0,
  failure: '',
});

/** @param from how far the file was done */
export function lineBatch(target: ImportTarget, from: Checkpoint): LineBatch {
  const { store, files, results, jobId, storeNumber, ordinal, source } = target;
  let checkpoint = from;
  let taken = nothing();

  const append = (range: ValidatedRange): void => {
    const { places, ids, marked } = range;
    const lines = resourceLines(range);
    const { segment, start } = store.appender.append(storeNumber, lines.pieces, lines.bytes);
    taken.segment = segment;
    taken.bytes += lines.bytes;
    for (const [index, { issues }] of marked) taken.issues.set(taken.ids.length + index, issues);
    ids.split('\n').forEach((id, index) => {
      const at = index * PLACE_NUMBERS;
      taken.ids.push(id);
      taken.types.push(places[at + 2] ?? 0);
      taken.lines.push(checkpoint.line + (places[at + 3] ?? 0));
      taken.versionPlaces.push(marked.has(index) ? UNKNOWN_PLACE : (places[at + 4] ?? UNKNOWN_PLACE));
      taken.starts.push(start + (lines.starts[index] ?? 0));
      taken.lengths.push(lines.lengths[index] ?? 0);
    });
  };

  return {
    take(range) {
      if (range.places.length > 0) append(range);
      const failed = range.failures.length;
      for (const { line, issues } of range.failures)
        taken.failure += failureLine(checkpoint.line + line, issues);
      checkpoint = {
        ...checkpoint,
        position: range.position ?? checkpoint.position,
        line: checkpoint.line + range.lines,
        scanned: checkpoint.scanned + range.scanned,
        imported: checkpoint.imported + range.scanned - failed,
        failed: checkpoint.failed + failed,
        importedBytes: checkpoint.importedBytes + range.importedBytes,
      };
    },
    isFull: () => taken.ids.length >= FULL_RESOURCES || taken.bytes >= FULL_BYTES,
    commit(now) {
      store.appender.sync();
      checkpoint = transaction(store.database, () => {
        // Where the data store was deleted meanwhile, its lines are gone with its segments.
        const isThere = store.appender.note();
        const time = Math.round(now());
        const written = isThere ? store.rows.add(storeNumber, taken.segment, taken, time) : [];
        const next = { ...checkpoint, ...results.append(resultsOf(taken, written)) };
        files.save(jobId, ordinal, source, next);
        return next;
      });
      taken = nothing();
      return checkpoint;
    },
  };
}

/** The lines of SUCCESS, of FAILURE, and of what searches may miss. */
function resultsOf(
  { types, ids, lines, issues, failure }: Taken,
  written: readonly WrittenVersion[],
): Parameters<ResultFiles['append']>[0] {
  let success = '';
  let searchFailure = '';
  written.forEach((version, index) => {
    const line = lines[index] ?? 0;
    const why = issues.get(index);
    if (why) searchFailure += searchFailureLine(line, version, why);
    else success += successLine(line, RESOURCE_TYPES[types[index] ?? 0] ?? '', ids[index] ?? '', version);
  });
  return { success, failure, searchFailure };
}
