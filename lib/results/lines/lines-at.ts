import type { S3Client } from '@aws-sdk/client-s3';
import { LONGEST_LINE_BYTES } from '../../../fhir/index.ts';
import type { PlannedFile } from '../../plans/index.ts';
import { isGone, streamObject } from '../../s3/index.ts';
import { linesOf } from '../../streams/index.ts';

/**
 * Reads lines of a file in the version that an import read, by their positions, the first line's 0. Reads no further than the
 * last of them.
 * @returns undefined where that version, or that content of a key without versions, is gone
 */
export async function linesAt(
  s3: S3Client,
  bucket: string,
  { key, versionId, etag }: PlannedFile,
  positions: ReadonlySet<number>,
): Promise<Map<number, string> | undefined> {
  const found = new Map<number, string>();
  let position = -1;
  try {
    const stream = streamObject(s3, { bucket, key, versionId, etag });
    for await (const lines of linesOf(stream, { longest: LONGEST_LINE_BYTES })) {
      for (const { bytes } of lines) {
        position += 1;
        if (positions.has(position)) found.set(position, bytes.toString('utf8'));
      }
      if (found.size === positions.size) break;
    }
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  return found;
}
