import type { S3Client } from '@aws-sdk/client-s3';
import { readSmallObject } from '../../s3/index.ts';

/** The counts of a job's manifest (Developer Guide, "Importing FHIR data"); null where it has none. */
export interface ManifestCounts {
  filesScanned: number | null;
  filesImported: number | null;
  resourcesScanned: number | null;
  resourcesImported: number | null;
  customerErrors: number | null;
  serverErrors: number | null;
}

export type Manifest =
  | { state: 'read'; counts: ManifestCounts }
  /** `elsewhere`: where Inlet does not read, since another job's owner chose the place. */
  | { state: 'absent' | 'unreadable' | 'elsewhere'; counts?: undefined };

/** The first is what is found on AWS, the second what the guide calls it. */
const NAMES = ['Manifest.json', 'manifest.json'];

/** A manifest has about a thousand bytes. */
const LARGEST_BYTES = 1024 * 1024;

const MEMBERS = {
  filesScanned: 'numberOfScannedFiles',
  filesImported: 'numberOfFilesImported',
  resourcesScanned: 'numberOfResourcesScanned',
  resourcesImported: 'numberOfResourcesImportedSuccessfully',
  customerErrors: 'numberOfResourcesWithCustomerError',
  serverErrors: 'numberOfResourcesWithServerError',
} as const;

/** Reads the manifest in a job's folder of results; a job that FAILED may have none. */
export async function readManifest(s3: S3Client, bucket: string, folder: string): Promise<Manifest> {
  for (const name of NAMES) {
    const text = await readSmallObject(s3, { bucket, key: `${folder}${name}` }, LARGEST_BYTES);
    if (text !== undefined) return text === null ? { state: 'unreadable' } : parseManifest(text);
  }
  return { state: 'absent' };
}

/** Unknown members are ignored; anything but an object with the counts of resources is unreadable. */
export function parseManifest(text: string): Manifest {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { state: 'unreadable' };
  }
  if (typeof found !== 'object' || found === null) return { state: 'unreadable' };
  const members = found as Record<string, unknown>;
  const counts = Object.fromEntries(
    Object.entries(MEMBERS).map(([count, member]) => [count, countOf(members[member])]),
  ) as unknown as ManifestCounts;
  return counts.resourcesScanned === null || counts.resourcesImported === null
    ? { state: 'unreadable' }
    : { state: 'read', counts };
}

const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
