import type { MessagePort } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';

/** What a thread is given: a job, the port to ask the main thread by while it does it, and one to each of its partners. */
export interface WorkerTask<Order> {
  order: Order;
  main: MessagePort;
  /** The threads that work with it, where the job is one for several. Closed when either is done. */
  partners: readonly MessagePort[];
}

type Work<Order> = (task: WorkerTask<Order>) => Promise<void>;

/** Does one job after another, as the main thread gives them. A job that throws ends the thread. */
export function runWorker<Order>(work: Work<Order>): void {
  parentPort?.on('message', (task: WorkerTask<Order>) => {
    void work(task).then(
      () => {
        for (const port of [...task.partners, task.main]) port.close();
      },
      (error: unknown) => {
        // Thrown outside of any promise, so that the main thread hears of it as the thread's error.
        setImmediate(() => {
          throw error;
        });
      },
    );
  });
}
