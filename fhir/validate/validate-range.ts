import { collectGarbage } from '../ndjson/collect-garbage.ts';
import type { RangeLines } from '../ndjson/file-range.ts';
import { LARGE_BYTES } from '../ndjson/file-range.ts';
import { isBlank } from '../ndjson/lines.ts';
import type { Issue } from '../messages/issue.ts';
import { processingError } from '../messages/issue.ts';
import { message } from '../messages/messages.ts';
import type { Unchecked } from '../profiles/profile-registry.ts';
import { RESOURCE_TYPES, typeNumber } from '../r4/resource-types.ts';
import type { PlainLine } from '../bytes/byte-judge.ts';
import { UNKNOWN_PLACE, versionPlace } from '../bytes/version-place.ts';
import type { ValidationLevel, Validator } from './validate.ts';
import { warningsOf } from './validate.ts';
import { withValidationIssue } from './validation-issue.ts';

const TOO_LONG: readonly Issue[] = [processingError(message('lineTooLong'))];

/**
 * The lines of a range with their verdicts, on the way from the thread that validates to the one that stores: few and flat values,
 * so that handing them over costs next to nothing. Lines are counted from the range's first, which is 1.
 */
export interface ValidatedRange {
  /** What was read of the file. */
  memory: Uint8Array<ArrayBuffer>;
  /**
   * Five numbers for each resource to store: where its line lies in `memory`, its type's (resource-types.ts), its line's, and where its
   * version goes (version-place.ts).
   */
  places: Uint32Array<ArrayBuffer>;
  /** Their ids, with a line feed between them: no id has one. */
  ids: string;
  /** What is stored in place of a line because searches may miss it, by its place among the resources. */
  marked: ReadonlyMap<number, MarkedResource>;
  failures: readonly LineIssues[];
  /** What users should know about lines that are stored. */
  warnings: readonly LineIssues[];
  lines: number;
  /** Lines that are not blank. */
  scanned: number;
  /** Bytes of the lines whose resources are to be stored. */
  importedBytes: number;
  /** What `strict` could not check of the profiles that were claimed so far. */
  unchecked?: Unchecked;
  /** Where the last line ends in the file; undefined where no line begins in the range. */
  position: number | undefined;
}

export interface MarkedResource {
  body: Uint8Array;
  issues: readonly Issue[];
}

export interface LineIssues {
  line: number;
  issues: readonly Issue[];
}

const BUNDLE = typeNumber('Bundle');

/** Numbers of a resource in `places`. */
export const PLACE_NUMBERS = 5;

/** Validates the lines of a range. */
export function validateRange(
  { memory, lines }: RangeLines,
  validator: Validator,
  level: ValidationLevel,
): ValidatedRange {
  const places: number[] = [];
  const ids: string[] = [];
  const marked = new Map<number, MarkedResource>();
  const failures: LineIssues[] = [];
  const warnings: LineIssues[] = [];
  const counts: Pick<ValidatedRange, 'lines' | 'scanned' | 'importedBytes' | 'position'> = {
    lines: 0,
    scanned: 0,
    importedBytes: 0,
    position: undefined,
  };

  const warn = (issues: readonly Issue[]): void => {
    if (issues.length > 0) warnings.push({ line: counts.lines, issues });
  };

  /** Notes a line that is plainly right; returns its errors, which level `strict` alone may find. */
  const take = (plain: PlainLine, start: number, end: number): readonly Issue[] | undefined => {
    const { storedType, idStart, idEnd, metaStart, conditional } = plain;
    if (level === 'strict' && !validator.isPlainBeyond()) {
      const errors = validator.beyond(memory.subarray(start, end));
      if (errors.length > 0) return errors;
    }
    if (conditional > 0 || storedType === BUNDLE)
      warn(warningsOf(RESOURCE_TYPES[storedType] ?? '', conditional > 0));
    places.push(start, end, storedType, counts.lines, versionPlace(memory, start, idEnd, metaStart));
    ids.push(memory.toString('latin1', idStart, idEnd));
    counts.importedBytes += end - start;
    return undefined;
  };

  /** The same of a line that takes a closer look. */
  const look = (start: number, end: number): readonly Issue[] | undefined => {
    const bytes = memory.subarray(start, end);
    const verdict = validator.closer(bytes, level);
    // Text and objects of the line are three times what is stored of it, and SQLite makes two copies of that.
    if (bytes.length > LARGE_BYTES) collectGarbage();
    if (verdict.errors) return verdict.errors;
    const { resourceType, id, searchIssues: issues } = verdict;
    warn(verdict.warnings);
    if (issues) marked.set(ids.length, { body: withValidationIssue(bytes, resourceType, issues), issues });
    places.push(start, end, typeNumber(resourceType) ?? -1, counts.lines, UNKNOWN_PLACE);
    ids.push(id);
    counts.importedBytes += bytes.length;
    return undefined;
  };

  validator.over(memory);
  for (const { start, end, isTooLong, position } of lines) {
    counts.lines++;
    counts.position = position;
    const line = isTooLong ? undefined : validator.plain(start, end, level);
    if (!line && !isTooLong && isBlank(memory.subarray(start, end))) continue;
    counts.scanned++;
    const issues = isTooLong ? TOO_LONG : line ? take(line, start, end) : look(start, end);
    if (issues) failures.push({ line: counts.lines, issues });
  }
  const stored = { places: Uint32Array.from(places), ids: ids.join('\n'), marked };
  return { memory, ...stored, failures, warnings, ...counts };
}

/** A file that is not NDJSON at all: one line with errors, which ends where the file does. */
export const refusedFile = (size: number, issues: readonly Issue[]): ValidatedRange => ({
  ...NO_LINES,
  failures: [{ line: 1, issues }],
  lines: 1,
  scanned: 1,
  position: size,
});

export const NO_LINES: ValidatedRange = {
  memory: new Uint8Array(0),
  places: new Uint32Array(0),
  ids: '',
  marked: new Map(),
  failures: [],
  warnings: [],
  lines: 0,
  scanned: 0,
  importedBytes: 0,
  position: undefined,
};
