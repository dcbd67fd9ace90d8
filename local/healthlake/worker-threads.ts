import { MessageChannel, Worker } from 'node:worker_threads';
import type { WorkerTask } from '../fhir/take-orders.ts';
import type { WorkerName } from '../fhir/worker-file.ts';
import { workerFile } from '../fhir/worker-file.ts';

/** Young objects of parsed lines die young: a small nursery keeps the thread's memory flat. */
const MEMORY = { maxYoungGenerationSizeMb: 16 };

/** A thread that has nothing to do is kept for so long: to start one takes longer than a small import. */
const KEPT_MS = 10_000;

/** The threads that jobs run in. */
export interface WorkerThreads {
  /**
   * Runs one job in a thread and answers its questions until it ends. Rejects where the thread fails.
   * @param order what the thread is told
   * @param answer answers the thread's questions, one at a time; must not reject
   */
  run(name: WorkerName, order: object, answer: (question: never) => Promise<object>): Promise<void>;
  /** Ends the threads that have nothing to do. */
  close(): Promise<void>;
}

export function createWorkerThreads(): WorkerThreads {
  const idle = new Map<WorkerName, { worker: Worker; timer: NodeJS.Timeout }>();

  const take = async (name: WorkerName): Promise<Worker> => {
    const kept = idle.get(name);
    if (!kept) return start(name);
    idle.delete(name);
    clearTimeout(kept.timer);
    kept.worker.ref();
    return kept.worker;
  };

  const giveBack = (name: WorkerName, worker: Worker): void => {
    if (idle.has(name)) {
      void worker.terminate();
      return;
    }
    // It keeps no process alive that has nothing else to do.
    worker.unref();
    const timer = setTimeout(() => {
      idle.delete(name);
      void worker.terminate();
    }, KEPT_MS).unref();
    idle.set(name, { worker, timer });
  };

  return {
    async run(name, order, answer) {
      const worker = await take(name);
      await runOn(worker, order, answer);
      giveBack(name, worker);
    },
    async close() {
      const workers = [...idle.values()];
      idle.clear();
      for (const { timer } of workers) clearTimeout(timer);
      await Promise.all(workers.map(({ worker }) => worker.terminate()));
    },
  };
}

const start = async (name: WorkerName): Promise<Worker> =>
  new Worker(await workerFile(name), {
    resourceLimits: MEMORY,
    env: {},
    // node:sqlite warns at Node 22 in every thread.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    name,
  });

/** Gives a thread an order with a port of its own: the job's questions come by it, and at its end it is closed. */
async function runOn(
  worker: Worker,
  order: object,
  answer: (question: never) => Promise<object>,
): Promise<void> {
  const { port1: port, port2: main } = new MessageChannel();
  const failed = Promise.withResolvers<never>();
  worker.once('error', failed.reject);
  worker.once('exit', failed.reject);
  const ended = new Promise<void>((resolve) => {
    port.on('message', (question: unknown) => {
      void answer(question as never).then((reply) => {
        port.postMessage(reply);
      });
    });
    port.once('close', resolve);
  });
  worker.postMessage({ order, main } satisfies WorkerTask<object>, [main]);
  try {
    await Promise.race([ended, failed.promise]);
  } finally {
    worker.off('error', failed.reject);
    worker.off('exit', failed.reject);
    port.close();
  }
}
