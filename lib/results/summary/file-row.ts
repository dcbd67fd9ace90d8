import type { JoinedFile } from '../read/joined-files.ts';
import type { Tally } from './tally.ts';
import type { InputKind } from '../read/planned-files.ts';

/** One line of `inlet-files.ndjson`: the outcome of one input file. */
export interface FileRow {
  /** As it was dropped; null where it is unknown (the plan is gone). */
  key: string | null;
  versionId: string | null;
  /** The name of its copy; null where the job read it in place. */
  stagedName: string | null;
  /** Resources in it, as the results list them; null where it has no results. */
  lines: number | null;
  imported: number | null;
  failed: number | null;
  /** Of the failed ones, those that failed by the service's own fault. */
  serverErrors: number | null;
  /** What it is: planned and read, planned and not read, or read beside the plan. */
  state: 'read' | 'missing' | 'also read';
  /** Its name below SUCCESS/ and FAILURE/. */
  resultName: string;
}

/** @param hasPlan false where it is unknown which files were planned: then those with results count as read */
export function fileRow(
  { name, planned, results }: JoinedFile,
  tally: Tally,
  input: InputKind,
  hasPlan: boolean,
): FileRow {
  const isRead = results.length > 0;
  const { imported, failed, serverErrors } = tally;
  return {
    key: planned?.file.key ?? (input.kind === 'folder' ? `${input.prefix}${name}` : null),
    versionId: planned?.file.versionId ?? null,
    stagedName: input.kind === 'copies' ? name : null,
    ...(isRead
      ? { lines: imported + failed, imported, failed, serverErrors }
      : { lines: null, imported: null, failed: null, serverErrors: null }),
    state: planned || !hasPlan ? (isRead ? 'read' : 'missing') : 'also read',
    resultName: name,
  };
}
