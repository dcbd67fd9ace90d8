import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder that a person named, and those above it. Node's own way to do that never ends where a file system says
 * of a folder inside an existing one that it does not exist, and what never ends hears no Ctrl-C.
 * @param make makes one folder; throws as `mkdirSync` does
 * @throws Node's error of the first folder that cannot be made
 */
export function makeFolder(folder: string, mode = 0o777, make: typeof mkdirSync = mkdirSync): void {
  const missing: string[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found?.isDirectory()) break;
    missing.unshift(at);
    // A file in the way: making the folder says so.
    if (found || at === dirname(at)) break;
  }
  for (const one of missing) {
    try {
      make(one, { mode });
    } catch (error) {
      // Another process made it meanwhile.
      if (statSync(one, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
    }
  }
}
