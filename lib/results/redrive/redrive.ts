import type { S3Client } from '@aws-sdk/client-s3';
import { copyName } from '../../starts/index.ts';
import { isSameWrite, writesOf } from '../../arrivals/index.ts';
import type { FollowedJob, Import, Ledger } from '../../ledger/index.ts';
import type { JoinedFile } from '../read/joined-files.ts';
import { joinFiles, namedPlan, namedResults, RESULT_FOLDERS } from '../read/joined-files.ts';
import type { Planned } from '../read/planned-files.ts';
import { inputKindOf, plannedFiles } from '../read/planned-files.ts';
import type { FileRefusal, LineSink, Selection } from './redrive-file.ts';
import { redriveFile } from './redrive-file.ts';
import { FixableError } from '../../../errors/index.ts';

export type { Selection };

/** What redriving needs from outside. */
export interface RedriveDeps {
  ledger: Ledger;
  s3: S3Client;
  workBucket: string;
}

/** A sink whose contents are kept or discarded at the end. */
export interface FileSink extends LineSink {
  keep: () => Promise<void>;
  discard: () => Promise<void>;
}

/** The outcome of one file with failed lines. */
export interface FileReport {
  key: string;
  versionId: string | null;
  /** The new file's name. */
  name: string;
  /** Failed lines in the new file. */
  lines: number;
  /** All its failed lines, and those of them that failed by the service's own fault; 0 where it was refused. */
  failed: number;
  serverErrors: number;
  /** Failed lines that are too long to be imported at all, and so are not in the new file. */
  tooLong: number;
  refused: FileRefusal | 'newer-arrival' | null;
}

export interface RedriveOptions {
  selection: Selection;
  /** Whether files are redriven though their key has newer content. */
  overwrite: boolean;
  /** Opens the sink for the lines of one file. */
  sinkFor: (name: string) => Promise<FileSink>;
}

/** The import's plan is gone, so it is unknown which versions its lines are of. */
export class PlanGone extends FixableError {
  override name = 'PlanGone';

  constructor(message: string, options?: ErrorOptions) {
    super('PlanGone', message, options);
  }
}

/**
 * Collects the failed lines of an import, file by file, from the versions that it read.
 * @param job the import's job, with its folder of results
 * @throws PlanGone
 */
export async function* redrive(
  deps: RedriveDeps,
  row: Import,
  job: Pick<FollowedJob, 'inputS3Uri'> & { results: { bucket: string; prefix: string } },
  options: RedriveOptions,
): AsyncGenerator<FileReport> {
  const { s3, workBucket } = deps;
  const { results } = job;
  const input = inputKindOf(job.inputS3Uri, workBucket);
  const plan = await plannedFiles(s3, workBucket, row.importId);
  if (!plan)
    throw new PlanGone(
      `the work bucket has no plan of ${row.importId} any more (workDays), so nobody knows which versions its lines are of: mend the files themselves and drop them again`,
    );
  const folders = RESULT_FOLDERS.map((folder) => namedResults(s3, results, folder, input, null));
  for await (const file of joinFiles([namedPlan(plan, input), ...folders])) {
    const { planned } = file;
    // A file that was read beside the plan belongs to another drop, whose own import accounts for it.
    if (!planned || !file.results.some(({ means, size }) => means === 'failed' && size > 0)) continue;
    yield await redriven(deps, row, results.bucket, { ...file, planned }, options);
  }
}

async function redriven(
  deps: RedriveDeps,
  row: Import,
  resultsBucket: string,
  file: JoinedFile & { planned: Planned },
  { selection, overwrite, sinkFor }: RedriveOptions,
): Promise<FileReport> {
  const { key, versionId } = file.planned.file;
  const name = copyName(file.planned.index, file.planned.file);
  const none = { lines: 0, failed: 0, serverErrors: 0, tooLong: 0 };
  const report: FileReport = { key, versionId, name, ...none, refused: null };
  if (!overwrite && (await hasNewer(deps, row.bucket, file.planned)))
    return { ...report, refused: 'newer-arrival' };
  const sink = await sinkFor(name);
  try {
    const buckets = { inboxBucket: row.bucket, resultsBucket };
    const made = await redriveFile(deps.s3, buckets, file, selection, sink);
    if (made.refused !== undefined) {
      await sink.discard();
      return { ...report, refused: made.refused };
    }
    await (made.lines + made.tooLong > 0 ? sink.keep() : sink.discard());
    return { ...report, ...made, refused: null };
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** True where the key has newer content than what the import read: its lines would overwrite that. */
async function hasNewer(deps: RedriveDeps, bucket: string, { file }: Planned): Promise<boolean> {
  for await (const row of writesOf(deps, bucket, file.key)) {
    if (row.state === 'rejected') continue;
    const { versionId, etag } = file;
    return row.sameAs !== file.sequencer && !isSameWrite(row, { ...row, versionId, etag });
  }
  return false;
}
