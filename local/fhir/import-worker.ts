import { closeSync } from 'node:fs';
import { askMain } from './ask-main.ts';
import type { ImportTotals } from './import-files.ts';
import { importFiles } from './import-files.ts';
import type { InputPart } from './import-inputs.ts';
import { inputParts } from './import-inputs.ts';
import type { ProgressCounts } from './import-progress.ts';
import { writeProgress } from './import-progress.ts';
import { invalidJson } from './invalid-json.ts';
import type { JudgedRange } from './judge-range.ts';
import { NOTHING, refusedFile } from './judge-range.ts';
import { judgingBy } from './judging.ts';
import type { JudgeAnswer, JudgeOrder } from './range-judge.ts';
import type { ResultFiles, ResultOfFile } from './result-files.ts';
import { openResultFiles } from './result-files.ts';
import { isAskedToStop } from './stop-signal.ts';
import { storeRange } from './store-range.ts';
import { openStore } from './store.ts';
import type { WorkerTask } from './take-orders.ts';
import { takeOrders } from './take-orders.ts';

/** What the worker is told to do: one import job whose input files are listed. Its partners, if it has some, judge the lines. */
export interface ImportOrder {
  stateFolder: string;
  /** Where result files are gathered. */
  resultFolder: string;
  jobId: string;
  datastoreId: string;
  judge: JudgeOrder;
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
  const judging = judgingBy(partners, order.judge);
  const counts = countsOf(files.totals(jobId));
  const publish = (): void => {
    writeProgress(order.progress, counts);
  };

  const parts = inputParts(jobId, files, main, ({ ordinal }, why) => {
    files.refuse(jobId, ordinal, why);
    counts.filesRefused++;
    publish();
  });
  const open = new Set<number>();
  const ahead: { part: InputPart; judged: Promise<JudgeAnswer> }[] = [];

  const judge = ({ input, from, to }: InputPart): Promise<JudgeAnswer> => {
    if (from === to) return Promise.resolve(NOTHING);
    if (input.refusal !== undefined) return Promise.resolve(refusedFile(to, invalidJson(input.refusal)));
    return judging.judge({ file: input.file, from, to });
  };
  const lookAhead = async (): Promise<void> => {
    while (ahead.length < PARTS_AHEAD) {
      const { value: part } = await parts.next();
      if (!part) return;
      open.add(part.input.file);
      ahead.push({ part, judged: judge(part) });
    }
  };

  let results: ResultFiles | undefined;
  const storePart = ({ input }: InputPart, judged: JudgedRange): void => {
    const { ordinal, source, checkpoint, counted } = input;
    results ??= openResultFiles(order.resultFolder, ordinal, checkpoint);
    const target = { store, files, results, jobId, datastoreId, ordinal, source };
    const stored = storeRange(target, judged, checkpoint, Math.round(Date.now() + order.clockOffset));
    for (const [counter, member] of COUNTED) counts[counter] += stored[member] - counted[member];
    input.checkpoint = input.counted = stored;
    publish();
  };

  /** Returns false where S3 refuses the results: the job has failed. */
  const finish = async ({ input: { ordinal, key, file } }: InputPart): Promise<boolean> => {
    closeSync(file);
    open.delete(file);
    results?.close();
    const question = { ask: 'store', key, results: results?.results() ?? [] } satisfies ImportQuestion;
    if ('refused' in (await askMain<ImportAnswer>(main, question))) return false;
    files.finish(jobId, ordinal);
    results?.remove();
    results = undefined;
    counts.files++;
    publish();
    return true;
  };

  publish();
  await lookAhead();
  for (let next = ahead.shift(); next; next = ahead.shift()) {
    const { part } = next;
    let judged = await next.judged;
    // One at a time is in memory: what waits behind it is small.
    if ('isLarge' in judged) judged = await judging.judgeLarge({ ...part, file: part.input.file });
    storePart(part, judged);
    judging.giveBack(judged);
    if (part.isLast && !(await finish(part))) break;
    if (isAskedToStop(order.stop)) break;
    await lookAhead();
  }
  // Where the job ends before its input does, the judging threads let go of the files first.
  for (const { judged } of ahead) await judged;
  for (const file of open) closeSync(file);
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

takeOrders(runImport);
