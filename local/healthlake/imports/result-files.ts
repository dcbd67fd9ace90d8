import { closeSync, copyFileSync, ftruncateSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from './import-files.ts';

/** The folders of an import's results. */
export type Outcome = 'SUCCESS' | 'FAILURE' | 'SUCCESS_WITH_SEARCH_VALIDATION_FAILURES';

export interface ResultOfFile {
  outcome: Outcome;
  file: string;
}

/** What a checkpoint knows of the result files: their lengths in bytes. */
type Lengths = Pick<Checkpoint, 'successBytes' | 'failureBytes' | 'searchFailureBytes'>;

/** The growing result files of one input file. */
export interface ResultFiles {
  append(lines: { success: string; failure: string; searchFailure: string }): Lengths;
  close(): void;
  /** For S3 to move away: only SUCCESS is there when it is empty. To be called when they are closed. */
  results(): ResultOfFile[];
  remove(): void;
}

/** Opens the result files of a job's input file where its checkpoint left them. */
export function openResultFiles(folder: string, ordinal: number, from: Lengths): ResultFiles {
  const pathOf = (name: string): string => join(folder, `${ordinal}.${name}.ndjson`);
  const paths = {
    success: pathOf('success'),
    failure: pathOf('failure'),
    searchFailure: pathOf('search-failure'),
  };
  const success = openResultFile(paths.success, from.successBytes);
  const failure = openResultFile(paths.failure, from.failureBytes);
  const searchFailure = openResultFile(paths.searchFailure, from.searchFailureBytes);
  const resultOf = (outcome: Outcome, file: string): ResultOfFile => ({ outcome, file: linked(file) });

  return {
    append(lines) {
      success.append(lines.success);
      failure.append(lines.failure);
      searchFailure.append(lines.searchFailure);
      return {
        successBytes: success.length(),
        failureBytes: failure.length(),
        searchFailureBytes: searchFailure.length(),
      };
    },
    close() {
      for (const file of [success, failure, searchFailure]) file.close();
    },
    results: () => [
      resultOf('SUCCESS', paths.success),
      ...(failure.length() > 0 ? [resultOf('FAILURE', paths.failure)] : []),
      ...(searchFailure.length() > 0
        ? [resultOf('SUCCESS_WITH_SEARCH_VALIDATION_FAILURES', paths.searchFailure)]
        : []),
    ],
    remove() {
      for (const path of Object.values(paths)) rmSync(path, { force: true });
    },
  };
}

/**
 * A second name for a result file, for S3 to move away. The file itself stays until the checkpoint says that
 * its results are stored: a process that crashes in between stores it again.
 */
function linked(file: string): string {
  const other = `${file}.result`;
  rmSync(other, { force: true });
  try {
    linkSync(file, other);
  } catch {
    copyFileSync(file, other);
  }
  return other;
}

/** A growing file of result lines that can be taken back to what a checkpoint knew of it. */
interface ResultFile {
  /** Bytes in the file. */
  length(): number;
  append(lines: string): void;
  close(): void;
}

/**
 * Opens the file at `length` bytes; what an interrupted run wrote behind them is cut off. A file that begins
 * anew is another file: the old one may live on under another name.
 */
function openResultFile(path: string, length: number): ResultFile {
  if (length === 0) rmSync(path, { force: true });
  const file = openSync(path, length === 0 ? 'wx' : 'r+', 0o600);
  ftruncateSync(file, length);
  return {
    length: () => length,
    append(lines) {
      const bytes = Buffer.from(lines, 'utf8');
      for (let written = 0; written < bytes.length;)
        written += writeSync(file, bytes, written, bytes.length - written, length + written);
      length += bytes.length;
    },
    close: () => {
      closeSync(file);
    },
  };
}
