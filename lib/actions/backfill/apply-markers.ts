import type { S3Client } from '@aws-sdk/client-s3';
import { readMarker } from '../../arrivals/index.ts';
import type { SortedObjects, PlacedFile } from './sort-objects.ts';

/** A manifest that names files which do not lie below the prefix that was listed. */
export interface IncompleteManifest {
  key: string;
  missingFiles: number;
}

/**
 * Sorts once more, by what manifests say: files that a bulk export's manifest names as its errors or as deleted are
 * rejected, and so is a manifest that cannot be read.
 */
export async function applyMarkers(
  s3: S3Client,
  bucket: string,
  sorted: SortedObjects,
): Promise<SortedObjects & { incomplete: IncompleteManifest[] }> {
  const byKey = new Map(sorted.files.map((file) => [file.object.key, file]));
  const there = new Set([...sorted.files, ...sorted.rejected].map(({ object }) => object.key));
  const rejected = [...sorted.rejected];
  const markers: PlacedFile[] = [];
  const incomplete: IncompleteManifest[] = [];
  for (const marker of sorted.markers) {
    const { key } = marker.object;
    const announced = await readMarker(s3, bucket, key);
    if ('unreadable' in announced) {
      rejected.push({ object: marker.object, reason: 'manifest-unreadable' });
      continue;
    }
    markers.push(marker);
    if (announced.files === 'all') continue;
    const missing = announced.files.filter((name) => name.endsWith('.ndjson') && !there.has(name));
    if (missing.length > 0) incomplete.push({ key, missingFiles: missing.length });
    for (const { key: name, reason } of announced.notToImport) {
      const file = byKey.get(name);
      if (file && byKey.delete(name)) rejected.push({ object: file.object, reason });
    }
  }
  return { ...sorted, files: [...byKey.values()], markers, rejected, incomplete };
}
