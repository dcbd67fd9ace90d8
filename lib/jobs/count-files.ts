import type { S3Client } from '@aws-sdk/client-s3';
import { nameOf } from '../../errors/index.ts';
import { isTerminal } from '../healthlake/index.ts';
import type { ExportedFiles, FollowedJob, Ledger } from '../ledger/index.ts';
import { updateJob } from '../ledger/index.ts';
import { exportedFileOf, folderAt, listObjects } from '../s3/index.ts';

/** What counting needs from outside. */
export interface CountDeps {
  ledger: Ledger;
  s3: S3Client;
  now: () => number;
}

/** Objects that one round counts of one job: a hundred pages of a listing, so that others are polled in time. */
const MOST_OBJECTS = 100_000;

/** FHIR R4 has 148 resource types; what has more folders is no export's, and must not make an event too large. */
const MOST_TYPES = 200;

/** After this time an end is told without its files where S3 does not answer. */
const LONGEST_COUNTING_MS = 15 * 60_000;

/** Errors of S3 that retrying will not fix: the folder is not for Inlet to look at. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'NoSuchBucket',
  'PermanentRedirect',
  'AllAccessDisabled',
]);

/** True where an export job has ended and its files are not all counted. */
export const isToCount = ({ kind, status, counted }: FollowedJob): boolean =>
  kind === 'export' &&
  status !== null &&
  isTerminal(status) &&
  (counted === undefined || counted?.after !== undefined);

/**
 * Counts the files of an ended export job by a listing of its folder, so that the event of its end can say them. Memory
 * depends on the number of resource types only. What a round has no time for, the next one goes on with: the row has
 * the last key that was counted.
 * @returns the job with its counts, null in their place where Inlet may not list the folder; undefined where another run
 *   was first
 * @throws the error of S3 that may pass
 */
export async function countFiles(deps: CountDeps, job: FollowedJob): Promise<FollowedJob | undefined> {
  return updateJob(deps.ledger, job, { counted: await countedOf(deps, job) });
}

async function countedOf({ s3, now }: CountDeps, job: FollowedJob): Promise<ExportedFiles | null> {
  const folder = folderAt(job.outputS3Uri ?? '');
  if (!folder) return null;
  const types = structuredClone(job.counted?.types ?? {});
  let objects = 0;
  try {
    for await (const { key, size } of listObjects(s3, folder.bucket, folder.key, job.counted?.after)) {
      const file = exportedFileOf(folder.key, key);
      if (file) add(types, file.resourceType, size);
      objects += 1;
      if (objects === MOST_OBJECTS) return { types, after: key };
    }
    return { types };
  } catch (error) {
    const isLate = now() - (job.endTime ?? job.startedAt) > LONGEST_COUNTING_MS;
    if (isLate || REFUSALS.has(nameOf(error))) return null;
    throw error;
  }
}

function add(types: ExportedFiles['types'], resourceType: string, size: number): void {
  const known = Object.hasOwn(types, resourceType) ? types[resourceType] : undefined;
  if (!known && Object.keys(types).length >= MOST_TYPES) return;
  types[resourceType] = { files: (known?.files ?? 0) + 1, bytes: (known?.bytes ?? 0) + size };
}
