import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
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
  SEGMENTS_FOLDER,
  STORE_FILE,
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
import type { Taken } from '../interleaved.ts';
import { bothTimes, processorTime } from '../interleaved.ts';

const DATASTORE = '0'.repeat(32);

/** Does work in an empty state folder below `folder`. */
export async function inState<Result>(
  folder: string,
  work: (state: string) => Promise<Result>,
): Promise<Result> {
  const state = mkdtempSync(join(folder, 'state-'));
  try {
    return await work(state);
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** Milliseconds of processors of an import in this thread: read, validated, stored, result lines written. */
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
    const elapsed = await processorTime(() => {
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
          if (batch.isFull()) batch.commit(Date.now);
        }
        batch.commit(Date.now);
        results.close();
        closeSync(file);
      });
    });
    store.close();
    return elapsed;
  });

/** What an import, an export of it and the same import once more take, and what the store takes of the disk for the bytes imported. */
export interface InWorkers {
  imported: Taken;
  exported: Taken;
  again: Taken;
  diskShare: number;
}

/** Imports files in their threads as they are shipped, S3 left out, into the store of a state folder. */
export interface Importer {
  store: ReturnType<typeof openStore>;
  /** Bytes of the files. */
  bytes: number;
  run: (jobId: string) => Promise<unknown>;
}

export function importer(
  state: string,
  files: readonly string[],
  validator: ValidatorSettings,
  threads: WorkerThreads,
): Importer {
  const store = openStore(state);
  const inputs = importFiles(store.database);
  const listed = files.map((file) => ({ key: file, size: statSync(file).size }));
  const validate: ValidateOrder = { validator, level: 'structure-only', longestLine: LONGEST_LINE_BYTES };
  const answer = (question: ImportQuestion): Promise<ImportAnswer> =>
    Promise.resolve(
      question.ask === 'open' ? { path: question.key, size: statSync(question.key).size } : { stored: true },
    );
  return {
    store,
    bytes: listed.reduce((sum, { size }) => sum + size, 0),
    run(jobId) {
      inputs.list(jobId, listed);
      const common = { stateFolder: state, datastoreId: DATASTORE, stop: newStopSignal() };
      const work = { ...common, resultFolder: state, jobId, validate, clock: new SharedArrayBuffer(8) };
      const order: ImportOrder = { ...work, counters: newCounterMemory() };
      const peers = validatorThreads(validate, inputs.totals(jobId));
      return threads.run({ program: IMPORT_WORKER, order }, answer, peers);
    },
  };
}

/** Imports and exports, each in its worker threads as they are shipped, S3 left out. */
export const inWorkers = (
  folder: string,
  files: readonly string[],
  validator: ValidatorSettings,
  threads: WorkerThreads,
): Promise<InWorkers> =>
  inState(folder, async (state) => {
    const { store, bytes, run } = importer(state, files, validator, threads);
    const imported = await bothTimes(() => run('once'));
    const diskShare = storeBytes(state) / bytes;
    const common = { stateFolder: state, datastoreId: DATASTORE, stop: newStopSignal() };
    const exportOrder: ExportOrder = {
      ...common,
      resultFolder: join(state, 'export'),
      fileNumber: 1,
      clock: new SharedArrayBuffer(8),
    };
    const exported = await bothTimes(() =>
      threads.run({ program: EXPORT_WORKER, order: exportOrder }, () => Promise.resolve({ stored: true })),
    );
    const again = await bothTimes(() => run('again'));
    // Open until now, as the cloud has it.
    store.close();
    return { imported, exported, again, diskShare };
  });

const storeBytes = (state: string): number =>
  readdirSync(state, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.startsWith(STORE_FILE) || name.startsWith(join(SEGMENTS_FOLDER, '')))
    .reduce(
      (sum, name) => sum + (statSync(join(state, name)).isFile() ? statSync(join(state, name)).size : 0),
      0,
    );
