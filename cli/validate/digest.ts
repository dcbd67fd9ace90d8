import { fingerprint } from '../../lib/results/index.ts';
import type { ValidatedRange } from '../../fhir/index.ts';
import { earlierLines } from './earlier-lines.ts';
import type { IssueCount, Place } from './issue-counts.ts';
import { issueCounts } from './issue-counts.ts';
import type { ReportedLine } from './reported-lines.ts';
import { resourcesOf, reportedLines } from './reported-lines.ts';

/** Lines of one file that are not blank. */
export interface FileCount {
  file: string;
  lines: number;
  right: number;
  refused: number;
}

/** Counts and issues of all files. */
export interface Digest {
  files: FileCount[];
  /** The most frequent first. */
  issues: IssueCount[];
  /** Lines with the type and id of one before, in any file. */
  duplicates: { lines: number; first?: { line: Place; earlier: Place } };
}

/** The same object for all ranges of a file. */
type NamedFile = Readonly<{ name: string }>;

/** Gathers the verdicts of lines. */
export interface DigestBuilder {
  /** Adds the next range of a file, and returns its lines with issues, numbered as in the file. */
  add(file: NamedFile, range: ValidatedRange): ReportedLine[];
  digest(): Digest;
}

/** A file's count, and how many lines were before its first, in all files. */
interface FileTally {
  of: NamedFile;
  count: FileCount;
  before: number;
}

/** @param options `showData`: the first issue of each kind is kept with values of the data */
export function digestBuilder(options: { showData?: boolean } = {}): DigestBuilder {
  const files: FileTally[] = [];
  const issues = issueCounts(options);
  const earlier = earlierLines();
  const duplicates: Digest['duplicates'] = { lines: 0 };
  let before = 0;

  const placeOf = (line: number): Place => {
    const { of, before: first = 0 } = files.findLast((each) => each.before < line) ?? {};
    return { file: of?.name ?? '', line: line - first };
  };

  const tallyOf = (of: NamedFile): FileTally => {
    const last = files.at(-1);
    if (last?.of === of) return last;
    const tally = { of, count: { file: of.name, lines: 0, right: 0, refused: 0 }, before };
    files.push(tally);
    return tally;
  };

  return {
    add(file, range) {
      const { count, before: beforeFile } = tallyOf(file);
      const linesBefore = before - beforeFile;
      count.lines += range.scanned;
      count.refused += range.failures.length;
      count.right += range.scanned - range.failures.length;
      for (const { identity, line } of resourcesOf(range)) {
        const known = earlier(fingerprint(identity), before + line);
        if (known === undefined) continue;
        duplicates.lines++;
        duplicates.first ??= { line: placeOf(before + line), earlier: placeOf(known) };
      }
      before += range.lines;
      const reported = reportedLines(range).map((each) => ({ ...each, line: linesBefore + each.line }));
      for (const each of reported) issues.add(file.name, each);
      return reported;
    },
    digest: () => ({
      files: files.map(({ count }) => count),
      issues: issues.all(),
      duplicates,
    }),
  };
}
