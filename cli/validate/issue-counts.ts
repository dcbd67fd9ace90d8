import type { Issue } from '../../fhir/index.ts';
import { withoutValues as withoutData } from '../../fhir/index.ts';
import type { Fate, ReportedLine } from './reported-lines.ts';

/** Where something was first found. */
export interface Place {
  file: string;
  line: number;
}

/** Issues that are the same but for the values in them, and how often they are there. */
export interface IssueCount {
  severity: Issue['severity'];
  /** What becomes of the lines that have it. */
  fate: Fate;
  /** The element, without indexes; '' where the issue is of the whole line. */
  location: string;
  /** Without values: `'...'` stands for each. */
  diagnostics: string;
  lines: number;
  first: Place;
  /** What was said of the first one, values and all; only where data may be shown. */
  firstDiagnostics?: string;
}

/** Counts the issues of lines by their kind. */
export interface IssueCounts {
  add(file: string, line: ReportedLine): void;
  /** The most frequent first. */
  all(): IssueCount[];
}

/** @param options `showData`: the first issue of each kind is kept as it was worded, with values of the data */
export function issueCounts({ showData = false } = {}): IssueCounts {
  const counts = new Map<string, IssueCount>();
  return {
    add(file, { line, fate, issues }) {
      const ofLine = new Set<string>();
      const shownIssues = issues.map((issue) => ({
        ...issue,
        diagnostics: withoutValues(issue.diagnostics),
        whole: issue.diagnostics,
      }));
      for (const issue of withReasons(shownIssues)) {
        const kind = kindOf(issue, fate);
        const key = JSON.stringify(kind);
        // The same fault many times in one line is one line that has it.
        if (ofLine.has(key)) continue;
        ofLine.add(key);
        const known = counts.get(key) ?? {
          ...kind,
          lines: 0,
          first: { file, line },
          ...(showData && { firstDiagnostics: issue.whole }),
        };
        known.lines++;
        counts.set(key, known);
      }
    },
    all: () => [...counts.values()].sort((a, b) => b.lines - a.lines),
  };
}

/** An issue as it is shown, and as it was worded. */
type ShownIssue = Issue & { whole: string };

/** The reason of an error is an issue of its own behind it; here the two are one. */
function withReasons(issues: readonly ShownIssue[]): ShownIssue[] {
  const errors = issues.filter(({ severity }) => severity !== 'information');
  const [only, ...more] = errors;
  if (!only || more.length > 0 || errors.length === issues.length) return [...issues];
  const reasons = issues.filter(({ severity }) => severity === 'information');
  const joined = (text: 'diagnostics' | 'whole'): string =>
    [only, ...reasons].map((issue) => issue[text]).join(': ');
  return [{ ...only, diagnostics: joined('diagnostics'), whole: joined('whole') }];
}

const kindOf = (
  { severity, diagnostics, location = [] }: Issue,
  fate: Fate,
): Omit<IssueCount, 'lines' | 'first'> => ({
  severity,
  fate,
  location: withoutIndexes(location[0] ?? ''),
  diagnostics,
});

const withoutIndexes = (location: string): string => location.replaceAll(/\[\d+\]/g, '');

/** Names of properties and types, and the profile that a resource claims, stay: people have to know them. */
export const withoutValues = (diagnostics: string): string =>
  withoutData(diagnostics)
    .replace(/\(character \d+ of the line\)/, '(somewhere in the line)')
    // A list of codings is as long as the line had them.
    .replace(/'\.\.\.'(, '\.\.\.')+/, "'...'");
