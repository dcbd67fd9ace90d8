import type { S3Client } from '@aws-sdk/client-s3';
import type { KeyedManifest } from '../../manifests/index.ts';
import { announcementsOf, isComplete, isExportLog, readManifest } from '../../manifests/index.ts';
import { isImportFile } from '../../arrivals/index.ts';
import type { PlacedFile, SortedObjects } from './sort-objects.ts';
import { leaveAlone } from './sort-objects.ts';

/** A manifest that announces files which do not lie below the prefix that was listed. */
export interface IncompleteManifest {
  key: string;
  missingFiles: number;
  /** Keys of the first twenty of them, where the manifest has names to look for. */
  missing: string[];
}

const MOST_NAMED = 20;

/** A manifest, with the drop that it belongs to. */
type PlacedManifest = KeyedManifest & PlacedFile;

/**
 * Sorts once more, by what manifests and logs hold: files that the manifests of their drop leave out are rejected, and so is
 * a manifest that cannot be read, which holds its drop back; what only was called like one is what it is otherwise.
 */
export async function applyMarkers(
  s3: S3Client,
  bucket: string,
  sorted: SortedObjects,
): Promise<SortedObjects & { incomplete: IncompleteManifest[] }> {
  const found = {
    ...sorted,
    files: [] as PlacedFile[],
    markers: [] as PlacedFile[],
    rejected: [...sorted.rejected],
    leftAlone: { ...sorted.leftAlone },
  };
  const manifests: PlacedManifest[] = [];
  for (const marker of sorted.markers) {
    const { key } = marker.object;
    const manifest = key.endsWith('_SUCCESS') ? 'gone' : await readManifest(s3, bucket, key);
    if (manifest === 'unreadable')
      found.rejected.push({ object: marker.object, reason: 'manifest-unreadable' });
    found.markers.push(marker);
    if (manifest !== 'gone') manifests.push({ ...marker, key, manifest });
  }
  for (const { otherwise, ...page } of sorted.pages) {
    const { key } = page.object;
    const manifest = await readManifest(s3, bucket, key);
    if (typeof manifest === 'object' && manifest.kind === 'export') {
      found.markers.push(page);
      manifests.push({ ...page, key, manifest });
    } else if (otherwise.kind === 'rejected') {
      found.rejected.push({ object: page.object, reason: otherwise.reason });
    } else leaveAlone(found.leftAlone, otherwise);
  }
  for (const file of sorted.files) {
    if (await isExportLog(s3, bucket, file.object.key)) found.leftAlone.exportLogs += 1;
    else found.files.push(file);
  }
  found.leftAlone.markers = found.markers.length;
  return { ...found, ...leaveOut(found, manifests) };
}

const dropOf = ({ route, drop }: Pick<PlacedFile, 'route' | 'drop'>): string =>
  JSON.stringify([route.name, drop]);

/** Rejects what the manifests of each drop leave out, and says which announce more than is there. */
function leaveOut(
  { files, rejected }: Pick<SortedObjects, 'files' | 'rejected'>,
  manifests: readonly PlacedManifest[],
): Pick<SortedObjects, 'files' | 'rejected'> & { incomplete: IncompleteManifest[] } {
  const left = { files: [] as PlacedFile[], rejected: [...rejected], incomplete: [] as IncompleteManifest[] };
  const filesOf = Map.groupBy(files, dropOf);
  // An empty file is there, though it is none to import.
  const others = rejected.map(({ object }) => object.key);
  const ofDrops = Map.groupBy(manifests, dropOf);
  for (const [drop, ofDrop] of ofDrops) {
    const [{ route } = { route: undefined }] = ofDrop;
    if (!route) continue;
    const inDrop = filesOf.get(drop) ?? [];
    const keys = [...inDrop.map(({ object }) => object.key), ...others].filter((key) =>
      isImportFile(key, 1, route),
    );
    const isFileName = (name: string): boolean => isImportFile(`${route.prefix}${name}`, 1, route);
    const { announcements, leftOut } = announcementsOf(ofDrop, keys, isFileName, () => false);
    for (const one of announcements)
      // One that cannot be read is among what is rejected.
      if (!isComplete(one) && !one.isUnreadable)
        left.incomplete.push({
          key: one.key,
          missingFiles: one.missingFiles + (one.lacksPage ? 1 : 0),
          missing: one.missing.slice(0, MOST_NAMED),
        });
    for (const file of inDrop) {
      const reason = leftOut(file.object.key);
      if (reason === undefined) left.files.push(file);
      else left.rejected.push({ object: file.object, reason });
    }
  }
  for (const [drop, ofDrop] of filesOf) if (!ofDrops.has(drop)) left.files.push(...ofDrop);
  return left;
}
