import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type { ValidateOrder, ValidatorPool, WorkerTask } from '../../fhir/index.ts';
import { VALIDATE_WORKER, createValidatorPool, readPackage, startThread } from '../../fhir/index.ts';

/** Less input is judged sooner than threads would have started. */
const SMALL_BYTES = 8 * 1024 * 1024;

const MOST_THREADS = 8;

/** Who judges for a command, until it is closed. */
export interface OpenJudging {
  judging: ValidatorPool;
  /** Rejects where a thread fails. */
  failed: Promise<never>;
  close: () => Promise<void>;
}

/**
 * Judges in threads, one for each core of the machine, or in this one where there is little to do.
 * @param bytes of the input
 * @throws PackageError where a package cannot be read
 */
export async function openJudging(order: ValidateOrder, bytes: number): Promise<OpenJudging> {
  const threads = bytes < SMALL_BYTES ? 1 : Math.min(availableParallelism(), MOST_THREADS);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  if (threads === 1)
    return { judging: createValidatorPool([], order), failed, close: () => Promise.resolve() };
  // Said here, in the words for it, before any thread would fail at it.
  order.validator.packages.forEach(readPackage);
  const channels = Array.from({ length: threads }, () => new MessageChannel());
  const workers = await Promise.all(channels.map(() => startThread(VALIDATE_WORKER)));
  workers.forEach((worker, at) => {
    worker.once('error', reject);
    const { port1: main } = new MessageChannel();
    const partners = channels.slice(at, at + 1).map(({ port2 }) => port2);
    worker.postMessage({ order, main, partners } satisfies WorkerTask<ValidateOrder>, [main, ...partners]);
  });
  const ports = channels.map(({ port1 }) => port1);
  return {
    judging: createValidatorPool(ports, order),
    failed,
    async close() {
      for (const port of ports) port.close();
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
