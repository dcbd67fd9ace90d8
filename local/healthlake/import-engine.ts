import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AwsError } from '../aws-error.ts';
import type { Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import type { ImportFiles, ImportTotals } from '../fhir/import-files.ts';
import type { ProgressCounts } from '../fhir/import-progress.ts';
import { askToStop, newProgressMemory, readProgress } from '../fhir/import-progress.ts';
import type { ImportAnswer, ImportOrder, ImportRequest } from '../fhir/import-worker.ts';
import { workerFile } from '../fhir/worker-file.ts';
import { ImportRefused, listInput, resultKey } from './import-input.ts';
import { MANIFEST, manifestOf } from './import-report.ts';
import type { Job } from './jobs.ts';
import type { ObjectStorage } from './object-storage.ts';
import { asFolder, parseS3Uri } from './s3-uri.ts';
import type { HealthLakeSettings } from './settings.ts';

/** How an import ended. */
export interface ImportEnd {
  status: 'COMPLETED' | 'COMPLETED_WITH_ERRORS' | 'FAILED';
  message?: string;
  totals: ImportTotals;
}

/** An import that is running now. */
export interface RunningImport {
  jobId: string;
  totals: ImportTotals;
  /** When its work began or was taken up again, machine time in epoch milliseconds. */
  since: number;
  bytesBefore: number;
}

/** Runs import jobs, one at a time, in a thread of its own. */
export interface ImportEngine {
  /**
   * Runs a job from where it stands: from its input's listing, or from the last checkpoint. Resolves with its
   * end, or with undefined where the engine was stopped first. Never rejects for what S3 or the data say.
   */
  run(job: Job): Promise<ImportEnd | undefined>;
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
  settings: () => HealthLakeSettings;
}

/** Young objects of parsed lines die young: a small nursery keeps the thread's memory flat. */
const WORKER_MEMORY = { maxYoungGenerationSizeMb: 16 };

const IMPORTS_FOLDER = 'imports';

export function createImportEngine(options: ImportEngineOptions): ImportEngine {
  const { stateFolder, clock, storage, files } = options;
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();
  let current: { jobId: string; memory: SharedArrayBuffer; listed: ImportTotals; since: number } | undefined;

  const work = async (job: Job): Promise<ImportEnd | undefined> => {
    if (stopped) return undefined;
    const caller: Caller = { kind: 'role', roleArn: job.roleArn };
    const resultFolder = join(stateFolder, IMPORTS_FOLDER, job.jobId);
    try {
      if (job.refusal !== undefined) throw new ImportRefused(job.refusal);
      if (!files.isListed(job.jobId)) {
        const input = listInput(storage, caller, job.inputUri ?? '', options.settings());
        files.list(job.jobId, input.files);
      }
      mkdirSync(resultFolder, { recursive: true, mode: 0o700 });
      const listed = files.totals(job.jobId);
      const memory = newProgressMemory();
      current = { jobId: job.jobId, memory, listed, since: Date.now() };
      const order: ImportOrder = {
        stateFolder,
        resultFolder,
        jobId: job.jobId,
        datastoreId: job.datastoreId,
        level: job.validationLevel ?? 'strict',
        clockOffset: clock.offset(),
        progress: memory,
      };
      const refusal = await runWorker(order, (request) => answer(storage, caller, job, request));
      if (refusal !== undefined) throw new ImportRefused(refusal);
      if (files.next(job.jobId)) return undefined;
      const totals = files.totals(job.jobId);
      const end = endOf(totals, files.firstRefusal(job.jobId));
      writeManifest(storage, caller, job, totals);
      rmSync(resultFolder, { recursive: true, force: true });
      return end;
    } catch (error) {
      rmSync(resultFolder, { recursive: true, force: true });
      return { status: 'FAILED', message: messageOf(error), totals: files.totals(job.jobId) };
    } finally {
      current = undefined;
    }
  };

  return {
    run(job) {
      const end = turn.then(() => work(job));
      turn = end.catch(() => undefined);
      return end;
    },
    running() {
      if (!current) return undefined;
      const { jobId, listed, memory, since } = current;
      return {
        jobId,
        since,
        totals: withCounts(listed, readProgress(memory)),
        bytesBefore: listed.bytesRead,
      };
    },
    async stop() {
      stopped = true;
      if (current) askToStop(current.memory);
      await turn;
    },
    resume() {
      stopped = false;
    },
  };
}

/** Starts the worker for one job and answers its questions. Resolves with the refusal that ended it, if any. */
async function runWorker(
  order: ImportOrder,
  answerTo: (request: ImportRequest) => ImportAnswer,
): Promise<string | undefined> {
  const worker = new Worker(await workerFile('import-worker'), {
    workerData: order,
    resourceLimits: WORKER_MEMORY,
    env: {},
    name: 'fhir import',
  });
  return new Promise((resolve, reject) => {
    let refusal: string | undefined;
    worker.on('message', (request: ImportRequest) => {
      const reply = answerTo(request);
      if ('stop' in reply) refusal = reply.refused;
      worker.postMessage(reply);
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      resolve(refusal);
    });
  });
}

function answer(storage: ObjectStorage, caller: Caller, job: Job, request: ImportRequest): ImportAnswer {
  const input = parseS3Uri(job.inputUri ?? '');
  try {
    if (request.ask === 'open') return storage.blobPath(caller, { bucket: input.bucket, key: request.key });
    const base = request.key === input.key ? folderOf(input.key) : asFolder(input.key);
    const output = parseS3Uri(job.outputUri);
    const put = (outcome: 'SUCCESS' | 'FAILURE', file: string): void => {
      const key = resultKey(output.key, outcome, base, request.key);
      storage.putFile(caller, { bucket: output.bucket, key, file, kmsKeyId: job.kmsKeyId });
    };
    put('SUCCESS', request.successFile);
    if (request.failureFile !== undefined) put('FAILURE', request.failureFile);
    return { stored: true };
  } catch (error) {
    const refused = messageOf(error);
    return request.ask === 'open' ? { refused } : { refused, stop: true };
  }
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

/** Where no file at all could be read, the job failed; where some could not, it has errors. */
function endOf(totals: ImportTotals, firstRefusal: string | undefined): ImportEnd {
  if (totals.filesImported === 0 && firstRefusal !== undefined)
    return { status: 'FAILED', message: firstRefusal, totals };
  const clean = totals.failed === 0 && totals.filesRefused === 0;
  return { status: clean ? 'COMPLETED' : 'COMPLETED_WITH_ERRORS', totals };
}

function writeManifest(storage: ObjectStorage, caller: Caller, job: Job, totals: ImportTotals): void {
  const { bucket, key } = parseS3Uri(job.outputUri);
  const bytes = Buffer.from(manifestOf(job, totals), 'utf8');
  storage.putBytes(caller, { bucket, key: `${key}${MANIFEST}`, bytes, kmsKeyId: job.kmsKeyId });
}

const withCounts = (listed: ImportTotals, counts: ProgressCounts): ImportTotals => ({
  ...listed,
  bytesRead: counts.bytes,
  scanned: counts.scanned,
  imported: counts.imported,
  failed: counts.failed,
  importedBytes: counts.importedBytes,
  filesImported: counts.files,
  filesRefused: counts.filesRefused,
});

/** What may be said of an error in a job's message: S3's own words, nothing of this machine. */
const messageOf = (error: unknown): string =>
  error instanceof AwsError || error instanceof ImportRefused
    ? error.message
    : 'Internal error during import';
