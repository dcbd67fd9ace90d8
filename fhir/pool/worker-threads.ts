import { basename } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { WorkerTask } from './run-worker.ts';
import { unspared } from './spared-memory.ts';
import { workerFile } from './worker-file.ts';

/** A program that runs in threads of its own. */
export interface WorkerProgram {
  /** A file: URL of its TypeScript source. */
  source: string;
  /** The nursery of a thread's heap, MB: objects of parsed lines are short-lived, and a small one keeps memory flat. */
  nurseryMb: number;
}

/** Validates lines (validate-worker.ts). */
export const VALIDATE_WORKER: WorkerProgram = {
  source: new URL('./validate-worker.ts', import.meta.url).href,
  nurseryMb: 4,
};

/** How long an idle thread is kept: starting one takes longer than a small import. */
const KEPT_MS = 10_000;

/** A thread's part of a job. */
export interface ThreadWork {
  program: WorkerProgram;
  /** What the program is to do. */
  order: object;
}

/** The threads that jobs run in. */
export interface WorkerThreads {
  /**
   * Runs one job in a thread and answers its questions until it ends. Rejects where a thread fails.
   * @param answer answers the thread's questions, one at a time; must not reject
   * @param peers work on the same job in threads of their own: each has a port to the first, and the first to each
   */
  run(
    work: ThreadWork,
    answer: (question: never) => Promise<object>,
    peers?: readonly ThreadWork[],
  ): Promise<void>;
  /** Ends the threads that have nothing to do. */
  close(): Promise<void>;
}

export function createWorkerThreads(): WorkerThreads {
  const idle = new Map<Worker, { program: WorkerProgram; timer: NodeJS.Timeout }>();

  const take = async ({ program }: ThreadWork): Promise<Worker> => {
    for (const [worker, kept] of idle)
      if (kept.program === program) {
        idle.delete(worker);
        clearTimeout(kept.timer);
        worker.ref();
        return worker;
      }
    return startThread(program);
  };

  const giveBack = (worker: Worker, { program }: ThreadWork): void => {
    // It keeps no process alive that has nothing else to do.
    worker.unref();
    const timer = setTimeout(() => {
      idle.delete(worker);
      void worker.terminate();
    }, KEPT_MS).unref();
    idle.set(worker, { program, timer });
  };

  return {
    async run(work, answer, peers = []) {
      const parts = [work, ...peers];
      const workers = await Promise.all(parts.map(take));
      const channels = peers.map(() => new MessageChannel());
      const portsOf = [channels.map(({ port1 }) => port1), ...channels.map(({ port2 }) => [port2])];
      try {
        await unspared(() =>
          Promise.all(
            workers.map((worker, at) => runOn(worker, parts[at]?.order ?? {}, answer, portsOf[at] ?? [])),
          ),
        );
      } catch (error) {
        // One has failed: the others would wait for it for ever.
        await Promise.all(workers.map((worker) => worker.terminate()));
        throw error;
      }
      workers.forEach((worker, at) => {
        giveBack(worker, parts[at] ?? work);
      });
    },
    async close() {
      const kept = [...idle];
      idle.clear();
      for (const [, { timer }] of kept) clearTimeout(timer);
      await Promise.all(kept.map(([worker]) => worker.terminate()));
    },
  };
}

/** Starts a thread whose program runs jobs (run-worker.ts). */
export const startThread = async (program: WorkerProgram): Promise<Worker> =>
  new Worker(await workerFile(program.source), {
    resourceLimits: { maxYoungGenerationSizeMb: program.nurseryMb },
    env: {},
    // node:sqlite warns at Node 22 in every thread.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    name: basename(program.source, '.ts'),
  });

/** Posts a job to a thread with a port of its own: the job's questions come by it. At its end the thread says so. */
async function runOn(
  worker: Worker,
  order: object,
  answer: (question: never) => Promise<object>,
  peerPorts: readonly MessagePort[],
): Promise<void> {
  const { port1: port, port2: main } = new MessageChannel();
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  worker.once('error', fail);
  worker.once('exit', fail);
  const ended = new Promise<void>((resolve) => {
    port.on('message', (question: unknown) => {
      void answer(question as never).then((reply) => {
        port.postMessage(reply);
      });
    });
    worker.once('message', () => {
      resolve();
    });
  });
  worker.postMessage({ order, main, peerPorts } satisfies WorkerTask<object>, [main, ...peerPorts]);
  try {
    await Promise.race([ended, failed]);
  } finally {
    worker.off('error', fail);
    worker.off('exit', fail);
    port.close();
  }
}
