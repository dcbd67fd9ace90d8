import type { S3Client } from '@aws-sdk/client-s3';
import type { FollowedJob, Import } from '../../ledger/index.ts';
import type { JoinedFile } from '../read/joined-files.ts';
import { joinFiles, namedPlan, namedResults, RESULT_FOLDERS } from '../read/joined-files.ts';
import { resultLines } from '../read/listed-lines.ts';
import { inputKindOf, plannedFiles } from '../read/planned-files.ts';
import type { ReportedIssue } from '../read/result-line.ts';
import type { IssueKey } from '../summary/issue-key.ts';
import { issueKey } from '../summary/issue-key.ts';
import { shownBase } from './shown-base.ts';
import { linesAt } from './lines-at.ts';

/** What reading failed lines needs from outside. */
export interface FailedLinesDeps {
  s3: S3Client;
  workBucket: string;
  /** As for summaries: kinds of unknown texts are recognized by their keyed hash. */
  hmacSecret: string;
}

/** A line that failed, with one issue of it. Its texts and the resource are data of patients. */
export interface FailedLine {
  key: string;
  /** In the file that was dropped, from 1; null where the service gives no number. */
  line: number | null;
  issue: ReportedIssue;
  /** The line as it was dropped; null where it was not asked for, or is gone. */
  resource: string | null;
}

/** Which failed lines are asked for. */
export interface FailedLinesPage {
  /** Only lines with an issue of this kind. */
  kind: IssueKey | null;
  /** Where the page before ended. */
  after: LinePlace | null;
  most: number;
  /** Reads the lines themselves from the files that were dropped. */
  withResources: boolean;
}

/** A line of the results: its file's name below the folders of results, and its place in FAILURE/. */
export interface LinePlace {
  name: string;
  index: number;
}

/** Result lines that are read for one page: of a kind that is rare, a page may come back short, or empty. */
const MOST_READ = 100_000;

/**
 * Reads failed lines of an ended import page by page, in the order of its files and lines. Memory holds one page.
 * @param job the import's job, with its folder of results
 */
export async function failedLines(
  deps: FailedLinesDeps,
  { importId, bucket }: Pick<Import, 'importId' | 'bucket'>,
  job: Pick<FollowedJob, 'inputS3Uri'> & { results: { bucket: string; prefix: string } },
  page: FailedLinesPage,
): Promise<{ lines: FailedLine[]; next: LinePlace | null }> {
  const { s3, workBucket } = deps;
  const input = inputKindOf(job.inputS3Uri, workBucket);
  const plan = await plannedFiles(s3, workBucket, importId);
  const found: FailedLine[] = [];
  let read = 0;
  const folders = RESULT_FOLDERS.map((folder) => namedResults(s3, job.results, folder, input, null));
  for await (const file of joinFiles([namedPlan(plan, input), ...folders])) {
    const from = page.after === null ? 0 : startIn(file, page.after);
    if (!file.results.some(hasFailures) || from === undefined) continue;
    const part = await someOf(deps, job.results.bucket, file, from, page, {
      found: page.most - found.length,
      read: MOST_READ - read,
    });
    read += part.read;
    found.push(
      ...(await inFile(
        s3,
        { inbox: bucket, results: job.results.bucket },
        file,
        part.lines,
        page.withResources,
      )),
    );
    if (part.next !== null) return { lines: found, next: { name: file.name, index: part.next } };
  }
  return { lines: found, next: null };
}

const hasFailures = ({ means, size }: JoinedFile['results'][number]): boolean =>
  means === 'failed' && size > 0;

/** Where in the file's failures to go on; undefined for a file before that place. */
function startIn({ name }: JoinedFile, after: LinePlace): number | undefined {
  if (name === after.name) return after.index;
  return Buffer.compare(Buffer.from(name), Buffer.from(after.name)) < 0 ? undefined : 0;
}

interface Listed {
  lineId: number | null;
  issue: ReportedIssue;
}

async function someOf(
  { s3, hmacSecret }: FailedLinesDeps,
  resultsBucket: string,
  { results }: JoinedFile,
  from: number,
  { kind }: FailedLinesPage,
  left: { found: number; read: number },
): Promise<{ lines: Listed[]; read: number; next: number | null }> {
  const lines: Listed[] = [];
  let index = -1;
  for (const { key, means } of results) {
    if (means !== 'failed') continue;
    for await (const line of resultLines(s3, resultsBucket, key)) {
      index += 1;
      if (index < from) continue;
      if (lines.length >= left.found || index - from >= left.read)
        return { lines, read: index - from, next: index };
      const issues = line?.issues ?? [];
      const issue = kind === null ? issues[0] : issues.find((one) => isSame(issueKey(one, hmacSecret), kind));
      if (issue) lines.push({ lineId: line?.lineId ?? null, issue });
    }
  }
  return { lines, read: Math.max(0, index + 1 - from), next: null };
}

const isSame = (one: IssueKey, other: IssueKey): boolean =>
  one.code === other.code &&
  one.path === other.path &&
  one.text === other.text &&
  one.textHash === other.textHash;

/** Gives the lines their numbers as a person counts, and their bytes where they are asked for. */
async function inFile(
  s3: S3Client,
  buckets: { inbox: string; results: string },
  file: JoinedFile,
  listed: readonly Listed[],
  withResources: boolean,
): Promise<FailedLine[]> {
  if (listed.length === 0) return [];
  const { name, planned } = file;
  const base = await shownBase(s3, buckets.results, file);
  const positions = new Set(listed.flatMap(({ lineId }) => (lineId === null ? [] : [lineId - base])));
  const originals =
    withResources && planned ? await linesAt(s3, buckets.inbox, planned.file, positions) : undefined;
  return listed.map(({ lineId, issue }) => ({
    key: planned?.file.key ?? name,
    line: lineId === null ? null : lineId - base + 1,
    issue,
    resource: lineId === null ? null : (originals?.get(lineId - base) ?? null),
  }));
}
