import { observations } from './care.ts';
import type { SampleFile } from './generate-population.ts';
import { visitsOf } from './visits.ts';

/** The average of this many lines says how many lines make up a size. */
const MEASURED_LINES = 1000;

/**
 * One good Observation.ndjson of about `bytes` bytes (within three per cent from a megabyte on), for what must
 * be tried with hundreds of megabytes. It is made as it is read and never held.
 */
export function largeFile({ bytes, seed = 'inlet' }: { bytes: number; seed?: string }): SampleFile {
  let measured = 0;
  for (const line of observationLines(seed, MEASURED_LINES)) measured += Buffer.byteLength(line) + 1;
  const lines = Math.max(1, Math.round(bytes / (measured / MEASURED_LINES)));
  return {
    name: 'Observation.ndjson',
    lines: () => observationLines(seed, lines),
    expected: { lines, imported: lines, failed: 0, resources: lines, rejected: null, why: [] },
  };
}

function* observationLines(seed: string, count: number): Generator<string> {
  let left = count;
  for (const visit of visitsOf({ patients: Infinity, seed })) {
    for (const observation of observations(visit)) {
      if (left === 0) return;
      left -= 1;
      yield JSON.stringify(observation);
    }
  }
}
