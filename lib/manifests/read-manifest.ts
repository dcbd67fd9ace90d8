import type { S3Client } from '@aws-sdk/client-s3';
import { readSmallObject, streamObject } from '../s3/index.ts';
import type { Manifest } from './parse-manifest.ts';
import { parseManifest } from './parse-manifest.ts';

/** The largest manifest that is read: a million names of a usual length, which a function's memory can hold. */
const MOST_MANIFEST_BYTES = 64 * 1024 ** 2;

/** Reads a manifest; `gone` where there is no such object, `unreadable` where it is none or far too large. */
export async function readManifest(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<Manifest | 'gone' | 'unreadable'> {
  const text = await readSmallObject(s3, { bucket, key }, MOST_MANIFEST_BYTES);
  if (text === undefined) return 'gone';
  return (text === null ? undefined : parseManifest(text)) ?? 'unreadable';
}

/** Logs of bulk exports have this name; so may a file of resources. */
const LOG_NAME = 'log.ndjson';

/** How much of a log is looked at: its first entry is far shorter. */
const MOST_ENTRY_BYTES = 64 * 1024;

/**
 * True for the log that bulk data clients write beside the files of an export: its lines are events of the export, and no
 * resources. Looks into files of that name only.
 */
export async function isExportLog(s3: S3Client, bucket: string, key: string): Promise<boolean> {
  if (key.slice(key.lastIndexOf('/') + 1) !== LOG_NAME) return false;
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of streamObject(s3, { bucket, key })) {
      chunks.push(chunk);
      length += chunk.length;
      if (chunk.includes(10) || length >= MOST_ENTRY_BYTES) break;
    }
  } catch {
    // Gone, or not to be read: then it is what its name says.
    return false;
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split('\n');
  try {
    const entry = JSON.parse(line) as Record<string, unknown> | null;
    return typeof entry?.eventId === 'string' && 'exportId' in entry && !('resourceType' in entry);
  } catch {
    return false;
  }
}
