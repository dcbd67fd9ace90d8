import type { StartOutcome } from './start-job.ts';

/** What became of one import in a run. */
export interface ImportReport {
  importId: string;
  fileCount: number;
  outcome:
    | StartOutcome['kind']
    | 'waits-for-older'
    | 'waits-for-slot'
    | 'waits-for-data-store'
    | 'copying'
    | 'not-yet'
    | 'paused'
    | 'given-up'
    | 'running'
    | 'stuck';
  jobId?: string;
  /** The error's name; of a data store that is waited for, its status. */
  errorName?: string;
  /** Epoch milliseconds of the next attempt. */
  retryAt?: number;
  /** How many of the import's files are copied so far. */
  copiedFiles?: number;
  /** Why it does not start. */
  because?: string;
}

/** The same without the import itself. */
export type ImportResult = Omit<ImportReport, 'importId' | 'fileCount'>;
