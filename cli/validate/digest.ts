import type { Issue } from '../../local/fhir/issue.ts';
import type { JudgedLine } from './judge-file.ts';

/** Where something was first found. */
export interface Place {
  file: string;
  line: number;
}

/** Issues that are the same but for the values in them, and how often they are there. */
export interface IssueCount {
  severity: Issue['severity'];
  /** The element, without indexes; '' where the issue is of the whole line. */
  location: string;
  /** Without values: `'...'` stands for each. */
  diagnostics: string;
  lines: number;
  first: Place;
}

/** Lines of one file. */
export interface FileCount {
  file: string;
  lines: number;
  right: number;
  refused: number;
}

/** What came of all files. */
export interface Digest {
  files: FileCount[];
  /** The most frequent first. */
  issues: IssueCount[];
  /** Lines with the type and id of one before, in any file. */
  duplicates: { lines: number; first?: { line: Place; earlier: Place } };
}

/** Gathers what is told of lines. */
export interface DigestBuilder {
  add(file: string, line: JudgedLine): void;
  /** Begins a file, so that one without lines is counted, too. */
  begin(file: string): void;
  digest(): Digest;
}

export function digestBuilder(): DigestBuilder {
  const files = new Map<string, FileCount>();
  const issues = new Map<string, IssueCount>();
  const seen = new Map<string, Place>();
  const duplicates: Digest['duplicates'] = { lines: 0 };

  const begin = (file: string): FileCount => {
    const known = files.get(file) ?? { file, lines: 0, right: 0, refused: 0 };
    files.set(file, known);
    return known;
  };

  const countIssues = (place: Place, all: readonly Issue[]): void => {
    const ofLine = new Set<string>();
    for (const { severity, diagnostics, location = [] } of all) {
      const count = {
        severity,
        location: withoutIndexes(location[0] ?? ''),
        diagnostics: withoutValues(diagnostics),
      };
      const key = JSON.stringify(count);
      // The same fault many times in one line is one line that has it.
      if (ofLine.has(key)) continue;
      ofLine.add(key);
      const known = issues.get(key) ?? { ...count, lines: 0, first: place };
      known.lines++;
      issues.set(key, known);
    }
  };

  return {
    begin(file) {
      begin(file);
    },
    add(file, { line, identity, issues: ofLine, isRefused }) {
      const count = begin(file);
      count.lines++;
      if (isRefused) count.refused++;
      else count.right++;
      countIssues({ file, line }, ofLine);
      if (identity === undefined) return;
      const earlier = seen.get(identity);
      if (!earlier) seen.set(identity, { file, line });
      else {
        duplicates.lines++;
        duplicates.first ??= { line: { file, line }, earlier };
      }
    },
    digest: () => ({
      files: [...files.values()],
      issues: [...issues.values()].sort((a, b) => b.lines - a.lines),
      duplicates,
    }),
  };
}

const withoutIndexes = (location: string): string => location.replaceAll(/\[\d+\]/g, '');

/** Values are quoted in diagnostics; names of properties and types begin with `@`, or say that they are types. */
const withoutValues = (diagnostics: string): string =>
  diagnostics
    .replaceAll(/(?<!resource type | at )'(?!@)[^']*'/g, "'...'")
    .replace(/\(character \d+ of the line\)/, '(somewhere in the line)')
    // A list of codings is as long as the line had them.
    .replace(/'\.\.\.'(, '\.\.\.')+/, "'...'");
