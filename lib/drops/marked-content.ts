import { isImportFile, manifestsAmong } from '../arrivals/index.ts';
import type { Drop } from '../ledger/index.ts';
import type { Announcement, Announcements } from '../manifests/index.ts';
import { announcementsOf, folderOfKey, isComplete, isExportLog } from '../manifests/index.ts';
import type { Route } from '../routes/index.ts';
import { folderOf } from '../routes/index.ts';
import type { ListedVersion } from '../s3/index.ts';
import { listCurrentVersions } from '../s3/index.ts';
import type { DropDeps } from './drop-deps.ts';

/** What a drop's markers announce, beside what lies there. */
export interface MarkedContent extends Pick<Announcements, 'leftOut'> {
  /** What lies there beside files to import, markers and manifests among it, by key. */
  there: Map<string, ListedVersion>;
  /** All that lies there: as it was listed, or by another listing where that is too much to hold. */
  objects: () => Iterable<ListedVersion> | AsyncIterable<ListedVersion>;
  /** How many objects that are. */
  listed: number;
  /** The first announcement of which not all is there. */
  incomplete: Announcement | undefined;
  /** True where there are manifests, and all of them together announce no file. */
  announcesNothing: boolean;
}

/** So many objects are held between the look at a drop and its planning, ten pages of a listing; a million would be half a gigabyte. */
const MOST_HELD = 10_000;

/**
 * Compares what a drop's markers announce with what lies there, by a listing: S3's events may be late, and may be lost.
 * Manifests count wherever in the drop they lie. A `_SUCCESS` that came after a manifest of its folder has the folder
 * taken as it is.
 * @returns undefined for a drop without a marker and without manifests
 */
export async function contentOf(
  deps: Pick<DropDeps, 's3' | 'inboxBucket'>,
  drop: Drop,
  route: Route,
): Promise<MarkedContent | undefined> {
  if (drop.marker === undefined && !drop.hasManifestBelow) return undefined;
  const there = new Map<string, ListedVersion>();
  const files: string[] = [];
  const held: ListedVersion[] = [];
  let listed = 0;
  for await (const object of objectsOf(deps, drop, route)) {
    if (isNamedAsFile(object.key, route)) files.push(object.key);
    else there.set(object.key, object);
    if (held.length <= MOST_HELD) held.push(object);
    listed += 1;
  }
  const isHeld = held.length <= MOST_HELD;
  if (!isHeld) held.length = 0;
  const manifests = await manifestsAmong(deps, there.values(), route);
  const top = folderOf(route, drop.drop) ?? route.prefix;
  const isOverridden = (folder: string): boolean =>
    folder === top
      ? drop.marker === `${top}_SUCCESS`
      : isNewerSuccess(
          there,
          folder,
          manifests.map(({ key }) => key),
        );
  const isFileName = (name: string): boolean => isNamedAsFile(`${top}${name}`, route);
  const { announcements, leftOut } = announcementsOf(manifests, files, isFileName, isOverridden);
  return {
    there,
    objects: () => (isHeld ? held : objectsOf(deps, drop, route)),
    listed,
    leftOut,
    incomplete: announcements.find((one) => !isComplete(one)),
    announcesNothing:
      announcements.length > 0 && announcements.every(({ announcedFiles }) => announcedFiles === 0),
  };
}

/** True where a folder has a `_SUCCESS` that is not older than its manifests. */
function isNewerSuccess(
  there: ReadonlyMap<string, ListedVersion>,
  folder: string,
  manifests: readonly string[],
): boolean {
  const success = there.get(`${folder}_SUCCESS`)?.lastModified;
  return (
    success !== undefined &&
    manifests
      .filter((key) => folderOfKey(key) === folder)
      .every((key) => (there.get(key)?.lastModified ?? 0) <= success)
  );
}

/** An empty file is there, though it is none to import. */
const isNamedAsFile = (key: string, route: Route): boolean => isImportFile(key, 1, route);

/**
 * What lies in a drop, but for the logs of exports. Loose files have no folder of their own: they lie beside those of
 * other drops.
 */
async function* objectsOf(
  { s3, inboxBucket }: Pick<DropDeps, 's3' | 'inboxBucket'>,
  drop: Drop,
  route: Route,
): AsyncGenerator<ListedVersion> {
  const folder = folderOf(route, drop.drop);
  const listed =
    folder === undefined
      ? listCurrentVersions(s3, inboxBucket, route.prefix, '/')
      : listCurrentVersions(s3, inboxBucket, folder);
  for await (const object of listed) {
    const isLog = isNamedAsFile(object.key, route) && (await isExportLog(s3, inboxBucket, object.key));
    if (!isLog) yield object;
  }
}
