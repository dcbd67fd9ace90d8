import type { MessagePort } from 'node:worker_threads';
import { parentPort } from 'node:worker_threads';

/** What a thread is given: a job, and the port to ask the main thread by while it does it. */
export interface WorkerTask<Order> {
  order: Order;
  main: MessagePort;
}

type Work<Order> = (order: Order, main: MessagePort) => Promise<void>;

/** Does one job after another, as the main thread gives them. A job that throws ends the thread. */
export function takeOrders<Order>(work: Work<Order>): void {
  parentPort?.on('message', ({ order, main }: WorkerTask<Order>) => {
    void work(order, main).then(
      () => {
        main.close();
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
