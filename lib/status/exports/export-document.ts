import type { ExportFiles } from '../../jobs/index.ts';
import type { ExportRun } from '../../ledger/index.ts';
import type { Common } from '../document-head.ts';

/** One run of an export, without its job. */
export interface ExportBrief {
  exportId: string;
  exportName: string;
  /** Its state, or once it has ended the job's last status (START_FAILED where there was none). */
  state: string;
  isOpen: boolean;
  /** Null where it is not known. */
  datastoreId: string | null;
  cause: ExportRun['cause'];
  requestId: string | null;
  dueAt: string;
  jobId: string | null;
  /** The job's own folder; null until the job has ended. */
  folderS3Uri: string | null;
  /** How many files were told by "Export File Ready"; null where none were. */
  filesTold: number | null;
  /** When its folder was removed, since newer ones are kept. */
  removedAt: string | null;
  errorName: string | null;
  /** Why it is not further. */
  because: string;
}

/** One export job, as it was last seen. */
export interface ExportJobBrief {
  jobId: string;
  datastoreId: string;
  /** Null, as its run, for a job that is of no configured export. */
  exportName: string | null;
  exportId: string | null;
  /** Null before its first observation. */
  status: string | null;
  submitTime: string | null;
  endTime: string | null;
  outputS3Uri: string | null;
  /** What lies in its folder; null until it has ended, and where that cannot be listed. */
  files: ExportFiles | null;
  /** The service's message, where it is one that is known to hold nothing of the data. */
  message: string | null;
}

/** One run of an export with its job. */
export interface ExportStatus extends Common {
  kind: 'export';
  export: ExportBrief;
  job: ExportJobBrief | null;
}
