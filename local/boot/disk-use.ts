import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { INDEX_FILE, SEGMENTS_FOLDER, STORE_FILE } from '../healthlake/index.ts';

/** What a state folder takes of the disk, bytes. */
export interface DiskUse {
  folder: string;
  /** The resources of all data stores, with their earlier versions, the index of searches and SQLite's log. */
  resourcesBytes: number;
  /** They, the objects of S3, tables, queues and all else. */
  totalBytes: number;
}

/** Adds up the files of a state folder. Files and folders that go while it looks count nothing. */
export async function diskUse(folder: string): Promise<DiskUse> {
  const use: DiskUse = { folder, resourcesBytes: 0, totalBytes: 0 };
  const add = async (path: string): Promise<void> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(ifGone<Dirent[]>([]));
    for (const entry of entries) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) await add(inside);
      if (!entry.isFile()) continue;
      const size = await stat(inside).then((file) => file.size, ifGone(0));
      use.totalBytes += size;
      const isOfResources = [STORE_FILE, INDEX_FILE].some((file) => entry.name.startsWith(file));
      if (isOfResources || basename(path) === SEGMENTS_FOLDER) use.resourcesBytes += size;
    }
  };
  await add(folder);
  return use;
}

/** What counts instead, where a file or folder went meanwhile, or a file of its name took its place. */
const ifGone =
  <Value>(instead: Value) =>
  (error: NodeJS.ErrnoException): Value => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };
