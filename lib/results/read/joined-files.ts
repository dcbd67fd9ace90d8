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

/**
 * The result files of one folder, by name.
 * @param after only names behind this one
 */
export async function* namedResults(
  s3: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
  { folder, means }: (typeof RESULT_FOLDERS)[number],
  input: InputKind,
  after: string | null,
): AsyncGenerator<Named> {
  const base = `${prefix}${folder}`;
  for await (const object of listObjects(s3, bucket, base, after === null ? undefined : `${base}${after}`)) {
    if (!object.key.endsWith('.ndjson')) continue;
    const name = object.key.slice(base.length);
    yield { name: input.kind === 'object' ? lastPart(name) : name, result: { ...object, means } };
  }
}
