import type { WorkerTask } from '../../../fhir/index.ts';
import { createValidatorPool, runWorker, validatedFiles } from '../../../fhir/index.ts';
import { sharedTime } from '../../ground/index.ts';
import { askMain, isAskedToStop } from '../jobs/worker-messages.ts';
import { openStore } from '../store/store.ts';
import type { ImportCounts } from './import-counters.ts';
import { writeCounters } from './import-counters.ts';
import type { ImportTotals } from './import-files.ts';
import { importFiles } from './import-files.ts';
import type { ImportInput } from './import-inputs.ts';
import { importInputs } from './import-inputs.ts';
import type { ImportAnswer, ImportOrder, ImportQuestion } from './import-order.ts';
import type { ResultFiles } from './result-files.ts';
import { openResultFiles } from './result-files.ts';
import type { LineBatch } from './line-batch.ts';
import { lineBatch } from './line-batch.ts';

/** SQLite's page cache of the import's connection. */
const CACHE_BYTES = 8 * 1024 * 1024;

/** Parts that are validated, or wait for it, while SQLite carries its log into its file. */
const PARTS_AHEAD = 4;

async function runImport({ order, main, peerPorts }: WorkerTask<ImportOrder>): Promise<void> {
  const { jobId, datastoreId } = order;
  const store = openStore(order.stateFolder, { cacheBytes: CACHE_BYTES, writer: 'import' });
  const files = importFiles(store.database);
  const pool = createValidatorPool(peerPorts, order.validate);
  const now = sharedTime(order.clock);
  const counts = countsOf(files.totals(jobId));
  const publish = (): void => {
    writeCounters(order.counters, counts);
  };

  const inputs = importInputs(jobId, files, main, ({ ordinal }, why) => {
    files.refuse(jobId, ordinal, why);
    counts.filesRefused++;
    publish();
  });

  /** The file that is stored now. */
  let current: { results: ResultFiles; batch: LineBatch } | undefined;
  const storeNumber = store.storeNumber(datastoreId);
  const begin = ({ ordinal, source, checkpoint }: ImportInput): typeof current & object => {
    const results = openResultFiles(order.resultFolder, ordinal, checkpoint);
    const target = { store, files, results, jobId, storeNumber, ordinal, source };
    return { results, batch: lineBatch(target, checkpoint) };
  };

  const commit = (input: ImportInput, batch: LineBatch): void => {
    const stored = batch.commit(now);
    for (const [counter, member] of COUNTED) counts[counter] += stored[member] - input.counted[member];
    input.counted = stored;
    publish();
  };

  /** Returns false where S3 refuses the results: the job has failed. */
  const finish = async ({ ordinal, key }: ImportInput, ofFile: ResultFiles): Promise<boolean> => {
    ofFile.close();
    current = undefined;
    const question = { ask: 'store', key, results: ofFile.results() } satisfies ImportQuestion;
    if ('refused' in (await askMain<ImportAnswer>(main, question))) return false;
    files.finish(jobId, ordinal);
    ofFile.remove();
    counts.files++;
    publish();
    return true;
  };

  publish();
  for await (const { input, range, isLast } of validatedFiles(inputs, pool, PARTS_AHEAD)) {
    const { results, batch } = (current ??= begin(input));
    batch.take(range);
    const isStopped = isAskedToStop(order.stop);
    if (isLast || isStopped || batch.isFull()) commit(input, batch);
    if (isLast && !(await finish(input, results))) break;
    if (isStopped) break;
  }
  current?.results.close();
  store.settle();
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

const countsOf = (totals: ImportTotals): ImportCounts => ({
  files: totals.filesImported,
  filesRefused: totals.filesRefused,
  bytes: totals.bytesRead,
  scanned: totals.scanned,
  imported: totals.imported,
  failed: totals.failed,
  importedBytes: totals.importedBytes,
});

runWorker(runImport);
