import { copyFileSync, linkSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { askMain } from './ask-main.ts';
import type { ImportContext } from './import-file.ts';
import { importFile, LONGEST_LINE_BYTES, sourceIdentity } from './import-file.ts';
import type { Checkpoint, ImportFile, ImportTotals } from './import-files.ts';
import { EMPTY_CHECKPOINT, importFiles } from './import-files.ts';
import type { ProgressCounts } from './import-progress.ts';
import { writeProgress } from './import-progress.ts';
import type { ValidatorSettings } from './open-validator.ts';
import { openValidator } from './open-validator.ts';
import { isAskedToStop } from './stop-signal.ts';
import { openStore } from './store.ts';
import { takeOrders } from './take-orders.ts';
import type { ValidationLevel, Validator } from './validate.ts';

/** What the worker is told to do: one import job whose input files are listed. */
export interface ImportOrder {
  stateFolder: string;
  /** Where result files are gathered. */
  resultFolder: string;
  validator: ValidatorSettings;
  jobId: string;
  datastoreId: string;
  level: ValidationLevel;
  /** How far the cloud's time is ahead of the machine's, milliseconds. */
  clockOffset: number;
  /** The counters (import-progress.ts). */
  progress: SharedArrayBuffer;
  stop: SharedArrayBuffer;
  longestLine?: number;
}

/** What the worker asks the main thread. Each question is answered by one ImportAnswer. */
export type ImportQuestion =
  | { ask: 'open'; key: string }
  /** The files are moved into S3. */
  | { ask: 'store'; key: string; results: readonly ResultOfFile[] };

/** The folders of an import's results. */
export type Outcome = 'SUCCESS' | 'FAILURE' | 'SUCCESS_WITH_SEARCH_VALIDATION_FAILURES';

export interface ResultOfFile {
  outcome: Outcome;
  file: string;
}

export type ImportAnswer =
  /** The file with the object's bytes. */
  | { path: string; size: number }
  | { stored: true }
  /** S3 said no. */
  | { refused: string };

/** SQLite's page cache of the import's connection. */
const CACHE_BYTES = 16 * 1024 * 1024;

async function runImport(order: ImportOrder, main: MessagePort): Promise<void> {
  const store = openStore(order.stateFolder, CACHE_BYTES);
  const files = importFiles(store.database);
  const validator = validatorOf(order.validator);
  const counts = countsOf(files.totals(order.jobId));
  const publish = (): boolean => {
    writeProgress(order.progress, counts);
    return isAskedToStop(order.stop);
  };

  const context = (from: Checkpoint): ImportContext => {
    let last = from;
    return {
      store,
      files,
      validator,
      jobId: order.jobId,
      datastoreId: order.datastoreId,
      level: order.level,
      now: () => Math.round(Date.now() + order.clockOffset),
      longestLine: order.longestLine ?? LONGEST_LINE_BYTES,
      committed: (at) => {
        for (const [counter, member] of COUNTED) counts[counter] += at[member] - last[member];
        last = at;
        return publish();
      },
    };
  };

  /** Returns false where the job ends here, for now or for good. */
  const importNext = async (file: ImportFile): Promise<boolean> => {
    const input = await open(main, file.key);
    if ('refused' in input) {
      files.refuse(order.jobId, file.ordinal, input.refused);
      counts.filesRefused++;
      return !publish();
    }
    const success = join(order.resultFolder, `${file.ordinal}.success.ndjson`);
    const failure = join(order.resultFolder, `${file.ordinal}.failure.ndjson`);
    const searchFailure = join(order.resultFolder, `${file.ordinal}.search-failure.ndjson`);
    const source = {
      ...input,
      ordinal: file.ordinal,
      successFile: success,
      failureFile: failure,
      searchFailureFile: searchFailure,
    };
    const same = file.source === undefined || file.source === sourceIdentity(source);
    const from = same ? file.checkpoint : EMPTY_CHECKPOINT;
    const { checkpoint, ended } = importFile(context(file.checkpoint), source, from);
    if (!ended) return false;

    const stored = await askMain<ImportAnswer>(main, {
      ask: 'store',
      key: file.key,
      results: [
        { outcome: 'SUCCESS', file: linked(success) },
        ...resultIf('FAILURE', checkpoint.failureBytes, failure),
        ...resultIf('SUCCESS_WITH_SEARCH_VALIDATION_FAILURES', checkpoint.searchFailureBytes, searchFailure),
      ],
    } satisfies ImportQuestion);
    if ('refused' in stored) return false;
    files.finish(order.jobId, file.ordinal);
    for (const path of [success, failure, searchFailure]) rmSync(path, { force: true });
    counts.files++;
    return !publish();
  };

  publish();
  for (let file = files.next(order.jobId); file; file = files.next(order.jobId))
    if (!(await importNext(file))) break;
  store.close();
}

/** Only SUCCESS is there when it is empty. */
const resultIf = (outcome: Outcome, bytes: number, file: string): ResultOfFile[] =>
  bytes > 0 ? [{ outcome, file: linked(file) }] : [];

/** The validator of the last job: a thread that does one job after another loads it, and V8 optimises it, once. */
let last: { key: string; validator: Validator } | undefined;

function validatorOf(settings: ValidatorSettings): Validator {
  const changed = settings.packages.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs);
  const key = JSON.stringify([settings, changed]);
  if (last?.key !== key) last = { key, validator: openValidator(settings) };
  return last.validator;
}

/** Opens the object of a key. Its file may go between answer and opening, when a newer object replaces it. */
async function open(
  main: MessagePort,
  key: string,
): Promise<{ file: number; path: string; size: number } | { refused: string }> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askMain<ImportAnswer>(main, { ask: 'open', key } satisfies ImportQuestion);
    if ('refused' in answer) return answer;
    if (!('path' in answer)) throw new Error('The main thread did not say which file to read.');
    try {
      return { ...answer, file: openSync(answer.path, 'r') };
    } catch {
      if (attempt === OPEN_ATTEMPTS) return { refused: 'The object could not be read' };
    }
  }
}

const OPEN_ATTEMPTS = 3;

/**
 * A second name for a result file, for S3 to move away. The file itself stays until the checkpoint says that
 * its results are stored: a process that dies in between stores it again.
 */
function linked(file: string): string {
  const other = `${file}.result`;
  rmSync(other, { force: true });
  try {
    linkSync(file, other);
  } catch {
    copyFileSync(file, other);
  }
  return other;
}

/** The counters that grow by what a checkpoint adds to the one before. */
const COUNTED = [
  ['bytes', 'position'],
  ['scanned', 'scanned'],
  ['imported', 'imported'],
  ['failed', 'failed'],
  ['importedBytes', 'importedBytes'],
] as const;

const countsOf = (totals: ImportTotals): ProgressCounts => ({
  files: totals.filesImported,
  filesRefused: totals.filesRefused,
  bytes: totals.bytesRead,
  scanned: totals.scanned,
  imported: totals.imported,
  failed: totals.failed,
  importedBytes: totals.importedBytes,
});

takeOrders(runImport);
