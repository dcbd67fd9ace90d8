import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';

/** The keys that a marker says its drop consists of; `all` where it names none (`_SUCCESS`). */
export type Expected = { files: 'all' } | { files: string[] } | { unreadable: true };

/** The largest `_manifest.json` that is read: a million names of a usual length, which a function's memory can hold. */
const MOST_MANIFEST_BYTES = 64 * 1024 ** 2;

/**
 * Reads what a marker announces. A `_SUCCESS` announces whatever lies in its folder; a `_manifest.json` names
 * its files, see {@link expectedFiles}. A marker that is gone by now announces nothing in particular.
 */
export async function expectedBy(s3: S3Client, bucket: string, marker: string): Promise<Expected> {
  if (!marker.endsWith('_manifest.json')) return { files: 'all' };
  try {
    const { Body, ContentLength = 0 } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: marker }));
    if (ContentLength > MOST_MANIFEST_BYTES) {
      // What nobody reads would keep the connection.
      if (Body instanceof Readable) Body.destroy();
      return { unreadable: true };
    }
    return expectedFiles((await Body?.transformToString()) ?? '', marker);
  } catch (error) {
    if (error instanceof NoSuchKey) return { files: 'all' };
    throw error;
  }
}

/**
 * The keys a manifest's text names, relative to its folder. It is a JSON array of file names, an object whose
 * `files` is one, or the manifest of a bulk export (HL7 FHIR Bulk Data Access, "Complete Status"), whose
 * `output[].url` end in the file names.
 */
export function expectedFiles(text: string, marker: string): Expected {
  const folder = marker.slice(0, marker.lastIndexOf('/') + 1);
  const names = namesIn(text);
  return names ? { files: names.map((name) => `${folder}${name}`) } : { unreadable: true };
}

function namesIn(text: string): string[] | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(manifest)) return textsOf(manifest);
  const { files, output } = (manifest ?? {}) as { files?: unknown; output?: unknown };
  if (Array.isArray(files)) return textsOf(files);
  if (!Array.isArray(output)) return undefined;
  return textsOf(output.map((item: { url?: unknown } | null) => item?.url))?.map(fileNameOf);
}

const textsOf = (names: unknown[]): string[] | undefined =>
  names.every((name) => typeof name === 'string' && name !== '') ? (names as string[]) : undefined;

/** The last segment of a URL, decoded; as it is where it is not encoded as a URL should be. */
function fileNameOf(url: string): string {
  const path = url.split(/[?#]/)[0] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
