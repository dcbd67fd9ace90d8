import type { JobProgress } from '../jobs/index.ts';
import type { ImportSummary } from '../ledger/index.ts';
import type { FoundObject, MissingFiles } from './inbox-document.ts';
import type { Common } from './document-head.ts';
import type { ExportBrief, ExportJobBrief, ExportStatus } from './exports/export-document.ts';

/*
 * What `inlet status --json` answers: one of four documents, told apart by `kind`. docs/command-line.md describes
 * them; a member may be added, none is renamed or removed while `schemaVersion` is "1". Times are ISO 8601 in UTC.
 */

export interface PausedRoute {
  route: string;
  since: string;
  reason: string | null;
}

/** A drop that has files waiting. */
export interface DropStatus {
  route: string;
  /** Null for loose files. */
  drop: string | null;
  files: number;
  bytes: number;
  firstRecordedAt: string | null;
  /** Objects with hidden names, which are left alone, and where the first of them lay; null without any. */
  hidden: { objects: number; example: string } | null;
  /** True where the next run closes it. */
  closes: boolean;
  /** Why it is not closed yet, or why it closes. */
  because: string;
  /** Of a drop whose manifest names files that are not there; else null. */
  missing: MissingFiles | null;
}

/** One import, without its job. */
export interface ImportBrief {
  importId: string;
  /** Its state, or once it has ended the job's last status (START_FAILED where there was none). */
  state: string;
  isOpen: boolean;
  route: string;
  /** Null for loose files. */
  drop: string | null;
  files: number;
  bytes: number;
  attempt: number;
  plannedAt: string;
  jobId: string | null;
  errorName: string | null;
  /** Why it is not further. */
  because: string;
}

/** One job, as it was last seen. */
export interface JobBrief {
  jobId: string;
  datastoreId: string;
  /** Null for a job that Inlet did not start. */
  importId: string | null;
  /** Null before its first observation. */
  status: string | null;
  submitTime: string | null;
  endTime: string | null;
  inputS3Uri: string;
  outputS3Uri: string | null;
  progress: JobProgress | null;
  /** The service's message, where it is one that is known to hold nothing of the data. */
  message: string | null;
}

/** An import that has ended, and how. */
export interface EndedImport extends ImportBrief {
  /** Null where it is not summarized (yet). */
  counts: { scanned: number; imported: number; failed: number } | null;
  /** Why lines failed, or the import did; null where all went well. No values of the data. */
  why: string | null;
  /** What to do next, in a sentence. */
  nextStep: string;
}

/** An action that was asked for by an event, and is not answered yet. */
export interface RequestBrief {
  requestId: string;
  action: string;
  askedAt: string;
  /** How often it was tried so far. */
  calls: number;
  /** Why it is not further. */
  because: string;
}

/** A data store that is being made or deleted, as it was last seen. */
export interface DataStoreBrief {
  datastoreId: string;
  datastoreName: string | null;
  /** Null before its first observation. */
  status: string | null;
  /** The request that asked for it; null where none did by an event. */
  requestId: string | null;
  because: string;
}

/** All that is open, and what ended last. */
export interface Overview extends Common {
  kind: 'overview';
  pausedRoutes: PausedRoute[];
  drops: DropStatus[];
  imports: ImportBrief[];
  /** Of imports. */
  jobs: JobBrief[];
  /** The last planned first. */
  ended: EndedImport[];
  exports: ExportBrief[];
  exportJobs: ExportJobBrief[];
  requests: RequestBrief[];
  dataStores: DataStoreBrief[];
  totals: {
    drops: number;
    waitingFiles: number;
    waitingBytes: number;
    imports: number;
    jobs: number;
    exports: number;
    resourcesScanned: number;
    resourcesImported: number;
    resourcesWithErrors: number;
  };
}

export type ArrivalFate =
  | 'pending'
  | 'superseded'
  | 'duplicate'
  | 'rejected'
  | 'withdrawn'
  | 'importing'
  | 'imported'
  | 'imported-with-errors'
  | 'import-failed';

/** What an import made of one file: a line of `inlet-files.ndjson`. */
export interface FileCounts {
  lines: number;
  imported: number;
  failed: number;
}

/** One write of a key, and what became of it. */
export interface ArrivalStatus {
  recordedAt: string;
  versionId: string | null;
  bytes: number;
  fate: ArrivalFate;
  because: string;
  importId: string | null;
  jobId: string | null;
  rejection: { reason: string | null; advice: string | null } | null;
  /** Of a file that was deleted before it was planned. */
  withdrawal: { reason: string | null; advice: string | null } | null;
  /** Of a duplicate: when the write that has its bytes was recorded, where that is among the shown. */
  sameAs: { recordedAt: string; versionId: string | null } | null;
  /** Null where the import's results are not summarized (yet). */
  counts: FileCounts | null;
  /** Of a pending write: what its drop's manifest names and the inbox has not; else null. */
  missing: MissingFiles | null;
}

/** What became of the writes of one key. */
export interface KeyStatus extends Common {
  kind: 'key';
  bucket: string;
  key: string;
  /** Newest first. */
  arrivals: ArrivalStatus[];
  /** True where older ones were left off. */
  olderLeftOff: boolean;
  /** What lies there; null where an arrival that has ended says it. */
  found: FoundObject | null;
}

/** A file of which lines failed. */
export interface FailedFile extends FileCounts {
  key: string;
  versionId: string | null;
}

/** An earlier run of an import, and why there is another one. */
export interface EarlierRun {
  attempt: number;
  outcome: string;
  jobId: string | null;
  errorName: string | null;
  /** When the next run was asked for, and why. */
  repeatedAt: string;
  reason: string;
}

/** One import with its job. */
export interface ImportStatus extends Common {
  kind: 'import';
  import: ImportBrief;
  job: JobBrief | null;
  /** Null where it is not summarized (yet). */
  summary: ImportSummary | null;
  results: {
    /** The folder of the job's results; null while the service has named none. */
    s3Uri: string | null;
    /** Files of which lines failed, most failures first; null where the results are not summarized (yet). */
    filesWithFailures: FailedFile[] | null;
    /** True where there are more of them than are listed. */
    truncated: boolean;
  };
  earlierAttempts: EarlierRun[];
}

export type StatusDocument = Overview | KeyStatus | ImportStatus | ExportStatus;
