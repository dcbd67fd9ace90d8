import pMap from 'p-map';
import { classify, isCurrent } from '../arrivals/index.ts';
import type { ListedObject } from '../s3/index.ts';
import { copyObject, formatS3Uri, listObjects } from '../s3/index.ts';
import type { Plan, PlannedFile } from '../plans/index.ts';
import type { Route } from '../routes/index.ts';
import { folderOf } from '../routes/index.ts';
import type { ImportInput } from './decide-import.ts';
import type { StartDeps } from './start-deps.ts';

/**
 * Copies made concurrently: S3 takes a tenth of a second for each, so that this is some 300 a second, of the 3,500 that a prefix takes
 * (S3 user guide, "Optimizing Amazon S3 performance"), and below the 50 connections that the SDK opens.
 */
const CONCURRENCY = 32;

/** What S3 URIs HealthLake takes: up to 1,024 characters, no line break (API reference, InputDataConfig). */
const isServiceUri = (uri: string): boolean => uri.length <= 1024 && !/[\r\n\u2028\u2029]/.test(uri);

/** S3's limit on keys, in bytes of UTF-8 (S3 user guide, "Creating object key names"). */
const MOST_KEY_BYTES = 1024;

/**
 * True where HealthLake can write results about a file: their keys are the file's name below what the job reads, in a folder
 * of the job (Developer Guide, "Importing FHIR data"), of which the longest counts. The job's id has 32 characters at most.
 */
function hasRoomForResults(name: string, { datastoreId }: Plan, { outputPrefix }: Route): boolean {
  const folder = `${outputPrefix}/${datastoreId}-FHIR_IMPORT-${'j'.repeat(32)}/SUCCESS_WITH_SEARCH_VALIDATION_FAILURES/`;
  return Buffer.byteLength(folder) + Buffer.byteLength(name) <= MOST_KEY_BYTES;
}

/** What a job can be given to read. */
export type JobInput = { kind: 'object' | 'folder'; s3Uri: string } | { kind: 'copies' };

/**
 * Decides what a job reads. A lone file is read where it lies; so is a folder that holds the plan's files
 * and nothing else but tolerated names; everything else is copied, and so is what has keys too long for its results.
 * @param listed all that lies in the drop's folder, where it has one; no more of it is read than decides
 */
export async function chooseInput(
  plan: Plan,
  route: Route,
  listed: Iterable<ListedObject> | AsyncIterable<ListedObject> | undefined,
): Promise<JobInput> {
  const [first] = plan.files;
  const folder = folderOf(route, plan.drop);
  const key = first?.key ?? '';
  const alone = formatS3Uri({ bucket: plan.bucket, key });
  const isShort = hasRoomForResults(key.slice(key.lastIndexOf('/') + 1), plan, route);
  if (plan.files.length === 1 && isShort && isServiceUri(alone)) return { kind: 'object', s3Uri: alone };
  if (folder === undefined || listed === undefined) return { kind: 'copies' };
  const whole = formatS3Uri({ bucket: plan.bucket, key: folder });
  if (!isServiceUri(whole)) return { kind: 'copies' };
  if (!plan.files.every((file) => hasRoomForResults(file.key.slice(folder.length), plan, route)))
    return { kind: 'copies' };
  const planned = new Map(plan.files.map((file) => [file.key, file]));
  for await (const object of listed) {
    const file = planned.get(object.key);
    if (file ? file.etag !== object.etag : !isTolerated(object, route)) return { kind: 'copies' };
    planned.delete(object.key);
  }
  return planned.size === 0 ? { kind: 'folder', s3Uri: whole } : { kind: 'copies' };
}

/** HealthLake would read a companion that is called `.ndjson`, and perhaps what has a hidden name. */
const isTolerated = ({ key, size }: ListedObject, route: Route): boolean => {
  const { kind } = classify(key, size, route);
  if (kind === 'tolerated') return !key.endsWith('.ndjson');
  return kind === 'marker' || kind === 'placeholder' || kind === 'manifest-page';
};

/** What staging a job's input needs from outside. */
type InputStager = Pick<StartDeps, 's3' | 'workBucket' | 'isOutOfTime'>;

/** A job's input, or how far its copies have come where there was no time for all. */
type StagedInput = Extract<ImportInput, { kind: 'ready' | 'unfinished' }>;

/**
 * Makes sure that what a job reads is in place: what was planned, in the version that was planned. A lone file's key may
 * hold something else by now, or nothing, and then it is copied, as a folder is of which a file was deleted or written again.
 */
export async function stageInput(deps: InputStager, plan: Plan, route: Route): Promise<StagedInput> {
  const [first] = plan.files;
  if (plan.files.length === 1 && first) {
    const isThere = await isCurrent(deps.s3, { ...first, bucket: plan.bucket });
    if (!isThere) return copyPlan(deps, plan);
  }
  const folder = folderOf(route, plan.drop);
  const listed =
    folder === undefined || plan.files.length === 1 ? undefined : listObjects(deps.s3, plan.bucket, folder);
  const input = await chooseInput(plan, route, listed);
  return input.kind === 'copies' ? copyPlan(deps, plan) : { kind: 'ready', s3Uri: input.s3Uri };
}

/**
 * Copies a plan's files, each in the version that was planned, under short names of their own. S3 copies on
 * its side. Many files take longer than one run may: what an earlier run has copied is not copied again.
 */
async function copyPlan({ s3, workBucket, isOutOfTime }: InputStager, plan: Plan): Promise<StagedInput> {
  const folder = `imports/${plan.importId}/`;
  const copied = new Map<string, number>();
  for await (const { key, size } of listObjects(s3, workBucket, folder)) copied.set(key, size);
  const done = await pMap(
    plan.files,
    async (file, index) => {
      const toKey = `${folder}${copyName(index, file)}`;
      if (copied.get(toKey) === file.size) return true;
      if (isOutOfTime()) return false;
      await copyObject({ s3, fromBucket: plan.bucket, file, toBucket: workBucket, toKey });
      return true;
    },
    { concurrency: CONCURRENCY },
  );
  return done.every(Boolean)
    ? { kind: 'ready', s3Uri: formatS3Uri({ bucket: workBucket, key: folder }) }
    : { kind: 'unfinished', copiedFiles: done.filter(Boolean).length };
}

/** The plan's line number, so that names are unique, and the file's own name as far as it is plain and short. */
export function copyName(index: number, file: Pick<PlannedFile, 'key'>): string {
  const name = file.key.slice(file.key.lastIndexOf('/') + 1, -'.ndjson'.length);
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 64);
  return `${String(index + 1).padStart(7, '0')}-${plain}.ndjson`;
}
