import type { FoundObject } from '../../lib/status/index.ts';

/*
 * What `inlet trace --json` answers. A member may be added, none is renamed or removed while `schemaVersion` is "1". Times
 * are ISO 8601 in UTC.
 */

/** One line of a function's log. */
export interface TraceLine {
  at: string;
  /** Without the stage's name: `poll-jobs`. */
  function: string;
  logStream: string;
  /** Null where the line is none of the function's own, but Lambda's. */
  level: string | null;
  message: string;
  /** What else the line says; empty where it is no JSON. */
  members: Record<string, unknown>;
}

export interface TraceDocument {
  kind: 'trace';
  schemaVersion: '1';
  stage: string;
  /** What was asked for. */
  subject: string;
  /** What the ledger knows of it, and lines are found by. */
  ids: {
    /** Of S3's events about the file, or about the first files of the import. */
    eventIds: string[];
    importIds: string[];
    jobIds: string[];
    exportIds: string[];
    /** The keys as logs show them: themselves, or their hashes (`hideKeys`). */
    keys: string[];
  };
  /** Files of an import that were left out: `inlet trace <their address>` has them. */
  otherFiles: number;
  /** What lies under the key where neither the ledger nor a log line knows of it; else null. */
  found: FoundObject | null;
  /** Oldest first. */
  lines: TraceLine[];
}
