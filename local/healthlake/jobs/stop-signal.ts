/** A word from the main thread to a worker, in shared memory: end after the batch you are at. */
export const newStopSignal = (): SharedArrayBuffer => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);

export function askToStop(signal: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(signal), 0, 1);
}

export const isAskedToStop = (signal: SharedArrayBuffer): boolean =>
  Atomics.load(new Int32Array(signal), 0) === 1;
