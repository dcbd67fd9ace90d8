import type { IssueKey } from './issue-key.ts';

/** One kind of problem, and how many lines have it. */
export interface DigestedIssue extends IssueKey {
  /** Failed lines that have it, each counted once. */
  lines: number;
  /** Up to three of them as `key:line`, by the service's own numbers. */
  samples: string[];
}

/** The failed lines of any number of files, by kind of problem. */
export interface Digest {
  issues: Map<string, DigestedIssue>;
  /** How many of the kinds are of unknown texts. */
  hashes: number;
  /** Issues of lines that were one kind too many: counted here, and nowhere else. */
  otherLines: number;
}

/** Kinds that are counted separately; at most half of them of unknown texts, of which each line may have another. */
export const MOST_ISSUES = 2000;
const MOST_HASHES = MOST_ISSUES / 2;

const MOST_SAMPLES = 3;

export const emptyDigest = (): Digest => ({ issues: new Map(), hashes: 0, otherLines: 0 });

const nameOf = ({ code, path, text, textHash }: IssueKey): string =>
  JSON.stringify([code, path, text, textHash]);

/** Adds one failed line; a kind that it names twice counts once. */
export function addLine(digest: Digest, keys: readonly IssueKey[], sample: string): void {
  for (const [name, key] of new Map(keys.map((one) => [nameOf(one), one]))) {
    add(digest, name, { ...key, lines: 1, samples: [sample] });
  }
}

/** Adds a digest to another; totals do not depend on the order, samples are those of the earlier first. */
export function mergeDigest(into: Digest, other: Digest): void {
  for (const [name, issue] of other.issues) add(into, name, issue);
  into.otherLines += other.otherLines;
}

function add(digest: Digest, name: string, issue: DigestedIssue): void {
  const known = digest.issues.get(name);
  if (known) {
    known.lines += issue.lines;
    if (known.samples.length < MOST_SAMPLES)
      known.samples = [...known.samples, ...issue.samples].slice(0, MOST_SAMPLES);
  } else if (isRoomFor(digest, issue)) {
    digest.issues.set(name, { ...issue, samples: [...issue.samples] });
    digest.hashes += issue.textHash === null ? 0 : 1;
  } else {
    digest.otherLines += issue.lines;
  }
}

const isRoomFor = ({ issues, hashes }: Digest, { textHash }: IssueKey): boolean =>
  issues.size < MOST_ISSUES && (textHash === null || hashes < MOST_HASHES);

/** The kinds of a digest, the most frequent first. */
export const issuesOf = ({ issues }: Digest): DigestedIssue[] =>
  [...issues.entries()]
    .sort(([a, first], [b, second]) => second.lines - first.lines || (a < b ? -1 : 1))
    .map(([, issue]) => issue);
