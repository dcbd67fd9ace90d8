import type { S3Client } from '@aws-sdk/client-s3';
import type { PlannedFile } from '../../plans/index.ts';
import { planKeyOf } from '../../plans/index.ts';
import { copyName } from '../../starts/index.ts';
import { linesOf } from '../../streams/index.ts';
import { isMissing, parseS3Uri, streamObject } from '../../s3/index.ts';

/** A file of an import's frozen plan, in the plan's order. */
export interface Planned {
  /** Its line in the plan, the first file's 0. */
  index: number;
  file: PlannedFile;
  /** The position behind its line, bytes. */
  end: number;
}

/** Where in a plan to continue. */
export interface PlanPosition {
  /** Files before it. */
  index: number;
  /** Bytes. */
  offset: number;
}

/** A key has at most 1,024 bytes; with all else a line stays far below this. */
const LONGEST_LINE = 64 * 1024;

/** The header is the plan's first line. */
export const PLAN_START: PlanPosition = { index: -1, offset: 0 };

/**
 * Streams the files of an import's plan (lib/plans/plan.ts).
 * @returns undefined where the plan is gone: the work bucket deletes it after some days
 */
export async function plannedFiles(
  s3: S3Client,
  workBucket: string,
  importId: string,
  from: PlanPosition = PLAN_START,
): Promise<AsyncGenerator<Planned> | undefined> {
  const lines = linesOf(streamObject(s3, { bucket: workBucket, key: planKeyOf(importId) }, from.offset), {
    start: from.offset,
    longest: LONGEST_LINE,
  });
  try {
    const first = await lines.next();
    return filesOf(first.done === true ? [] : first.value, lines, from.index);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function* filesOf(
  first: { bytes: Buffer; end: number }[],
  others: AsyncGenerator<{ bytes: Buffer; end: number }[]>,
  from: number,
): AsyncGenerator<Planned> {
  let index = from;
  const take = function* (lines: { bytes: Buffer; end: number }[]): Generator<Planned> {
    for (const { bytes, end } of lines) {
      if (index >= 0) yield { index, file: JSON.parse(bytes.toString('utf8')) as PlannedFile, end };
      index += 1;
    }
  };
  try {
    yield* take(first);
    for await (const lines of others) yield* take(lines);
  } finally {
    await others.return(undefined);
  }
}

/** What a job read, by its input location. */
export type InputKind =
  { kind: 'object' } | { kind: 'folder'; bucket: string; prefix: string } | { kind: 'copies' };

export function inputKindOf(inputS3Uri: string, workBucket: string): InputKind {
  const { bucket, key } = parseS3Uri(inputS3Uri) ?? { bucket: '', key: '' };
  if (bucket === workBucket && key.startsWith('imports/')) return { kind: 'copies' };
  return inputS3Uri.endsWith('/') ? { kind: 'folder', bucket, prefix: key } : { kind: 'object' };
}

/**
 * The name that a planned file's results have below SUCCESS/ and FAILURE/: its path below what the job read (lib/starts/
 * stage-input.ts); of an object, its last part.
 */
export function resultNameOf(input: InputKind, { index, file }: Pick<Planned, 'index' | 'file'>): string {
  if (input.kind === 'copies') return copyName(index, file);
  return input.kind === 'folder' ? file.key.slice(input.prefix.length) : lastPart(file.key);
}

export const lastPart = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
