import type { ValidateOrder } from '../../../fhir/index.ts';
import type { ResultOfFile } from './result-files.ts';

/** What an import's worker is to do: one job whose input files are listed. Its peers, if it has any, validate the lines. */
export interface ImportOrder {
  stateFolder: string;
  /** Where result files are gathered. */
  resultFolder: string;
  jobId: string;
  datastoreId: string;
  validate: ValidateOrder;
  /** The cloud's time (sharedTime). */
  clock: SharedArrayBuffer;
  /** Written by the worker (import-counters.ts). */
  counters: SharedArrayBuffer;
  /** Written by the main thread (worker-messages.ts). */
  stop: SharedArrayBuffer;
}

/** What the worker asks the main thread. Each question is answered by one ImportAnswer. */
export type ImportQuestion =
  | { ask: 'open'; key: string }
  /** The files are moved into S3. */
  | { ask: 'store'; key: string; results: readonly ResultOfFile[] };

export type ImportAnswer =
  /** The file with the object's bytes. */
  | { path: string; size: number }
  | { stored: true }
  /** S3's refusal, as the job's message has it. */
  | { refused: string };
