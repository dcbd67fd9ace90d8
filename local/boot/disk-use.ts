import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { STORE_FILE } from '../healthlake/index.ts';

/** What a state folder takes of the disk, bytes. */
export interface DiskUse {
  folder: string;
  /** The resources of all data stores, with their earlier versions and SQLite's log. */
  resourcesBytes: number;
  /** They, the objects of S3, tables, queues and all else. */
  totalBytes: number;
}

/** Adds up the files of a state folder; one that goes meanwhile counts nothing. */
export async function diskUse(folder: string): Promise<DiskUse> {
  const use: DiskUse = { folder, resourcesBytes: 0, totalBytes: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const size = await stat(join(entry.parentPath, entry.name)).then(
      (file) => file.size,
      () => 0,
    );
    use.totalBytes += size;
    if (entry.name.startsWith(STORE_FILE)) use.resourcesBytes += size;
  }
  return use;
}
