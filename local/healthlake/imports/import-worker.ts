import { askMain } from '../jobs/ask-main.ts';
import type { ImportTotals } from './import-files.ts';
import { importFiles } from './import-files.ts';
import type { ImportInput } from './import-inputs.ts';
import { importInputs } from './import-inputs.ts';
import type { ProgressCounts } from './line-progress.ts';
import { writeProgress } from './line-progress.ts';
import type { ValidateOrder, ValidatedRange, WorkerTask } from '../../../fhir/index.ts';
import { validatedFiles, createValidatorPool, runWorker } from '../../../fhir/index.ts';
import type { ResultFiles, ResultOfFile } from './result-files.ts';
import { openResultFiles } from './result-files.ts';
import { isAskedToStop } from '../jobs/stop-signal.ts';
import { storeRange } from './store-range.ts';
import { openStore } from '../store/store.ts';

/** What the worker is told to do: one import job whose input files are listed. Its partners, if it has some, judge the lines. */
export interface ImportOrder {
  stateFolder: string;
  /** Where result files are gathered. */
  resultFolder: string;
  jobId: string;
  datastoreId: string;
  judge: ValidateOrder;
  /** How far the cloud's time is ahead of the machine's, milliseconds. */
  clockOffset: number;
  /** The counters (import-progress.ts). */
  progress: SharedArrayBuffer;
  stop: SharedArrayBuffer;
}

/** What the worker asks the main thread. Each question is answered by one ImportAnswer. */
export type ImportQuestion =
  | { ask: 'open'; key: string }
  /** The files are moved into S3. */
  | { ask: 'store'; key: string; results: readonly ResultOfFile[] };

export type ImportAnswer =
  /** The file with the object's bytes. */
  | { path: string; size: number }
  | { stored: true }
  /** S3 said no. */
  | { refused: string };

/** SQLite's page cache of the import's connection. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** Parts that are judged or wait for it: what is judged while SQLite carries its log into its file. */
const PARTS_AHEAD = 8;

async function runImport({ order, main, partners }: WorkerTask<ImportOrder>): Promise<void> {
  const { jobId, datastoreId } = order;
  const store = openStore(order.stateFolder, CACHE_BYTES);
  const files = importFiles(store.database);
  const judging = createValidatorPool(partners, order.judge);
  const counts = countsOf(files.totals(jobId));
  const publish = (): void => {
    writeProgress(order.progress, counts);
  };

  const inputs = importInputs(jobId, files, main, ({ ordinal }, why) => {
    files.refuse(jobId, ordinal, why);
    counts.filesRefused++;
    publish();
  });

  let results: ResultFiles | undefined;
  const storePart = (input: ImportInput, judged: ValidatedRange): ResultFiles => {
    const { ordinal, source, checkpoint, counted } = input;
    results ??= openResultFiles(order.resultFolder, ordinal, checkpoint);
    const target = { store, files, results, jobId, datastoreId, ordinal, source };
    const stored = storeRange(target, judged, checkpoint, Math.round(Date.now() + order.clockOffset));
    for (const [counter, member] of COUNTED) counts[counter] += stored[member] - counted[member];
    input.checkpoint = input.counted = stored;
    publish();
    return results;
  };

  /** Returns false where S3 refuses the results: the job has failed. */
  const finish = async ({ ordinal, key }: ImportInput, ofFile: ResultFiles): Promise<boolean> => {
    ofFile.close();
    results = undefined;
    const question = { ask: 'store', key, results: ofFile.results() } satisfies ImportQuestion;
    if ('refused' in (await askMain<ImportAnswer>(main, question))) return false;
    files.finish(jobId, ordinal);
    ofFile.remove();
    counts.files++;
    publish();
    return true;
  };

  publish();
  for await (const { input, judged, isLast } of validatedFiles(inputs, judging, PARTS_AHEAD)) {
    const ofFile = storePart(input, judged);
    if (isLast && !(await finish(input, ofFile))) break;
    if (isAskedToStop(order.stop)) break;
  }
  results?.close();
  store.close();
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

runWorker(runImport);
