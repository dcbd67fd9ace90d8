import type { Match } from './match-outputs.ts';
import { matchOutputs } from './match-outputs.ts';
import type { Manifest } from './parse-manifest.ts';
import { folderOfKey, nameOfKey } from './manifest-names.ts';

/** Why a file that lies beside a manifest is not imported: the codes of "Import File Rejected". */
export type LeftOutReason = 'bulk-export-error' | 'bulk-export-deleted' | 'not-in-manifest';

/** A manifest by its key; `unreadable` where it holds none, though nothing else has its name. */
export interface KeyedManifest {
  key: string;
  manifest: Manifest | 'unreadable';
}

/** A manifest that can be read. */
interface Page {
  key: string;
  manifest: Manifest;
}

/** What the manifests of one folder announce together, and what of it is there. */
export interface Announcement extends Match {
  /** The key of the manifest that it is known by. */
  key: string;
  /** How many files it announces, and how many to import lie there. */
  announcedFiles: number;
  presentFiles: number;
  /** True where a page of the manifest is missing, or several claim to be its last. */
  lacksPage: boolean;
  /** True where a manifest of the folder cannot be read: what it announces is not known. */
  isUnreadable: boolean;
}

/** True where all of it is there. */
export const isComplete = ({ missingFiles, lacksPage, isUnreadable }: Announcement): boolean =>
  missingFiles === 0 && !lacksPage && !isUnreadable;

/** What the manifests of a drop come to. */
export interface Announcements {
  /** One for each folder that has manifests. */
  announcements: Announcement[];
  /** Why a file is left out; undefined for one that is to be imported. */
  leftOut: (key: string) => LeftOutReason | undefined;
}

/**
 * Compares the manifests of a drop, at any depth, with its files to import.
 * @param isFileName whether a name is one of a file to import
 * @param isOverridden whether somebody has said that a folder is to be taken as it is, with a `_SUCCESS`
 */
export function announcementsOf(
  manifests: readonly KeyedManifest[],
  files: readonly string[],
  isFileName: (name: string) => boolean,
  isOverridden: (folder: string) => boolean,
): Announcements {
  const pagesOfAll = manifests.filter((one): one is Page => one.manifest !== 'unreadable');
  const apart = notToImport(pagesOfAll);
  const byFolder = Map.groupBy(manifests, ({ key }) => folderOfKey(key));
  for (const folder of [...byFolder.keys()]) if (isOverridden(folder)) byFolder.delete(folder);
  const filesOf = new Map([...byFolder.keys()].map((folder) => [folder, [] as string[]]));
  for (const key of files) {
    if (apart.has(key)) continue;
    for (const folder of foldersOf(key)) filesOf.get(folder)?.push(key);
  }
  const announcements = new Map<string, Announcement>();
  for (const [folder, ofFolder] of byFolder) {
    const unreadable = ofFolder.find(({ manifest }) => manifest === 'unreadable');
    const pages = unreadable ? [] : pagesOf(ofFolder as Page[]);
    const outputs = pages.flatMap(({ manifest }) => manifest.outputs);
    const below = filesOf.get(folder) ?? [];
    announcements.set(folder, {
      ...matchOutputs(folder, outputs, below, isFileName),
      key: unreadable?.key ?? pages[0]?.key ?? '',
      announcedFiles: outputs.length,
      presentFiles: below.length,
      lacksPage: !unreadable && pages.filter(({ manifest }) => !manifest.hasNext).length !== 1,
      isUnreadable: unreadable !== undefined,
    });
  }
  const named = new Set([...announcements.values()].flatMap((one) => [...(one.named ?? [])]));
  const isLeftOut = (key: string): boolean => {
    const nearest = foldersOf(key).find((folder) => announcements.has(folder));
    return nearest !== undefined && announcements.get(nearest)?.named !== undefined && !named.has(key);
  };
  return {
    announcements: [...announcements.values()],
    leftOut: (key) => apart.get(key) ?? (isLeftOut(key) ? 'not-in-manifest' : undefined),
  };
}

/** The folders that a key lies in, the nearest first; "" is the last. */
function foldersOf(key: string): string[] {
  const folders: string[] = [];
  for (let at = key.lastIndexOf('/'); at >= 0; at = key.lastIndexOf('/', at - 1)) {
    folders.push(key.slice(0, at + 1));
    if (at === 0) break;
  }
  return [...folders, ''];
}

/**
 * The pages of a folder's announcement. A `_manifest.json` that is a list of names says all by itself; of pages that are there
 * under two names one counts.
 */
function pagesOf(manifests: readonly Page[]): Page[] {
  const first = manifests.find(({ key }) => nameOfKey(key) === '_manifest.json');
  if (first?.manifest.kind === 'list') return [first];
  const pages = new Map<string, Page>();
  for (const page of first ? [first, ...manifests] : manifests) {
    const { outputs, hasNext } = page.manifest;
    const content = JSON.stringify([outputs, hasNext]);
    if (!pages.has(content)) pages.set(content, page);
  }
  return [...pages.values()];
}

/** What manifests name as errors or as deleted, and none of the folder as output. */
function notToImport(manifests: readonly Page[]): Map<string, LeftOutReason> {
  const apart = new Map<string, LeftOutReason>();
  const outputs = new Set(
    manifests.flatMap(({ key, manifest }) =>
      manifest.outputs.map(({ name }) => `${folderOfKey(key)}${name}`),
    ),
  );
  for (const { key, manifest } of manifests) {
    const add = (names: readonly string[], reason: LeftOutReason): void => {
      for (const name of names) {
        const named = `${folderOfKey(key)}${name}`;
        if (!outputs.has(named)) apart.set(named, reason);
      }
    };
    add(manifest.deleted, 'bulk-export-deleted');
    add(manifest.errors, 'bulk-export-error');
  }
  return apart;
}
