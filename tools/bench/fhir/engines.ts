import { closeSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ExportOrder,
  ImportAnswer,
  ImportOrder,
  ImportQuestion,
} from '../../../local/healthlake/index.ts';
import {
  EMPTY_CHECKPOINT,
  EXPORT_WORKER,
  IMPORT_WORKER,
  importFiles,
  validatorThreads,
  newCounterMemory,
  newStopSignal,
  openResultFiles,
  openStore,
  lineBatch,
} from '../../../local/healthlake/index.ts';
import type { ValidateOrder, ValidatorSettings, WorkerThreads } from '../../../fhir/index.ts';
import {
  LONGEST_LINE_BYTES,
  RANGE_BYTES,
  validateRange,
  newRangeMemory,
  openValidator,
  readRange,
} from '../../../fhir/index.ts';
import { timed } from '../interleaved.ts';

const DATASTORE = '0'.repeat(32);

/** Does work in an empty state folder below `folder`. */
async function inState<Result>(folder: string, work: (state: string) => Promise<Result>): Promise<Result> {
  const state = mkdtempSync(join(folder, 'state-'));
  try {
    return await work(state);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** Milliseconds of an import in this thread: read, validated, stored, result lines written. */
export const importHere = (
  folder: string,
  files: readonly string[],
  settings: ValidatorSettings,
): Promise<number> =>
  inState(folder, async (state) => {
    const store = openStore(state);
    const inputs = importFiles(store.database);
    inputs.list(
      'bench',
      files.map((file) => ({ key: file, size: statSync(file).size })),
    );
    const open = openValidator(settings);
    const memory = newRangeMemory();
    const elapsed = await timed(() => {
      files.forEach((path, index) => {
        const file = openSync(path, 'r');
        const { size } = statSync(path);
        const results = openResultFiles(state, index, EMPTY_CHECKPOINT);
        const at = {
          ordinal: index + 1,
          source: path,
          jobId: 'bench',
          storeNumber: store.storeNumber(DATASTORE),
        };
        const batch = lineBatch({ store, files: inputs, results, ...at }, EMPTY_CHECKPOINT);
        for (let from = 0; from < size; from += RANGE_BYTES) {
          const range = { from, to: Math.min(from + RANGE_BYTES, size) };
          const read = readRange(file, range, memory, LONGEST_LINE_BYTES);
          if (!read) continue;
          batch.take(validateRange(read, open, 'structure-only'));
          if (batch.isFull()) batch.commit(Date.now());
        }
        batch.commit(Date.now());
        results.close();
        closeSync(file);
      });
    });
    store.close();
    return elapsed;
  });

/** Milliseconds of an import and of an export of it, each in its worker thread as they are shipped, S3 left out. */
export const inWorkers = (
  folder: string,
  files: readonly string[],
  validator: ValidatorSettings,
  threads: WorkerThreads,
): Promise<{ imported: number; exported: number }> =>
  inState(folder, async (state) => {
    const store = openStore(state);
    const inputs = importFiles(store.database);
    inputs.list(
      'bench',
      files.map((file) => ({ key: file, size: statSync(file).size })),
    );
    const common = { stateFolder: state, datastoreId: DATASTORE, stop: newStopSignal() };
    const validate: ValidateOrder = { validator, level: 'structure-only', longestLine: LONGEST_LINE_BYTES };
    const importOrder: ImportOrder = {
      ...common,
      resultFolder: state,
      jobId: 'bench',
      validate,
      clockOffset: 0,
      counters: newCounterMemory(),
    };
    const answer = (question: ImportQuestion): Promise<ImportAnswer> =>
      Promise.resolve(
        question.ask === 'open'
          ? { path: question.key, size: statSync(question.key).size }
          : { stored: true },
      );
    const imported = await timed(() =>
      threads.run(
        { program: IMPORT_WORKER, order: importOrder },
        answer,
        validatorThreads(validate, inputs.totals('bench')),
      ),
    );
    const exportOrder: ExportOrder = { ...common, resultFolder: join(state, 'export'), fileNumber: 1 };
    const exported = await timed(() =>
      threads.run({ program: EXPORT_WORKER, order: exportOrder }, () => Promise.resolve({ stored: true })),
    );
    // Open until now, as the cloud has it.
    store.close();
    return { imported, exported };
  });
