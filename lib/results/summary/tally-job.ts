import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { mergeDigest } from './digest.ts';
import { fileRow } from './file-row.ts';
import { append, finish } from '../../s3/index.ts';
import type { JoinedFile } from '../read/joined-files.ts';
import { joinFiles, namedPlan, resultsByFolder } from '../read/joined-files.ts';
import { inputKindOf, plannedFiles } from '../read/planned-files.ts';
import type { TallyProgress } from './tally-progress.ts';
import type { KeyMask } from '../../publish/index.ts';
import type { Tally } from './tally.ts';
import { emptyTally } from './tally.ts';
import { tallyFile } from './tally-file.ts';

/** A job whose results are tallied, and what that needs from outside. */
export interface TallyJob {
  s3: S3Client;
  workBucket: string;
  importId: string | null;
  inputS3Uri: string;
  /** The job's own folder of results. */
  results: { bucket: string; prefix: string };
  hmacSecret: string;
  maskKey: KeyMask;
  isTimeUp: () => boolean;
  sizes?: BatchSizes;
}

/** How much is read between two checks of the time. */
export interface BatchSizes {
  /** Results from this size on are read alone and in pieces; smaller ones whole, many at a time. Bytes. */
  large: number;
  /** A batch of small ones ends at whichever it reaches first. */
  files: number;
  bytes: number;
}

const SIZES: BatchSizes = { large: 16 * 1024 * 1024, files: 256, bytes: 32 * 1024 * 1024 };

/** The list of files, beside the results: one FileRow a line. */
export const FILES_NAME = 'inlet-files.ndjson';

/** Small files read concurrently. */
const CONCURRENCY = 16;

/**
 * Reads the results of a job from where `progress` stands, and moves it on, until its end or until time is up. Memory
 * does not depend on how many files and lines there are: plan and listings are joined as they are streamed, and what
 * is kept of the lines is bounded (digest.ts, repeated-resources.ts). At least one step is made in each call.
 */
export async function tallyJob(job: TallyJob, progress: TallyProgress): Promise<void> {
  const { s3, results, inputS3Uri, workBucket } = job;
  const sizes = job.sizes ?? SIZES;
  const input = inputKindOf(inputS3Uri, workBucket);
  const plan =
    job.importId === null || !progress.hasPlan
      ? undefined
      : await plannedFiles(s3, workBucket, job.importId, progress.plan);
  progress.hasPlan = plan !== undefined;
  const folders = await resultsByFolder(s3, results, input, progress.name);

  for await (const batch of batchesOf(joinFiles([namedPlan(plan, input), ...folders]), sizes)) {
    const [first] = batch;
    if (first && bytesOf(first) >= sizes.large) {
      if (!(await tallyLarge(job, progress, first))) return;
    } else {
      const read = await pMap(batch, (file) => tallySmall(job, progress, file), { concurrency: CONCURRENCY });
      for (const [index, file] of batch.entries()) {
        const tally = read[index];
        if (tally) await addFile(job, progress, file, tally);
      }
    }
    if (job.isTimeUp()) return;
  }
  await finish(s3, { bucket: results.bucket, key: `${results.prefix}${FILES_NAME}` }, progress.rows);
  progress.isDone = true;
}

const bytesOf = ({ results }: JoinedFile): number => results.reduce((sum, { size }) => sum + size, 0);

/** Small files together, a large one alone. */
async function* batchesOf(
  files: AsyncGenerator<JoinedFile>,
  sizes: BatchSizes,
): AsyncGenerator<JoinedFile[]> {
  let batch: JoinedFile[] = [];
  let bytes = 0;
  for await (const file of files) {
    const size = bytesOf(file);
    if (size >= sizes.large) {
      if (batch.length > 0) yield batch;
      yield [file];
      batch = [];
      bytes = 0;
      continue;
    }
    batch.push(file);
    bytes += size;
    if (batch.length >= sizes.files || bytes >= sizes.bytes) {
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

const contextOf = (job: TallyJob, progress: TallyProgress, file: JoinedFile) => ({
  file: job.maskKey(file.planned?.file.key ?? file.name),
  hmacSecret: job.hmacSecret,
  resources: progress.resources,
});

async function tallySmall(job: TallyJob, progress: TallyProgress, file: JoinedFile): Promise<Tally> {
  const tally = emptyTally();
  await tallyFile(job.s3, job.results.bucket, file, tally, contextOf(job, progress, file));
  return tally;
}

/** Returns false where time was up before the end of the file. */
async function tallyLarge(job: TallyJob, progress: TallyProgress, file: JoinedFile): Promise<boolean> {
  const { tally, position } =
    progress.within?.name === file.name
      ? progress.within
      : { tally: emptyTally(), position: { part: 0, offset: 0 } };
  const next = await tallyFile(
    job.s3,
    job.results.bucket,
    file,
    tally,
    contextOf(job, progress, file),
    position,
    job.isTimeUp,
  );
  progress.within = next && { name: file.name, position: next, tally };
  if (next) return false;
  await addFile(job, progress, file, tally);
  return true;
}

/** Adds a finished file to the job's totals, digest and list of files. */
async function addFile(
  { s3, results, inputS3Uri, workBucket }: TallyJob,
  progress: TallyProgress,
  file: JoinedFile,
  tally: Tally,
): Promise<void> {
  const { totals, digest, rows } = progress;
  const isRead = file.results.length > 0;
  if (file.planned) totals.filesPlanned += 1;
  if (file.planned && isRead) totals.filesRead += 1;
  if (!file.planned) totals.filesAlsoRead += 1;
  if (tally.failed > 0) totals.filesWithFailures += 1;
  totals.imported += tally.imported;
  totals.failed += tally.failed;
  totals.serverErrors += tally.serverErrors;
  totals.unreadable += tally.unreadable;
  mergeDigest(digest, tally.digest);
  const row = fileRow(file, tally, inputKindOf(inputS3Uri, workBucket), progress.hasPlan);
  await append(
    s3,
    { bucket: results.bucket, key: `${results.prefix}${FILES_NAME}` },
    rows,
    `${JSON.stringify(row)}\n`,
  );
  progress.name = file.name;
  if (file.planned) progress.plan = { index: file.planned.index + 1, offset: file.planned.end };
}
