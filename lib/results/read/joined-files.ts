import type { S3Client } from '@aws-sdk/client-s3';
import type { ListedObject } from '../../s3/index.ts';
import { inS3Order, listObjects } from '../../s3/index.ts';
import { mergeSorted } from '../../streams/index.ts';
import type { InputKind, Planned } from './planned-files.ts';
import { lastPart, resultNameOf } from './planned-files.ts';

/** The folders of a job's results, and what a line in them means (Developer Guide, "Importing FHIR data"). */
export const RESULT_FOLDERS = [
  { folder: 'FAILURE/', means: 'failed' },
  { folder: 'SUCCESS/', means: 'imported' },
  // Of validation level minimal: stored, though not all of it can be searched.
  { folder: 'SUCCESS_WITH_SEARCH_VALIDATION_FAILURES/', means: 'imported' },
] as const;

export type LineMeaning = (typeof RESULT_FOLDERS)[number]['means'];

/** One file of the results. */
export interface ResultFile extends ListedObject {
  means: LineMeaning;
}

/** An input file: planned, with results, or both. */
export interface JoinedFile {
  /** Its name below the folders of results. */
  name: string;
  planned: Planned | null;
  results: ResultFile[];
}

interface Named {
  name: string;
  planned?: Planned;
  result?: ResultFile;
}

/**
 * Joins a plan and the listings of a job's results by name. All come in S3's order of names, so that nothing is held but
 * the next of each, whatever their number.
 */
export async function* joinFiles(sources: readonly AsyncGenerator<Named>[]): AsyncGenerator<JoinedFile> {
  let joined: JoinedFile | undefined;
  for await (const { name, planned, result } of mergeSorted(sources, (a, b) => inS3Order(a.name, b.name))) {
    if (joined?.name !== name) {
      if (joined) yield joined;
      joined = { name, planned: null, results: [] };
    }
    if (planned) joined.planned = planned;
    if (result) joined.results.push(result);
  }
  if (joined) yield joined;
}

/** A plan's files, by the names of their results. */
export async function* namedPlan(
  files: AsyncGenerator<Planned> | undefined,
  input: InputKind,
): AsyncGenerator<Named> {
  if (!files) return;
  for await (const planned of files) yield { name: resultNameOf(input, planned), planned };
}

/** So many objects are one answer of S3's (API reference, ListObjectsV2). */
const ONE_PAGE = 1000;

/**
 * The result files of all folders, each by name. Where they and what lies beside them fit into one answer of S3, one listing finds
 * them; else each folder is listed as it is read.
 * @param after only names behind this one
 */
export async function resultsByFolder(
  s3: S3Client,
  results: { bucket: string; prefix: string },
  input: InputKind,
  after: string | null,
): Promise<AsyncGenerator<Named>[]> {
  const few = after === null ? await fewObjects(s3, results) : undefined;
  return RESULT_FOLDERS.map((folder) => namedResults(s3, results, folder, input, after, few));
}

/** All objects below a prefix; undefined where there are more than one answer holds. */
async function fewObjects(
  s3: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
): Promise<ListedObject[] | undefined> {
  const found: ListedObject[] = [];
  for await (const object of listObjects(s3, bucket, prefix)) {
    found.push(object);
    if (found.length === ONE_PAGE) return undefined;
  }
  return found;
}

/**
 * The result files of one folder, by name.
 * @param after only names behind this one
 * @param few all objects of the job's folder, where they are listed already
 */
export async function* namedResults(
  s3: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
  { folder, means }: (typeof RESULT_FOLDERS)[number],
  input: InputKind,
  after: string | null,
  few?: readonly ListedObject[],
): AsyncGenerator<Named> {
  const base = `${prefix}${folder}`;
  for await (const object of few ??
    listObjects(s3, bucket, base, after === null ? undefined : `${base}${after}`)) {
    if (!object.key.startsWith(base) || !object.key.endsWith('.ndjson')) continue;
    const name = object.key.slice(base.length);
    yield { name: input.kind === 'object' ? lastPart(name) : name, result: { ...object, means } };
  }
}
