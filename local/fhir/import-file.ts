import { closeSync } from 'node:fs';
import { transaction } from '../state.ts';
import { collectGarbage } from './collect-garbage.ts';
import type { FileLine } from './file-lines.ts';
import { fileLines, isBlank } from './file-lines.ts';
import type { Checkpoint, ImportFiles } from './import-files.ts';
import type { Issue } from './issue.ts';
import { processingError } from './issue.ts';
import { invalidJson } from './invalid-json.ts';
import { typeNumber } from './resource-types.ts';
import { openResultFile } from './result-file.ts';
import { failureLine, searchFailureLine, successLine } from './result-lines.ts';
import type { FhirStore } from './store.ts';
import type { ValidationLevel, Validator } from './validate.ts';
import { withValidationIssue } from './validation-issue.ts';

/**
 * Documents of up to 164 MB may be imported (as Binary), and a resource is one line: a longer line is a
 * failure of its own and never in memory whole.
 */
export const LONGEST_LINE_BYTES = 164 * 1024 * 1024;

/** From here on a line's memory is freed at once, not when V8 sees fit. */
const LARGE_LINE_BYTES = 8 * 1024 * 1024;

/** A batch ends at whichever it reaches first. */
const BATCH = { lines: 2000, bytes: 4 * 1024 * 1024 };

/** What the import of a file works with. */
export interface ImportContext {
  store: FhirStore;
  files: ImportFiles;
  validator: Validator;
  jobId: string;
  datastoreId: string;
  level: ValidationLevel;
  /** The cloud's time, epoch milliseconds. */
  now: () => number;
  longestLine: number;
  /** Called after each committed batch; true ends the import there, to be taken up again later. */
  committed: (checkpoint: Checkpoint) => boolean;
}

/** One file to import, and where its results are gathered. */
export interface ImportSource {
  ordinal: number;
  /** The open file; importFile closes it. */
  file: number;
  path: string;
  size: number;
  successFile: string;
  failureFile: string;
  searchFailureFile: string;
}

/**
 * Imports the lines of one file from its checkpoint on. Each batch is one transaction: resources and
 * checkpoint commit together; the result lines are written before it, and lines behind the checkpoint are
 * cut off when an interrupted import goes on. So each line is imported once, whenever the process dies.
 * @returns the last checkpoint, and whether the end of the file was reached
 */
export function importFile(
  context: ImportContext,
  source: ImportSource,
  from: Checkpoint,
): { checkpoint: Checkpoint; ended: boolean } {
  const success = openResultFile(source.successFile, from.successBytes);
  const failure = openResultFile(source.failureFile, from.failureBytes);
  const searchFailure = openResultFile(source.searchFailureFile, from.searchFailureBytes);
  try {
    const lines = fileLines(source.file, from.position, source.size, context.longestLine);
    let checkpoint = from;
    let next = lines.next();
    while (!next.done) {
      const line = lineImport(context);
      const isLast = transaction(context.store.database, () => {
        const at = { ...checkpoint };
        let succeeded = '';
        let refused = '';
        let missed = '';
        for (let count = 1; !next.done; count++) {
          const result = line(next.value, at);
          if (result.issues) refused += failureLine(at.line, result.issues);
          else if (result.missed !== undefined) missed += result.missed;
          else succeeded += result.success;
          if (count === BATCH.lines || at.position - checkpoint.position >= BATCH.bytes) break;
          next = lines.next();
        }
        success.append(succeeded);
        failure.append(refused);
        searchFailure.append(missed);
        at.successBytes = success.length();
        at.failureBytes = failure.length();
        at.searchFailureBytes = searchFailure.length();
        context.files.save(context.jobId, source.ordinal, sourceIdentity(source), at);
        checkpoint = at;
        return next.done === true;
      });
      if (context.committed(checkpoint)) return { checkpoint, ended: false };
      // Taken only now: a long line and the one behind it are not in memory together.
      if (!isLast) next = lines.next();
    }
    return { checkpoint, ended: true };
  } finally {
    closeSync(source.file);
    success.close();
    failure.close();
    searchFailure.close();
  }
}

/** What a checkpoint is bound to: with other bytes behind the key, the file is read from its start again. */
export const sourceIdentity = ({ path, size }: { path: string; size: number }): string => `${size} ${path}`;

/** What one line came to: its line of SUCCESS (none for a blank line), or of what searches may miss, or its issues. */
type LineResult =
  | { success: string; missed?: undefined; issues?: undefined }
  | { missed: string; issues?: undefined }
  | { issues: readonly Issue[] };

const NOTHING: LineResult = { success: '' };
const TOO_LONG: LineResult = {
  issues: [processingError('The line is longer than the 164 MB that one resource may have')],
};

/** Imports the lines of one batch; moves `at` on by each. */
function lineImport(context: ImportContext): (line: FileLine, at: Checkpoint) => LineResult {
  const { store, validator, level } = context;
  const storeNumber = store.storeNumber(context.datastoreId);
  const now = context.now();
  const date = new Date(now).toISOString();

  const stored = (bytes: Buffer, at: Checkpoint): LineResult => {
    const checked = validator.check(bytes, level);
    // Text and objects of the line are three times what is stored of it, and SQLite makes two copies of that.
    if (bytes.length > LARGE_LINE_BYTES) collectGarbage();
    if (checked.errors) return { issues: checked.errors };
    const { resourceType, id, searchIssues } = checked;
    const body = searchIssues ? withValidationIssue(bytes, resourceType, searchIssues) : bytes;
    const version = store.upsert(storeNumber, typeNumber(resourceType) ?? -1, id, body, now);
    at.importedBytes += bytes.length;
    if (searchIssues) return { missed: searchFailureLine(at.line, version, searchIssues) };
    return { success: successLine(at.line, resourceType, id, version, date) };
  };

  return ({ bytes, end, refusal }, at) => {
    at.position = end;
    at.line++;
    if (bytes && isBlank(bytes)) return NOTHING;
    at.scanned++;
    const result = bytes
      ? stored(bytes, at)
      : refusal === undefined
        ? TOO_LONG
        : { issues: invalidJson(refusal) };
    if (result.issues) at.failed++;
    else at.imported++;
    return result;
  };
}
