import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../ground/index.ts';
import { INDEX_FILE, INDEX_FORM, INDEX_SCHEMA } from './index-schema.ts';

/**
 * Opens the index. One that another version of the generator has made, or that is ahead of the store, is made anew.
 * @param version of the table of search parameters
 * @param lastRow of the store
 */
export function openIndexFile(
  stateFolder: string,
  version: string,
  lastRow: number,
  cacheBytes: number,
): DatabaseSync {
  const made = `${version} ${INDEX_FORM}`;
  const opened = openIndex(stateFolder, cacheBytes);
  const state = opened.prepare('SELECT version, mark FROM state').get() as
    { version: string; mark: number } | undefined;
  if (state?.version === made && state.mark <= lastRow) return opened;
  opened.close();
  removeIndex(stateFolder);
  const database = openIndex(stateFolder, cacheBytes);
  database.prepare('INSERT INTO state (one, version, mark) VALUES (1, ?, 0)').run(made);
  return database;
}

/** Opens it as it is. */
export function openIndex(stateFolder: string, cacheBytes: number): DatabaseSync {
  const database = openDatabase(stateFolder, INDEX_FILE);
  database.exec(
    `PRAGMA cache_size = -${Math.ceil(cacheBytes / 1024)}; PRAGMA wal_autocheckpoint = 8192; ${INDEX_SCHEMA}`,
  );
  return database;
}

/** Removes the index: the next that opens it makes it anew. For whoever has the state folder alone. */
export function removeIndex(stateFolder: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(stateFolder, INDEX_FILE + end), { force: true });
}
