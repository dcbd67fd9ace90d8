import type { S3Client } from '@aws-sdk/client-s3';
import { readSmallObject } from '../s3/index.ts';

/**
 * What a marker says its drop consists of: whatever lies there (`_SUCCESS`), or what a manifest names. A bulk
 * export's manifest also names files of its errors and of what was deleted, which are not to be imported.
 */
export type Announced =
  { files: 'all' } | { files: string[]; notToImport: NotToImport[] } | { unreadable: true };

/** A file that a bulk export's manifest names under `error` or `deleted`. */
export interface NotToImport {
  key: string;
  reason: 'bulk-export-error' | 'bulk-export-deleted';
}

/** The largest `_manifest.json` that is read: a million names of a usual length, which a function's memory can hold. */
const MOST_MANIFEST_BYTES = 64 * 1024 ** 2;

/**
 * Reads what a marker announces. A `_manifest.json` names its files, see {@link announcedBy}. A marker that is gone by
 * now announces nothing in particular.
 */
export async function readMarker(s3: S3Client, bucket: string, marker: string): Promise<Announced> {
  if (!marker.endsWith('_manifest.json')) return { files: 'all' };
  const text = await readSmallObject(s3, { bucket, key: marker }, MOST_MANIFEST_BYTES);
  if (text === undefined) return { files: 'all' };
  return text === null ? { unreadable: true } : announcedBy(text, marker);
}

/**
 * The keys a manifest's text names, relative to its folder. It is a JSON array of file names, an object whose
 * `files` is one, or the manifest of a bulk export (HL7 FHIR Bulk Data Access, "Complete Status"), whose
 * `output[].url` end in the file names; so do those of `error` and `deleted`.
 */
export function announcedBy(text: string, marker: string): Announced {
  const folder = marker.slice(0, marker.lastIndexOf('/') + 1);
  const keys = (names: string[]): string[] => names.map((name) => `${folder}${name}`);
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    return { unreadable: true };
  }
  const { files, output, error, deleted } = (manifest ?? {}) as Record<string, unknown>;
  const names = textsOf(Array.isArray(manifest) ? manifest : files) ?? fileNamesOf(output);
  if (!names) return { unreadable: true };
  const named = new Set(keys(names));
  const apart = (list: unknown, reason: NotToImport['reason']): NotToImport[] =>
    keys(fileNamesOf(list) ?? []).flatMap((key) => (named.has(key) ? [] : [{ key, reason }]));
  return {
    files: [...named],
    notToImport: [...apart(error, 'bulk-export-error'), ...apart(deleted, 'bulk-export-deleted')],
  };
}

const textsOf = (names: unknown): string[] | undefined =>
  Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '')
    ? (names as string[])
    : undefined;

/** The file names of a bulk export's list of `{type, url}`. */
const fileNamesOf = (items: unknown): string[] | undefined =>
  Array.isArray(items)
    ? textsOf(items.map((item: { url?: unknown } | null) => item?.url))?.map(fileNameOf)
    : undefined;

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
