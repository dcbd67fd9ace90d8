import type { MessagePort } from 'node:worker_threads';

/** Asks the main thread, which alone calls S3; it answers each question once, in order. */
export const askMain = <Answer>(main: MessagePort, question: object): Promise<Answer> =>
  new Promise((resolve) => {
    main.once('message', resolve);
    main.postMessage(question);
  });

/** Shared memory by which the main thread asks a worker to end after its current batch. */
export const newStopSignal = (): SharedArrayBuffer => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

export function askToStop(signal: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(signal), 0, 1);
}

export const isAskedToStop = (signal: SharedArrayBuffer): boolean =>
  Atomics.load(new Int32Array(signal), 0) === 1;
