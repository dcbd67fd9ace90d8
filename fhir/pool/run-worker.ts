import type { MessagePort } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';

/** One job for a worker thread. */
export interface WorkerTask<Order> {
  order: Order;
  /** For questions to the main thread while the job runs. */
  main: MessagePort;
  /** One to each thread that works on the same job. Closed when either side is done. */
  peerPorts: readonly MessagePort[];
}

type Work<Order> = (task: WorkerTask<Order>) => Promise<void>;

/** What a thread tells the main thread at a job's end. Ports close when a thread dies, too, and before its error is there. */
const JOB_ENDED = 'job ended';

/** Runs one job after another as the main thread posts them. A job that throws ends the thread. */
export function runWorker<Order>(work: Work<Order>): void {
  parentPort?.on('message', (task: WorkerTask<Order>) => {
    void work(task).then(
      () => {
        for (const port of [...task.peerPorts, task.main]) port.close();
        parentPort?.postMessage(JOB_ENDED);
      },
      (error: unknown) => {
        // Thrown outside of any promise, so that the main thread receives it as the thread's error.
        setImmediate(() => {
          throw error;
        });
      },
    );
  });
}
