import type { RejectionReason } from '../../events/index.ts';
import { markerName } from '../manifests/index.ts';
import type { Place } from '../routes/index.ts';

/** What an object is to Inlet, by its name and size alone. */
export type ObjectClass =
  | { kind: 'import-file' }
  /** Says that its drop is complete, or where it lies below the drop's top, that a part of it is. */
  | { kind: 'marker'; marker: 'success' | 'manifest'; isAtTop: boolean }
  /** It may be a bulk export's manifest, or a page of one: its content says it. `otherwise` is what it is if not. */
  | { kind: 'manifest-page'; isAtTop: boolean; otherwise: ObjectClass }
  /** By its name or that of a folder no data, as Hadoop, Spark and macOS leave it behind: `below` is where that begins. */
  | { kind: 'hidden'; below: string }
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

/** What a route says of names. */
export type NameRules = Pick<Place['route'], 'prefix' | 'toleratedNames' | 'hiddenNames'>;

/** What holds where no route takes a key. */
const NO_RULES: NameRules = { prefix: '', toleratedNames: [] };

/**
 * Says what an object is.
 * @param key the object's key as it is, not URL-decoded
 * @param size bytes
 */
export function classify(key: string, size: number, rules: NameRules = NO_RULES): ObjectClass {
  const segments = key.slice(rules.prefix.length).split('/');
  const name = segments.at(-1) ?? '';
  // What has content is somebody's file, whatever the key ends in.
  if ((name === '' || name.endsWith('_$folder$')) && size === 0) return { kind: 'placeholder' };
  const folder = hiddenFolder(segments, rules);
  if (folder !== undefined) return { kind: 'hidden', below: folder };
  const marker = markerName(name);
  const isAtTop = segments.length <= 2;
  if (marker === 'success' || marker === 'manifest') return { kind: 'marker', marker, isAtTop };
  if (rules.toleratedNames.includes(name)) return { kind: 'tolerated' };
  const hidden = isHidden(name, rules) ? ({ kind: 'hidden', below: key } as const) : undefined;
  if (marker === 'page') return { kind: 'manifest-page', isAtTop, otherwise: hidden ?? byEnding(name, size) };
  return hidden ?? byEnding(name, size);
}

/** Segments that begin so are by convention no data (Hadoop's FileInputFormat, Spark's, AWS Glue's). */
const isHidden = (segment: string, { hiddenNames = true }: NameRules): boolean =>
  hiddenNames && /^[_.]/.test(segment);

/** The first hidden folder of a key. */
function hiddenFolder(segments: readonly string[], rules: NameRules): string | undefined {
  const at = segments.slice(0, -1).findIndex((segment) => isHidden(segment, rules));
  return at < 0 ? undefined : `${rules.prefix}${segments.slice(0, at + 1).join('/')}/`;
}

function byEnding(name: string, size: number): ObjectClass {
  if (name.endsWith('.ndjson')) {
    if (size === 0) return { kind: 'rejected', reason: 'empty' };
    if (size > MOST_FILE_BYTES) return { kind: 'rejected', reason: 'too-large' };
    return { kind: 'import-file' };
  }
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return { kind: 'rejected', reason: ENDINGS[ending] ?? 'not-ndjson' };
}

/** True for a file to import, by its name and size alone. */
export const isImportFile = (key: string, size: number, rules: NameRules): boolean =>
  classify(key, size, rules).kind === 'import-file';
