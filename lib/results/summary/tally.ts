import type { Digest } from './digest.ts';
import { addLine, emptyDigest } from './digest.ts';
import { issueKey, NO_ISSUE, UNREADABLE } from './issue-key.ts';
import type { LineMeaning } from '../read/joined-files.ts';
import type { RepeatedResources } from './repeated-resources.ts';
import { addResource } from './repeated-resources.ts';
import { isBlank } from '../../../fhir/index.ts';
import type { StreamedLine } from '../../streams/index.ts';
import { isServerError, parseResultLine } from '../read/result-line.ts';

/** Counts over the result files of one input file. */
export interface Tally {
  imported: number;
  failed: number;
  /** Failed lines whose statusCode is 5xx: the service's own fault. */
  serverErrors: number;
  /** FAILURE lines that cannot be read; they count as failed. */
  unreadable: number;
  digest: Digest;
}

export const emptyTally = (): Tally => ({
  imported: 0,
  failed: 0,
  serverErrors: 0,
  unreadable: 0,
  digest: emptyDigest(),
});

/** What tallying a line needs beside the line. */
export interface LineContext {
  /** The file as samples name it: its key, or its name in the results. */
  file: string;
  hmacSecret: string;
  resources: RepeatedResources;
}

/** Adds one line of a result file; blank lines are skipped. */
export function addResultLine(
  tally: Tally,
  means: LineMeaning,
  line: StreamedLine,
  context: LineContext,
): void {
  if (isBlank(line.bytes)) return;
  if (means === 'imported') {
    tally.imported += 1;
    if (context.resources.isKnown)
      addResource(context.resources, parseResultLine(line.bytes.toString('utf8'))?.resource ?? null);
    return;
  }
  tally.failed += 1;
  const text = line.bytes.toString('utf8');
  const read = parseResultLine(text);
  if (read && isServerError(read.statusCode)) tally.serverErrors += 1;
  const sample = `${context.file}:${read?.lineId ?? '?'}`;
  if (!read || (line.isCut && read.issues.length === 0)) {
    tally.unreadable += 1;
    addLine(tally.digest, [UNREADABLE], sample);
  } else {
    const keys = read.issues.map((issue) => issueKey(issue, context.hmacSecret));
    addLine(tally.digest, keys.length > 0 ? keys : [NO_ISSUE], sample);
  }
}
