import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller, Clock } from '../../ground/index.ts';
import type { ImportFiles, ImportTotals } from './import-files.ts';
import type { ImportCounts } from './import-counters.ts';
import { newCounterMemory, readCounters } from './import-counters.ts';
import type { ImportAnswer, ImportOrder, ImportQuestion } from './import-order.ts';
import type {
  ThreadWork,
  ValidateOrder,
  ValidationLevel,
  WorkerProgram,
  WorkerThreads,
} from '../../../fhir/index.ts';
import { LONGEST_LINE_BYTES, VALIDATE_WORKER, r4Folder } from '../../../fhir/index.ts';
import { askToStop, isAskedToStop, newStopSignal } from '../jobs/worker-messages.ts';
import { listInput } from './import-input.ts';
import { importOutput, putManifest } from './import-output.ts';
import { progressReport } from './import-report.ts';
import { isRefusal, JobRefused, jobMessage } from '../jobs/job-message.ts';
import type { JobEnd } from '../jobs/job-queue.ts';
import type { Job } from '../jobs/jobs.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { HealthLakeSettings } from '../healthlake-settings.ts';

/** Stores what an import's lines hold (import-worker.ts). */
export const IMPORT_WORKER: WorkerProgram = {
  source: new URL('./import-worker.ts', import.meta.url).href,
  nurseryMb: 4,
};

/** An import that is running now. */
export interface RunningImport {
  jobId: string;
  totals: ImportTotals;
  /** When its work began or was taken up again, machine time in epoch milliseconds. */
  since: number;
  /** What was read before that. */
  bytesBefore: number;
}

/** Runs import jobs, one at a time, in a thread of its own. */
export interface ImportEngine {
  /**
   * Runs a job from where it stands: from its input's listing, or from the last checkpoint. Resolves with its
   * end, or with undefined where the engine was stopped first. Never rejects.
   * @param standsStill called where it, or the job before it, waits for a setting (`stallAfterFiles`); maybe again and again
   */
  run: (job: Job, standsStill: () => void) => Promise<JobEnd>;
  running(): RunningImport | undefined;
  /** Lets the running batch end, no other begin; the work stays where it is. */
  stop(): Promise<void>;
  /** Allows work again after `stop`. */
  resume(): void;
}

export interface ImportEngineOptions {
  stateFolder: string;
  clock: Clock;
  storage: ObjectStorage;
  files: ImportFiles;
  threads: WorkerThreads;
  settings: () => HealthLakeSettings;
  onTrouble: (error: unknown) => void;
}

/** How often an import that stands still looks whether it may go on, milliseconds. */
const STALLED_MS = 50;

/** Below the state folder: the result files of running imports. */
export const IMPORTS_FOLDER = 'imports';

export function createImportEngine(options: ImportEngineOptions): ImportEngine {
  const { stateFolder, clock, storage, files, onTrouble } = options;
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  /** Of the running job and those whose turn it is not: with it they all stand still. */
  const waiting = new Set<() => void>();
  let current: { order: ImportOrder; listed: ImportTotals; since: number } | undefined;

  const list = (job: Job): void => {
    if (files.isListed(job.jobId)) return;
    const caller: Caller = { kind: 'role', roleArn: job.roleArn };
    files.list(job.jobId, listInput(storage, caller, job.inputUri ?? '', options.settings()));
  };

  /** The file whose results are to be stored now is not counted yet. */
  const isStalled = ({ counters }: ImportOrder): boolean => {
    const { stallAfterFiles } = options.settings();
    const { files: done, filesRefused } = readCounters(counters);
    return stallAfterFiles > 0 && done + filesRefused + 1 >= stallAfterFiles;
  };

  /** Returns undefined where the worker was stopped before all files were read. */
  const readAll = async (job: Job, resultFolder: string): Promise<ImportTotals | undefined> => {
    mkdirSync(resultFolder, { recursive: true, mode: 0o700 });
    const { fhirPackages, unknownProfiles, profileVersions } = options.settings();
    const validate: ValidateOrder = {
      validator: { r4Folder: await r4Folder(), packages: fhirPackages, unknownProfiles, profileVersions },
      level: job.validationLevel ?? 'strict',
      longestLine: LONGEST_LINE_BYTES,
    };
    // The state folder may be on its way to be emptied: no thread begins any more.
    if (stopped) return undefined;
    const order: ImportOrder = {
      stateFolder,
      resultFolder,
      jobId: job.jobId,
      datastoreId: job.datastoreId,
      validate,
      clock: clock.offsetMemory,
      counters: newCounterMemory(),
      stop: newStopSignal(),
    };
    const listed = files.totals(job.jobId);
    current = { order, listed, since: Date.now() };
    const output = importOutput(storage, job);
    const answer = async (question: ImportQuestion): Promise<ImportAnswer> => {
      // The checkpoint of the file is its end by now: the next start stores its results.
      while (question.ask === 'store' && isStalled(order)) {
        for (const standsStill of waiting) standsStill();
        if (isAskedToStop(order.stop)) return { refused: 'The import was stopped' };
        await pause(STALLED_MS);
      }
      return output.answer(question);
    };
    await options.threads.run({ program: IMPORT_WORKER, order }, answer, validatorThreads(validate, listed));
    current = undefined;
    const failure = output.failure();
    if (failure) throw failure;
    return files.next(job.jobId) ? undefined : files.totals(job.jobId);
  };

  const work = async (job: Job): Promise<JobEnd> => {
    if (stopped) return undefined;
    const resultFolder = join(stateFolder, IMPORTS_FOLDER, job.jobId);
    let end: JobEnd;
    try {
      if (job.refusal !== undefined) throw new JobRefused(job.refusal);
      list(job);
      const totals = await readAll(job, resultFolder);
      if (!totals) return undefined;
      await putManifest(storage, job, totals);
      end = endOf(totals, files.firstRefusal(job.jobId));
    } catch (error) {
      if (!isRefusal(error)) onTrouble(error);
      current = undefined;
      const progress = files.isListed(job.jobId) ? progressReport(files.totals(job.jobId)) : undefined;
      end = { status: 'FAILED', message: jobMessage(error), progress };
    }
    rmSync(resultFolder, { recursive: true, force: true });
    return end;
  };

  return {
    run(job, standsStill) {
      waiting.add(standsStill);
      const end = turn.then(() => work(job)).finally(() => waiting.delete(standsStill));
      turn = end;
      return end;
    },
    running() {
      if (!current) return undefined;
      const { order, listed, since } = current;
      const totals = withCounts(listed, readCounters(order.counters));
      return { jobId: order.jobId, since, totals, bytesBefore: listed.bytesRead };
    },
    async stop() {
      stopped = true;
      if (current) askToStop(current.order.stop);
      await turn;
    },
    resume() {
      stopped = false;
    },
  };
}

/**
 * Threads that validate lines beside the one that stores them: storing costs about what the byte judge does, and less than half of what
 * `strict` does.
 */
const threadsFor = (level: ValidationLevel): number => (level === 'strict' ? 2 : 1);

/** Smaller jobs are done sooner than threads have started. */
const BYTES_WORTH_THREADS = 4_000_000;

export const validatorThreads = (order: ValidateOrder, { bytes, bytesRead }: ImportTotals): ThreadWork[] =>
  bytes - bytesRead < BYTES_WORTH_THREADS
    ? []
    : Array.from({ length: threadsFor(order.level) }, () => ({ program: VALIDATE_WORKER, order }));

/** Where no file at all could be read, the job failed; where some could not, it has errors. */
function endOf(totals: ImportTotals, firstRefusal: string | undefined): JobEnd {
  const progress = progressReport(totals);
  if (totals.filesImported === 0 && firstRefusal !== undefined)
    return { status: 'FAILED', message: firstRefusal, progress };
  const clean = totals.failed === 0 && totals.filesRefused === 0;
  return { status: clean ? 'COMPLETED' : 'COMPLETED_WITH_ERRORS', message: undefined, progress };
}

const withCounts = (listed: ImportTotals, counts: ImportCounts): ImportTotals => ({
  ...listed,
  bytesRead: counts.bytes,
  scanned: counts.scanned,
  imported: counts.imported,
  failed: counts.failed,
  importedBytes: counts.importedBytes,
  filesImported: counts.files,
  filesRefused: counts.filesRefused,
});
