import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { nameOf } from '../../../errors/index.ts';
import { listObjects, readObject } from '../../s3/index.ts';
import type { Digest, DigestedIssue } from './digest.ts';
import type { TallyProgress } from './tally-progress.ts';
import { newTallyProgress } from './tally-progress.ts';
import type { RepeatedResources } from './repeated-resources.ts';
import type { Tally } from './tally.ts';

/** The job whose progress is saved, and where: `summaries/<datastoreId>/<jobId>/` of the work bucket. */
export interface CheckpointPlace {
  s3: S3Client;
  workBucket: string;
  datastoreId: string;
  jobId: string;
}

const FORMAT = 1;

const folderOf = ({ datastoreId, jobId }: CheckpointPlace): string => `summaries/${datastoreId}/${jobId}/`;

/**
 * Saves how far a run came, under the run's number. Of two runs that did the same piece of work, one is first.
 * @returns false where another run was first
 */
export async function saveCheckpoint(place: CheckpointPlace, progress: TallyProgress): Promise<boolean> {
  try {
    await place.s3.send(
      new PutObjectCommand({
        Bucket: place.workBucket,
        Key: `${folderOf(place)}${String(progress.round).padStart(6, '0')}.json`,
        Body: encode(progress),
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    );
    return true;
  } catch (error) {
    if (nameOf(error) === 'PreconditionFailed' || nameOf(error) === 'ConditionalRequestConflict')
      return false;
    throw error;
  }
}

/**
 * The last checkpoint of a job's results; undefined where no run has left one. After a checkpoint in another version's
 * format the tally starts again, under the next number.
 */
export async function loadCheckpoint(place: CheckpointPlace): Promise<TallyProgress | undefined> {
  let last: string | undefined;
  for await (const { key } of listObjects(place.s3, place.workBucket, folderOf(place))) last = key;
  if (last === undefined) return undefined;
  const text = await readObject(place.s3, { bucket: place.workBucket, key: last });
  return decode(text) ?? { ...newTallyProgress(), round: roundOf(last) };
}

const roundOf = (key: string): number => Number(/(\d+)\.json$/.exec(key)?.[1] ?? 0);

type StoredDigest = Omit<Digest, 'issues'> & { issues: [string, DigestedIssue][] };
type StoredResources = Omit<RepeatedResources, 'seen'> & { seen: string };

/** As JSON; fingerprints as pairs of numbers in base64, since there may be a million. */
export function encode(progress: TallyProgress): string {
  const { digest, resources, within } = progress;
  return JSON.stringify({
    format: FORMAT,
    progress: {
      ...progress,
      digest: storedDigest(digest),
      resources: { ...resources, seen: storedNumbers(resources.seen) },
      within: within && { ...within, tally: { ...within.tally, digest: storedDigest(within.tally.digest) } },
    },
  });
}

/** Undefined where the text is not a checkpoint in this version's format. */
export function decode(text: string): TallyProgress | undefined {
  const { format, progress } = JSON.parse(text) as { format: number; progress: StoredProgress };
  if (format !== FORMAT) return undefined;
  const { digest, resources, within } = progress;
  return {
    ...progress,
    digest: digestOf(digest),
    resources: { ...resources, seen: numbersOf(resources.seen) },
    within: within && { ...within, tally: { ...within.tally, digest: digestOf(within.tally.digest) } },
  };
}

type StoredTally = Omit<Tally, 'digest'> & { digest: StoredDigest };
type StoredProgress = Omit<TallyProgress, 'digest' | 'resources' | 'within'> & {
  digest: StoredDigest;
  resources: StoredResources;
  within: (Omit<NonNullable<TallyProgress['within']>, 'tally'> & { tally: StoredTally }) | null;
};

const storedDigest = (digest: Digest): StoredDigest => ({
  ...digest,
  issues: [...digest.issues],
});

const digestOf = (stored: StoredDigest): Digest => ({
  ...stored,
  issues: new Map(stored.issues),
});

const storedNumbers = (numbers: ReadonlyMap<number, number>): string =>
  Buffer.from(Float64Array.from([...numbers].flat()).buffer).toString('base64');

function numbersOf(text: string): Map<number, number> {
  const bytes = Buffer.from(text, 'base64');
  const numbers = new Map<number, number>();
  for (let at = 0; at + 16 <= bytes.length; at += 16)
    numbers.set(bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8));
  return numbers;
}
