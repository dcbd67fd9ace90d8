/**
 * The counters of a running import, in memory that the worker writes and the main thread reads: progress
 * needs no message per batch.
 */
const COUNTERS = [
  'files',
  'filesRefused',
  'bytes',
  'scanned',
  'imported',
  'failed',
  'importedBytes',
] as const;

export type ImportCounts = Record<(typeof COUNTERS)[number], number>;

export const newCounterMemory = (): SharedArrayBuffer =>
  new SharedArrayBuffer(COUNTERS.length * Float64Array.BYTES_PER_ELEMENT);

export function readCounters(memory: SharedArrayBuffer): ImportCounts {
  const values = new Float64Array(memory);
  return Object.fromEntries(COUNTERS.map((counter, index) => [counter, values[index] ?? 0])) as ImportCounts;
}

export function writeCounters(memory: SharedArrayBuffer, counts: ImportCounts): void {
  const values = new Float64Array(memory);
  COUNTERS.forEach((counter, index) => {
    values[index] = counts[counter];
  });
}
