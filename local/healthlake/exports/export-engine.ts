import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportAnswer, ExportOrder, ExportQuestion } from './export-worker.ts';
import { askToStop, isAskedToStop, newStopSignal } from '../jobs/worker-messages.ts';
import { keyArn } from '../permissions.ts';
import { isRefusal, JobRefused, jobMessage } from '../jobs/job-message.ts';
import type { JobEnd } from '../jobs/job-queue.ts';
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
   * Writes the whole data store to the job's folder, one type per file. An interrupted export begins again and
   * writes the same keys. Resolves with undefined where the engine was stopped first. Never rejects.
   */
  run: (job: Job) => Promise<JobEnd>;
  stop(): Promise<void>;
  /** Allows work again after `stop`. */
  resume(): void;
}

export interface ExportEngineOptions {
  stateFolder: string;
  storage: ObjectStorage;
  threads: WorkerThreads;
  onTrouble: (error: unknown) => void;
}

/** Below the state folder: the files of running exports. */
export const EXPORTS_FOLDER = 'exports';

export function createExportEngine({
  stateFolder,
  storage,
  threads,
  onTrouble,
}: ExportEngineOptions): ExportEngine {
  let stop = newStopSignal();
  let stopped = false;
  let turn: Promise<unknown> = Promise.resolve();

  const work = async (job: Job): Promise<JobEnd> => {
    if (stopped) return undefined;
    const resultFolder = join(stateFolder, EXPORTS_FOLDER, job.jobId);
    const { bucket, key } = parseS3Uri(job.outputUri);
    const failures: Error[] = [];

    const answer = async (question: ExportQuestion): Promise<ExportAnswer> => {
      try {
        await storage.putFile(
          { kind: 'role', roleArn: job.roleArn },
          { bucket, key: `${key}${question.key}`, file: question.file, kmsKeyArn: keyArn(job.kmsKeyId) },
        );
        return { stored: true };
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error('S3 failed', { cause: error }));
        return { refused: jobMessage(error) };
      }
    };

    try {
      if (job.refusal !== undefined) throw new JobRefused(job.refusal);
      const { datastoreId, submitTime: fileNumber } = job;
      const order: ExportOrder = { stateFolder, resultFolder, datastoreId, fileNumber, stop };
      await threads.run({ program: EXPORT_WORKER, order }, answer);
      const [failure] = failures;
      if (failure) throw failure;
      return isAskedToStop(stop)
        ? undefined
        : { status: 'COMPLETED', message: undefined, progress: undefined };
    } catch (error) {
      if (!isRefusal(error)) onTrouble(error);
      return { status: 'FAILED', message: jobMessage(error), progress: undefined };
    } finally {
      rmSync(resultFolder, { recursive: true, force: true });
    }
  };

  return {
    run(job) {
      const end = turn.then(() => work(job));
      turn = end;
      return end;
    },
    async stop() {
      stopped = true;
      askToStop(stop);
      await turn;
    },
    resume() {
      stopped = false;
      stop = newStopSignal();
    },
  };
}
