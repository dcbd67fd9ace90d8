import { Worker } from 'node:worker_threads';
import type { WorkerName } from '../fhir/worker-file.ts';
import { workerFile } from '../fhir/worker-file.ts';

/** Young objects of parsed lines die young: a small nursery keeps the thread's memory flat. */
const MEMORY = { maxYoungGenerationSizeMb: 16 };

/**
 * Starts a worker thread for one job and answers its questions until it ends. Rejects where the worker fails.
 * @param order what the worker is told at its start
 * @param answer answers the worker's questions, one at a time; must not reject
 */
export async function runWorker(
  name: WorkerName,
  order: object,
  answer: (question: never) => Promise<object>,
): Promise<void> {
  const worker = new Worker(await workerFile(name), {
    workerData: order,
    resourceLimits: MEMORY,
    env: {},
    // node:sqlite warns at Node 22 in every thread.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    name,
  });
  await new Promise<void>((resolve, reject) => {
    worker.on('message', (question: unknown) => {
      void answer(question as never).then((reply) => {
        worker.postMessage(reply);
      });
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      resolve();
    });
  });
}
