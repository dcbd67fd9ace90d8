import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { EventAddress } from '../../../events/index.ts';
import { importResultsSummarized } from '../../../events/index.ts';
import { nameOf } from '../../../errors/index.ts';
import type { Trace } from '../../tracing/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { putImportSummary } from '../../ledger/index.ts';
import type { EventSender, KeyMask } from '../../publish/index.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { readManifest } from '../read/manifest.ts';
import type { TallyProgress } from './tally-progress.ts';
import { newTallyProgress } from './tally-progress.ts';
import { parseS3Uri, readSmallObject } from '../../s3/index.ts';
import type { EndedJob, Summary } from './summary.ts';
import { importSummaryOf, SUMMARY_NAME, summaryOf } from './summary.ts';
import type { BatchSizes } from './tally-job.ts';
import { tallyJob } from './tally-job.ts';

/** What summarizing needs from outside. */
export interface SummaryDeps {
  ledger: Ledger;
  s3: S3Client;
  sendEvents: EventSender;
  trace?: Trace;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
  workBucket: string;
  resultsBucket: string;
  /** Keys the hashes of unknown texts. */
  hmacSecret: string;
  /** Masks the keys of files in samples. */
  maskKey: KeyMask;
  /** True when a run should save its progress and end. */
  isTimeUp: () => boolean;
  /** Epoch milliseconds. */
  now: () => number;
  /** Smaller ones than usual make a test of many runs a small one. */
  sizes?: BatchSizes;
}

/**
 * `unfinished`: the next run continues. `overtaken`: another run does the same work. `early`: the job has only just ended
 * and its manifest is not there yet.
 */
export type SummaryOutcome =
  | { kind: 'summarized'; summary: Summary }
  | { kind: 'unfinished'; round: number }
  | { kind: 'overtaken' | 'early' };

/** The bus did not accept the event; it is sent again when the message is received again. */
export class EventNotSent extends Error {
  override name = 'EventNotSent';
}

/**
 * It is not documented whether HealthLake writes the manifest before it reports COMPLETED. So this is how long after a
 * job's end the manifest is waited for; a job that FAILED may have none at all.
 */
const MANIFEST_WITHIN_MS = 10 * 60_000;

/** Larger than any summary: 2,000 issues with three samples each. */
const LARGEST_SUMMARY = 32 * 1024 * 1024;

/**
 * Reads the results of an ended job, writes the summary beside them, sends it as an event, and records its
 * counts in the ledger.
 *
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ S3, the bus and the ledger share no transaction; order and names carry the guarantee. The       │
 * │ summary is a function of the job's results. First the list of files is written, then the        │
 * │ summary, then the event leaves, then the ledger's row is written, and only then does the queue  │
 * │ forget the message. A run that crashes in between leaves the message; the next one finds the    │
 * │ summary and sends it again with the same eventId, or continues from the last checkpoint.        │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * @throws what S3, the bus or the ledger answer: the message goes back to the queue
 */
export async function summarizeImport(deps: SummaryDeps, job: EndedJob): Promise<SummaryOutcome> {
  const results = folderOf(job, deps.resultsBucket);
  const known = results && (await readSummary(deps.s3, results, job));
  if (known) return publish(deps, known);
  if (!results) {
    const state = job.outputS3Uri === null ? 'absent' : 'elsewhere';
    return publish(deps, summaryOf(job, { state }, withoutResults(job), false));
  }

  const manifest = await readManifest(deps.s3, results.bucket, results.prefix);
  if (manifest.state === 'absent' && mayStillAppear(job, deps.now())) return { kind: 'early' };
  const place = { ...job, s3: deps.s3, workBucket: deps.workBucket };
  let progress = (await loadCheckpoint(place)) ?? newTallyProgress();
  try {
    await tallyJob({ ...deps, ...job, results }, progress);
  } catch (error) {
    if (nameOf(error) !== 'NoSuchUpload') throw error;
    // Another run, which may have crashed since, has completed the list of files. The tally starts again: if the other
    // run is alive, the next one finds its summary instead.
    progress = { ...newTallyProgress(), round: progress.round };
  }
  if (!progress.isDone) {
    progress.round += 1;
    const isFirst = await saveCheckpoint(place, progress);
    return isFirst ? { kind: 'unfinished', round: progress.round } : { kind: 'overtaken' };
  }
  const summary = summaryOf(job, manifest, progress, true);
  await deps.s3.send(
    new PutObjectCommand({
      Bucket: results.bucket,
      Key: `${results.prefix}${SUMMARY_NAME}`,
      Body: `${JSON.stringify(summary, null, 2)}\n`,
      ContentType: 'application/json',
    }),
  );
  return publish(deps, summary);
}

const mayStillAppear = ({ status, endTime }: EndedJob, now: number): boolean =>
  status.startsWith('COMPLETED') && endTime !== null && now - endTime < MANIFEST_WITHIN_MS;

async function publish(deps: SummaryDeps, summary: Summary): Promise<SummaryOutcome> {
  const { ledger, sendEvents, addressOf } = deps;
  const event = importResultsSummarized(summary, addressOf(summary.datastoreId));
  if ((await sendEvents([event])).size > 0) throw new EventNotSent('the bus did not take the event');
  if (summary.importId !== null)
    await putImportSummary(ledger, summary.importId, summary.jobId, importSummaryOf(summary));
  return { kind: 'summarized', summary };
}

/** A job's own folder, where it lies in the results bucket: Inlet writes to no other. */
function folderOf({ outputS3Uri }: EndedJob, bucket: string): { bucket: string; prefix: string } | undefined {
  const place = parseS3Uri(outputS3Uri ?? '');
  return place?.bucket === bucket && place.key.endsWith('/') ? { bucket, prefix: place.key } : undefined;
}

/** The summary that an earlier run has written, if it is this job's. */
async function readSummary(
  s3: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
  { datastoreId, jobId }: EndedJob,
): Promise<Summary | undefined> {
  const text = await readSmallObject(s3, { bucket, key: `${prefix}${SUMMARY_NAME}` }, LARGEST_SUMMARY);
  if (text === undefined || text === null) return undefined;
  const found = parsed(text);
  const isIts = found?.schemaVersion === '1' && found.datastoreId === datastoreId && found.jobId === jobId;
  return isIts ? (found as Summary) : undefined;
}

function parsed(text: string): Partial<Summary> | undefined {
  try {
    return JSON.parse(text) as Partial<Summary>;
  } catch {
    return undefined;
  }
}

/** A job without a folder of results counts as one that has read none of its files. */
const withoutResults = ({ fileCount }: EndedJob): TallyProgress => {
  const progress = newTallyProgress();
  progress.totals.filesPlanned = fileCount ?? 0;
  progress.hasPlan = fileCount !== null;
  progress.resources.isKnown = false;
  return progress;
};
