import { mkdtempSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportOrder } from '../../local/fhir/export-worker.ts';
import { importFile, LONGEST_LINE_BYTES } from '../../local/fhir/import-file.ts';
import { EMPTY_CHECKPOINT, importFiles } from '../../local/fhir/import-files.ts';
import { newProgressMemory } from '../../local/fhir/import-progress.ts';
import type { ImportAnswer, ImportOrder, ImportQuestion } from '../../local/fhir/import-worker.ts';
import type { ValidatorSettings } from '../../local/fhir/open-validator.ts';
import { openValidator } from '../../local/fhir/open-validator.ts';
import { newStopSignal } from '../../local/fhir/stop-signal.ts';
import { openStore } from '../../local/fhir/store.ts';
import type { WorkerThreads } from '../../local/healthlake/worker-threads.ts';
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

/** Milliseconds of an import in this thread: read, judged, stored, result lines written. */
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
    const context = {
      store,
      files: inputs,
      validator: openValidator(settings),
      jobId: 'bench',
      datastoreId: DATASTORE,
      level: 'structure-only' as const,
      now: Date.now,
      longestLine: LONGEST_LINE_BYTES,
      committed: () => false,
    };
    const elapsed = await timed(() => {
      files.forEach((path, index) => {
        const results = ['success', 'failure', 'search'].map((name) => join(state, `${index}.${name}`));
        const [successFile = '', failureFile = '', searchFailureFile = ''] = results;
        const source = { ordinal: index + 1, file: openSync(path, 'r'), path, size: statSync(path).size };
        importFile(context, { ...source, successFile, failureFile, searchFailureFile }, EMPTY_CHECKPOINT);
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
    importFiles(store.database).list(
      'bench',
      files.map((file) => ({ key: file, size: statSync(file).size })),
    );
    store.close();
    const common = { stateFolder: state, datastoreId: DATASTORE, stop: newStopSignal() };
    const importOrder: ImportOrder = {
      ...common,
      resultFolder: state,
      validator,
      jobId: 'bench',
      level: 'structure-only',
      clockOffset: 0,
      progress: newProgressMemory(),
    };
    const answer = (question: ImportQuestion): Promise<ImportAnswer> =>
      Promise.resolve(
        question.ask === 'open'
          ? { path: question.key, size: statSync(question.key).size }
          : { stored: true },
      );
    const imported = await timed(() => threads.run('import-worker', importOrder, answer));
    const exportOrder: ExportOrder = { ...common, resultFolder: join(state, 'export'), fileNumber: 1 };
    const exported = await timed(() =>
      threads.run('export-worker', exportOrder, () => Promise.resolve({ stored: true })),
    );
    return { imported, exported };
  });
