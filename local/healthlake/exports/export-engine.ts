import { rmSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportAnswer, ExportOrder, ExportQuestion, ExportedPart } from './export-worker.ts';
import { askToStop, isAskedToStop, newStopSignal } from '../jobs/worker-messages.ts';
import { keyArn } from '../permissions.ts';
import { isRefusal, JobRefused, jobMessage } from '../jobs/job-message.ts';
import type { JobEnd } from '../jobs/job-queue.ts';
import type { ExportedFile } from '../jobs/export-selection.ts';
import type { Clock } from '../../ground/index.ts';
import type { Job } from '../jobs/jobs.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { parseS3Uri } from '../s3-uri.ts';
import type { WorkerProgram, WorkerThreads } from '../../../fhir/index.ts';

/** Writes an export's files (export-worker.ts). */
export const EXPORT_WORKER: WorkerProgram = {
  source: new URL('./export-worker.ts', import.meta.url).href,
  nurseryMb: 4,
};

/** Runs export jobs, one at a time, in a thread of its own. */
export interface ExportEngine {
  /**
   * Writes the data store as it is when the work begins to the job's folder, one type per file. An interrupted export begins again and
   * writes the same keys. Resolves with undefined where the engine was stopped first. Never rejects.
   */
  run: (job: Job) => Promise<JobEnd>;
  /** Ends the work of a job, which then resolves with undefined. */
  cancel: (job: Pick<Job, 'jobId'>) => void;
  stop(): Promise<void>;
  /** Allows work again after `stop`. */
  resume(): void;
}

export interface ExportEngineOptions {
  stateFolder: string;
  clock: Pick<Clock, 'offsetMemory'>;
  storage: ObjectStorage;
  threads: WorkerThreads;
  /** A data store's address, for absolute references. */
  endpointOf: (datastoreId: string) => string;
  onTrouble: (error: unknown) => void;
}

/** A file that is downloaded is answered whole. */
const BYTES_PER_DOWNLOAD = 100_000_000;

/** Below the state folder: the files of exports that are downloaded from the FHIR endpoint. */
export const DOWNLOADS_FOLDER = 'downloads';

/** Below the state folder: the files of running exports. */
export const EXPORTS_FOLDER = 'exports';

export function createExportEngine({
  stateFolder,
  clock,
  storage,
  threads,
  endpointOf,
  onTrouble,
}: ExportEngineOptions): ExportEngine {
  let stopped = false;
  let running: { jobId: string; stop: SharedArrayBuffer } | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Where the files of a job go: into its bucket, or among those that are downloaded here. */
  const putterOf = (job: Job): ((part: ExportedPart) => Promise<unknown>) => {
    if (job.outputUri === '')
      return async ({ key, file }) => {
        const to = join(stateFolder, DOWNLOADS_FOLDER, job.jobId, key);
        await mkdir(dirname(to), { recursive: true, mode: 0o700 });
        await rename(file, to);
      };
    const { bucket, key } = parseS3Uri(job.outputUri);
    return (part) =>
      storage.putFile(
        { kind: 'role', roleArn: job.roleArn },
        { bucket, key: `${key}${part.key}`, file: part.file, kmsKeyArn: keyArn(job.kmsKeyId) },
      );
  };

  const work = async (job: Job): Promise<JobEnd> => {
    if (stopped) return undefined;
    const stop = newStopSignal();
    running = { jobId: job.jobId, stop };
    const resultFolder = join(stateFolder, EXPORTS_FOLDER, job.jobId);
    const failures: Error[] = [];
    const files: ExportedFile[] = [];
    const put = putterOf(job);
    let instant: number | undefined;

    const answer = async (question: ExportQuestion): Promise<ExportAnswer> => {
      if (question.ask === 'note') {
        ({ instant } = question);
        return { stored: true };
      }
      try {
        await put(question);
        files.push({ type: question.resourceType, key: question.key });
        return { stored: true };
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error('S3 failed', { cause: error }));
        return { refused: jobMessage(error) };
      }
    };

    try {
      if (job.refusal !== undefined) throw new JobRefused(job.refusal);
      const { datastoreId, submitTime: fileNumber, selection } = job;
      const order: ExportOrder = {
        ...{ stateFolder, resultFolder, datastoreId, fileNumber, stop, endpoint: endpointOf(datastoreId) },
        clock: clock.offsetMemory,
        ...(selection && { selection }),
        ...(job.outputUri === '' && { bytesPerFile: BYTES_PER_DOWNLOAD }),
      };
      await threads.run({ program: EXPORT_WORKER, order }, answer);
      const [failure] = failures;
      if (failure) throw failure;
      return isAskedToStop(stop)
        ? undefined
        : { status: 'COMPLETED', message: undefined, progress: undefined, files, instant };
    } catch (error) {
      if (!isRefusal(error)) onTrouble(error);
      return { status: 'FAILED', message: jobMessage(error), progress: undefined };
    } finally {
      running = undefined;
      rmSync(resultFolder, { recursive: true, force: true });
    }
  };

  return {
    run(job) {
      const end = turn.then(() => work(job));
      turn = end;
      return end;
    },
    cancel({ jobId }) {
      if (running?.jobId === jobId) askToStop(running.stop);
    },
    async stop() {
      stopped = true;
      if (running) askToStop(running.stop);
      await turn;
    },
    resume() {
      stopped = false;
    },
  };
}
