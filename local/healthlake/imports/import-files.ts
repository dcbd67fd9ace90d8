import { basename } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../ground/index.ts';

/** How far one input file is done: what is read of it, its counts, how long its result files are. */
export interface Checkpoint {
  /** Bytes of the input read. */
  position: number;
  /** Lines read, blank ones included; the next line's number is one more. */
  line: number;
  scanned: number;
  imported: number;
  failed: number;
  importedBytes: number;
  successBytes: number;
  failureBytes: number;
  searchFailureBytes: number;
}

/**
 * What a checkpoint is bound to: with other bytes behind the key, the file is read from its start again. The name of an object's file is
 * its own for ever; the folder may be moved.
 */
export const sourceIdentity = ({ path, size }: { path: string; size: number }): string =>
  `${size} ${basename(path)}`;

/** Whether a checkpoint is of these bytes. Earlier versions noted the whole path. */
export const isOfSource = (noted: string, identity: string): boolean =>
  noted.replace(/ .*[\\/]/, ' ') === identity;

/** Totals over the files of a job. */
export interface ImportTotals extends Omit<
  Checkpoint,
  'position' | 'line' | 'successBytes' | 'failureBytes' | 'searchFailureBytes'
> {
  files: number;
  bytes: number;
  filesImported: number;
  filesRefused: number;
  bytesRead: number;
}

/** One input file of a job. */
export interface ImportFile {
  ordinal: number;
  key: string;
  size: number;
  /** What the checkpoint was taken of: the stored bytes' length and file. Undefined before the first read. */
  source: string | undefined;
  checkpoint: Checkpoint;
}

/** The files of the import jobs under way, kept beside the resources so that both commit together. */
export interface ImportFiles {
  /** True when the job's input was listed and every file of it is here. */
  isListed(jobId: string): boolean;
  /** Records the input of a job, all or nothing. */
  list(jobId: string, files: Iterable<{ key: string; size: number }>): void;
  /** The first file whose results are not yet stored, of those behind `ordinal`. */
  next(jobId: string, ordinal?: number): ImportFile | undefined;
  save(jobId: string, ordinal: number, source: string, checkpoint: Checkpoint): void;
  /** The file is read to its end and its results are stored. */
  finish(jobId: string, ordinal: number): void;
  /** The file could not be read; `message` says why. */
  refuse(jobId: string, ordinal: number, message: string): void;
  totals(jobId: string): ImportTotals;
  /** Why the first unreadable file could not be read. */
  firstRefusal(jobId: string): string | undefined;
  /** Forgets all jobs but these. */
  keepOnly(jobIds: readonly string[]): void;
}

export const EMPTY_CHECKPOINT: Checkpoint = {
  position: 0,
  line: 0,
  scanned: 0,
  imported: 0,
  failed: 0,
  importedBytes: 0,
  successBytes: 0,
  failureBytes: 0,
  searchFailureBytes: 0,
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS import_files (
    job_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    source TEXT,
    refusal TEXT,
    position INTEGER NOT NULL DEFAULT 0,
    line INTEGER NOT NULL DEFAULT 0,
    scanned INTEGER NOT NULL DEFAULT 0,
    imported INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    imported_bytes INTEGER NOT NULL DEFAULT 0,
    success_bytes INTEGER NOT NULL DEFAULT 0,
    failure_bytes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (job_id, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS import_files_open ON import_files (job_id, ordinal) WHERE state = 'open';
`;

export function importFiles(database: DatabaseSync): ImportFiles {
  database.exec(SCHEMA);
  addSearchFailures(database);
  const add = database.prepare('INSERT INTO import_files (job_id, ordinal, key, size) VALUES (?, ?, ?, ?)');
  const next = database.prepare(
    `SELECT ordinal, key, size, source, position, line, scanned, imported, failed,
       imported_bytes AS importedBytes, success_bytes AS successBytes, failure_bytes AS failureBytes,
       search_failure_bytes AS searchFailureBytes
     FROM import_files WHERE job_id = ? AND state = 'open' AND ordinal > ? ORDER BY ordinal LIMIT 1`,
  );
  const save = database.prepare(
    `UPDATE import_files SET source = ?, position = ?, line = ?, scanned = ?, imported = ?, failed = ?,
       imported_bytes = ?, success_bytes = ?, failure_bytes = ?, search_failure_bytes = ? WHERE job_id = ? AND ordinal = ?`,
  );
  const end = database.prepare(
    'UPDATE import_files SET state = ?, refusal = ? WHERE job_id = ? AND ordinal = ?',
  );
  const totals = database.prepare(
    `SELECT count(*) AS files, total(size) AS bytes, total(position) AS bytesRead, total(scanned) AS scanned,
       total(imported) AS imported, total(failed) AS failed, total(imported_bytes) AS importedBytes,
       count(*) FILTER (WHERE state = 'stored') AS filesImported,
       count(*) FILTER (WHERE state = 'refused') AS filesRefused
     FROM import_files WHERE job_id = ?`,
  );
  const refusal = database.prepare(
    "SELECT refusal FROM import_files WHERE job_id = ? AND state = 'refused' ORDER BY ordinal LIMIT 1",
  );
  const any = database.prepare('SELECT 1 FROM import_files WHERE job_id = ? LIMIT 1');

  return {
    isListed: (jobId) => any.get(jobId) !== undefined,
    list(jobId, files) {
      transaction(database, () => {
        let ordinal = 0;
        for (const { key, size } of files) add.run(jobId, ++ordinal, key, size);
      });
    },
    next(jobId, behind = 0) {
      const row = next.get(jobId, behind) as unknown as NextRow | undefined;
      if (!row) return undefined;
      const { ordinal, key, size, source, ...checkpoint } = row;
      return { ordinal, key, size, source: source ?? undefined, checkpoint: { ...checkpoint } };
    },
    save(jobId, ordinal, source, at) {
      save.run(
        source,
        at.position,
        at.line,
        at.scanned,
        at.imported,
        at.failed,
        at.importedBytes,
        at.successBytes,
        at.failureBytes,
        at.searchFailureBytes,
        jobId,
        ordinal,
      );
    },
    finish(jobId, ordinal) {
      end.run('stored', null, jobId, ordinal);
    },
    refuse(jobId, ordinal, message) {
      end.run('refused', message, jobId, ordinal);
    },
    totals: (jobId) => ({ ...(totals.get(jobId) as unknown as ImportTotals) }),
    firstRefusal: (jobId) => (refusal.get(jobId) as { refusal: string } | undefined)?.refusal,
    keepOnly(jobIds) {
      const kept = jobIds.map(() => '?').join(', ');
      database.prepare(`DELETE FROM import_files WHERE job_id NOT IN (${kept})`).run(...jobIds);
    },
  };
}

/** State folders of earlier versions have no such column. */
function addSearchFailures(database: DatabaseSync): void {
  const columns = database.prepare('PRAGMA table_info(import_files)').all();
  if (!columns.some(({ name }) => name === 'search_failure_bytes'))
    database.exec('ALTER TABLE import_files ADD COLUMN search_failure_bytes INTEGER NOT NULL DEFAULT 0');
}

type NextRow = Checkpoint & { ordinal: number; key: string; size: number; source: string | null };
