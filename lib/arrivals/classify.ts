import type { RejectionReason } from '../../events/index.ts';

/** What an object is to Inlet, by its name and size alone. */
export type ObjectClass =
  | { kind: 'import-file' }
  /** Says that its drop is complete. */
  | { kind: 'marker' }
  /** What S3 consoles and Hadoop leave behind for an empty folder. */
  | { kind: 'placeholder' }
  /** A file that people leave beside their data; it stays where it is and stops nothing. */
  | { kind: 'tolerated' }
  | { kind: 'rejected'; reason: RejectionReason };

/** The largest file HealthLake imports (HealthLake quotas): 50 GB. */
export const MOST_FILE_BYTES = 50 * 1000 ** 3;

/** Endings that people drop by mistake. What is not here is `not-ndjson`. */
const ENDINGS: Readonly<Record<string, RejectionReason>> = {
  json: 'json-not-ndjson',
  jsonl: 'jsonl-extension',
  gz: 'compressed',
  bz2: 'compressed',
  xz: 'compressed',
  zst: 'compressed',
  zip: 'archive',
  tar: 'archive',
  tgz: 'archive',
  '7z': 'archive',
  rar: 'archive',
};

const MARKERS = new Set(['_SUCCESS', '_manifest.json']);

/**
 * Says what an object is.
 * @param key the object's key as it is, not URL-decoded
 * @param size bytes
 * @param toleratedNames names that the route tolerates
 */
export function classify(key: string, size: number, toleratedNames: readonly string[]): ObjectClass {
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (name === '' || name.endsWith('_$folder$')) return { kind: 'placeholder' };
  if (MARKERS.has(name)) return { kind: 'marker' };
  if (toleratedNames.includes(name)) return { kind: 'tolerated' };
  if (name.endsWith('.ndjson')) {
    if (size === 0) return { kind: 'rejected', reason: 'empty' };
    if (size > MOST_FILE_BYTES) return { kind: 'rejected', reason: 'too-large' };
    return { kind: 'import-file' };
  }
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return { kind: 'rejected', reason: ENDINGS[ending] ?? 'not-ndjson' };
}
